import { describe, expect, it } from 'vitest'
import type { EnvironmentSettings } from '../../../client/types.ts'
import {
  disputed,
  draftOf,
  faultsOf,
  onTopOf,
  restFaults,
  restText,
  settingsOf,
  unknownOf,
  withRest,
} from '../../../console/environments/draft.ts'
import { askedFor, repositoriesOf } from '../../../console/environments/shown.ts'

const set: EnvironmentSettings = {
  ...{ branches: ['main', 'release/*'], autoSwitch: false, approvals: { reviewers: 1 } },
  // Of a newer server, with what this page has never heard of.
  ...({ windows: [{ days: ['mon', 'tue'], from: '09:00' }], approvals: { reviewers: 1, quorum: 'all' } } as object),
}

describe('the settings that are saved', () => {
  it('are those that were read, if nothing was typed', () => {
    expect(settingsOf(set, draftOf(set))).toEqual(set)
    expect(settingsOf({ port: null }, draftOf({ port: null }))).toEqual({ port: null })
    expect(JSON.stringify(settingsOf({}, draftOf({})))).toBe('{}')
  })

  it('are as typed, and keep what the page does not know', () => {
    const draft = {
      ...draftOf(set),
      branches: 'main, hotfix/* x',
      autoSwitch: '',
      port: '3000',
      reviewers: '',
      waitMinutes: '5',
    }
    expect(JSON.parse(JSON.stringify(settingsOf(set, draft)))).toEqual({
      ...{ branches: ['main', 'hotfix/*', 'x'], port: 3000, windows: [{ days: ['mon', 'tue'], from: '09:00' }] },
      approvals: { quorum: 'all', waitMinutes: 5 },
    })
  })

  it('are sent to be refused where they are no numbers', () => {
    const { port, approvals } = settingsOf({}, { ...draftOf({}), port: 'x', reviewers: '1.5', waitMinutes: 'five' })
    expect(JSON.stringify([port, approvals])).toBe('[0,{"reviewers":1.5,"waitMinutes":null}]')
  })

  it('of which the page knows nothing are shown as they are', () => {
    expect(unknownOf(set)).toEqual([
      ['approvals.quorum', 'all'],
      ['windows', 'mon, tue 09:00'],
    ])
  })
})

describe('what has no field', () => {
  it('is shown with the names of its numbers', () =>
    expect(unknownOf({ rollback: { latency: { p95Ms: 2_000, meanMs: null, severity: 'warn' } } })).toEqual([
      ['rollback.latency', 'p95Ms 2000, warn'],
    ]))

  it('is changed as text, and leaves alone what has one', () => {
    expect(JSON.parse(restText(set))).toEqual({ windows: [{ days: ['mon', 'tue'], from: '09:00' }] })
    expect(restText({ port: 80 })).toBe('')
    const given = '{ "gates": { "checks": ["test"] } }'
    expect(withRest(set, given)).toEqual({
      ...{ branches: ['main', 'release/*'], autoSwitch: false, approvals: { reviewers: 1, quorum: 'all' } },
      gates: { checks: ['test'] },
    })
    expect(withRest(set, '')).not.toHaveProperty('windows')
    expect(withRest(set, restText(set))).toEqual(set)
  })

  it.each(['{', '[]', '3', '{"port": 3}', '{"approvals": {}}'])('is not sent as %s', text =>
    expect(withRest(set, text)).toBeUndefined(),
  )

  it('has its faults told in one place', () =>
    expect(restFaults({ 'gates.scan.atSeverity': 'must be one of …', port: 'no' })).toEqual([
      'gates.scan.atSeverity must be one of …',
    ]))
})

describe('what somebody else has written meanwhile', () => {
  const base = draftOf(set)
  const theirs = draftOf({ ...set, healthPath: '/theirs', port: 1 })

  it('is taken, and what was typed is kept', () => {
    const mine = { ...base, port: '2', strategy: 'all-at-once' }
    expect(onTopOf(theirs, base, mine)).toMatchObject({ healthPath: '/theirs', port: '2', strategy: 'all-at-once' })
    expect(disputed(theirs, base, mine)).toEqual(['port'])
    expect(disputed(theirs, base, { ...base, port: '1 ' })).toEqual([])
  })
})

it('faults are at their fields, however deep', () => {
  expect(faultsOf({ 'branches.1': 'no', 'approvals.reviewers': 'no', version: 'no' })).toEqual([
    'branches',
    'reviewers',
  ])
})

it('the address names what is shown, and nothing that is no name', () => {
  expect(askedFor(new URLSearchParams('repo=a/b&environment=qa'))).toEqual({ repository: 'a/b', environment: 'qa' })
  expect(askedFor(new URLSearchParams('environment=../x'))).toEqual({ repository: '', environment: '' })
  expect(
    repositoriesOf(
      [
        { owner: 'a', repo: 'Z' },
        { owner: 'A', repo: 'z' },
      ],
      'a/b',
    ),
  ).toEqual(['a/b', 'a/Z'])
})
