import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { pandaSchema } from '../../bin/panda-schema-text.ts'
import type { EnvironmentSettings } from '../../core/environment.ts'
import { readPandaFile, withFile } from '../../core/panda-file.ts'

const doc = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const faults = (text: string) => {
  const read = readPandaFile(text)
  return read.ok ? [] : read.faults.map(({ line, column, field, message }) => [line, column, field, message])
}
const settings = (text: string, name = 'prod', ...given: EnvironmentSettings[]) => {
  const read = readPandaFile(text)
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return withFile(name, given, read.environments[name])
}

test('the example of the documentation is right', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(doc('panda-yml.md')) ?? []
  expect(example.length).toBeGreaterThan(100)
  expect(readPandaFile(example)).toMatchObject({ ok: true })
})

test('the published schema is that of the code', () => {
  expect(JSON.parse(doc('panda.schema.json'))).toEqual(JSON.parse(pandaSchema()))
})

test('an empty file is no settings', () => {
  expect(readPandaFile('# nothing yet\n')).toEqual({ ok: false, faults: [expect.objectContaining({ line: 1 })] })
  expect(readPandaFile('environments: {}')).toEqual({ ok: true, environments: {} })
})

describe('every fault is told, with its line, its column and what is right', () => {
  const text = `environments:
  prod:
    port: 80800
    helthPath: /up
    approvals:
      reviewers: two
    branches: [main]
  Dev Env:
    count: 2
  dev:
    memory: 1024
`
  test('all at once, in the order of the file', () => {
    expect(faults(text)).toEqual([
      [3, 11, 'environments.prod.port', expect.stringContaining('65535')],
      [4, 5, 'environments.prod.helthPath', expect.stringContaining('is not known here')],
      [6, 18, 'environments.prod.approvals.reviewers', expect.stringContaining('whole number')],
      [7, 5, 'environments.prod.branches', expect.stringContaining('set by an admin')],
      [9, 5, 'environments.Dev Env', expect.any(String)],
    ])
  })

  test.each([
    ['environments:\n  dev: {memory: 1024}', [2, 17, 'environments.dev.memory', /cpu/]],
    ['environments:\n  dev: 3', [2, 8, 'environments.dev', /./]],
    ['environment: {}', [1, 1, '', /./]],
    ['environments:\n\tdev: {}', [2, 1, '', /tab/]],
    ['environments:\n  dev:\n    port: 1\n    port: 2', [4, 5, '', /twice/]],
  ])('%j', (wrong, [line, column, , words]) => {
    const [first] = faults(wrong)
    expect(first).toEqual([line, column, expect.any(String), expect.stringMatching(words as RegExp)])
  })

  test('a secret of the connection has no place in it', () => {
    expect(faults('environments: {dev: {awsConnectionId: aws_1}}')).toHaveLength(1)
  })
})

describe('who wins', () => {
  const file = 'environments: {prod: {healthPath: /file, port: 3000, count: 3, variables: {A: file, B: file}}}'

  test('what is asked for, then what is set, then the file, then what is usual', () => {
    const all = settings(file, 'prod', { healthPath: '/asked' }, { port: 4000, variables: { A: 'set' } })
    expect(all).toMatchObject({ healthPath: '/asked', port: 4000, count: 3, strategy: 'blue-green' })
    expect(all.variables).toEqual({ A: 'set', B: 'file' })
  })

  test('a strategy that is set is not undone by a switch in the file', () => {
    const wish = 'environments: {prod: {autoSwitch: true}}'
    expect(settings(wish, 'prod', { strategy: 'blue-green' }).autoSwitch).toBe(false)
    expect(settings(wish, 'prod').autoSwitch).toBe(true)
  })
})

describe('of what protects, the file can only ask for more', () => {
  test('fewer reviewers, less waiting and longer validity change nothing', () => {
    const loose =
      'environments: {prod: {approvals: {reviewers: 0, waitMinutes: 0, expiresHours: 120}, promotion: {only: false}}}'
    const set = { promotion: { only: true } }
    expect(settings(loose, 'prod', set)).toMatchObject({
      approvals: { reviewers: 2, waitMinutes: 5, expiresHours: 24 },
      promotion: { only: true },
    })
  })

  test('more of it holds, also where an admin has said less', () => {
    const strict = `environments:
  prod:
    approvals: {reviewers: 3, waitMinutes: 10, expiresHours: 2}
    gates: {checks: [ci/test]}
    freezes: [{from: "2026-12-24T00:00:00Z", to: "2026-12-27T00:00:00Z", reason: holidays}]
`
    const all = settings(strict, 'prod', { approvals: { reviewers: 1 }, gates: { checks: ['lint'] } })
    expect(all).toMatchObject({
      approvals: { reviewers: 3, waitMinutes: 10, expiresHours: 2 },
      gates: { checks: ['lint', 'ci/test'] },
      freezes: [{ reason: 'holidays' }],
    })
  })

  test('windows hold where there are none, and change none that are set', () => {
    const wide = `environments: {prod: {windows: [{days: [mon], from: "00:00", to: "24:00", timeZone: UTC}]}}`
    expect(settings(wide).windows).toHaveLength(1)
    const set = { windows: [{ days: ['tue' as const], from: '09:00', to: '10:00', timeZone: 'UTC' }] }
    expect(settings(wide, 'prod', set).windows).toEqual(set.windows)
  })

  test.each([
    'gates: {scan: {atSeverity: none}}',
    'gates: {waitMinutes: 1}',
    'promotion: {from: [dev]}',
    'schedule: {when: rate(1 day)}',
  ])('%s is not for a file to say', wish => expect(faults(`environments: {prod: {${wish}}}`)).toHaveLength(1))
})
