// What is drawn: widths, tables, words, and the picture of a deployment at any size.
import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { outlook } from '../../cli/follow/estimate.ts'
import { frameOf } from '../../cli/follow/frame.ts'
import { after, type Progress, progressOf, withFigures } from '../../cli/follow/progress.ts'
import { clean } from '../../cli/screen/clean.ts'
import { ago, duration, roughly, verdict } from '../../cli/screen/figures.ts'
import { table } from '../../cli/screen/table.ts'
import { cut, padded, widthOf } from '../../cli/screen/width.ts'
import { advice, sayer, words } from '../../cli/words.ts'
import type { DeploymentState, PandaEvent } from '../../client/types.ts'

const say = sayer('en')
const colors = pc.createColors(false)

describe('words', () => {
  const texts = Object.entries({ ...words, ...advice }).flatMap(([word, texts]) =>
    texts ? [[word, texts] as const] : [],
  )
  const valuesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

  it.each(texts)('%s asks for the same values in both languages', (_, { en, ko }) => {
    expect(valuesIn(ko)).toEqual(valuesIn(en))
    expect(ko.trim()).not.toBe('')
  })
})

describe('widths', () => {
  it.each([
    ['hello', 5],
    ['배포', 4],
    ['e\u0301', 1],
    ['●━✓', 3],
    ['🐼', 2],
  ])('%s takes %i columns', (text, columns) => expect(widthOf(text)).toBe(columns))

  it('cuts where it does not fit, never in the middle of a character', () => {
    expect(cut('hello', 5)).toBe('hello')
    expect(cut('hello!', 5)).toBe('hell…')
    expect(cut('배포완료', 6)).toBe('배포…')
    expect(widthOf(cut('배포완료', 7))).toBe(7)
    expect(padded('배포', 6)).toBe('배포  ')
    expect(padded('7', 3, 'right')).toBe('  7')
  })

  it('lets nothing through that steers a terminal', () => {
    expect(clean('a\u001b[31mb\u001b[0m\u0007\u202e\r\nc\td')).toBe('ab c d')
    expect(clean('배포 🐼')).toBe('배포 🐼')
  })
})

describe('tables', () => {
  const rows = [{ id: 'dep_1', commit: 'a very long message of a commit', env: 'default' }]
  const columns = [
    { title: 'ID', text: (row: (typeof rows)[0]) => row.id },
    { title: 'ENV', text: (row: (typeof rows)[0]) => row.env, spare: 1 },
    { title: 'COMMIT', text: (row: (typeof rows)[0]) => row.commit, least: 8 },
  ]
  it('are not cut in a pipe', () => {
    expect(table(rows, columns, { width: undefined, colors })[1]).toBe(
      'dep_1  default  a very long message of a commit',
    )
  })
  it.each([20, 24, 30, 60])('fit %i columns', width => {
    for (const line of table(rows, columns, { width, colors })) expect(widthOf(line)).toBeLessThanOrEqual(width)
  })
  it('lose what is least needed first', () => {
    expect(table(rows, columns, { width: 20, colors })[0]).toBe('ID     COMMIT')
  })
})

describe('figures', () => {
  it.each([
    [0.04, '0.0s'],
    [9.96, '10s'],
    [75, '1m 15s'],
    [3700, '1h 1m'],
  ])('%d seconds is %s', (seconds, text) => expect(duration(seconds, say)).toBe(text))

  it.each([
    [0.2, '1s'],
    [12.4, '12s'],
    [33, '35s'],
    [100, '1m 30s'],
  ])('about %d seconds is %s', (seconds, text) => expect(roughly(seconds, say)).toBe(text))

  it('says how long ago', () => {
    const now = Date.parse('2026-11-20T10:00:00Z')
    expect(ago('2026-11-20T09:57:00Z', now, 'en')).toBe('3 min. ago')
    expect(ago('2026-11-20T10:00:03Z', now, 'en')).toBe('now') // its clock is ahead of ours
    expect(ago('2026-11-19T09:00:00Z', now, 'ko')).toBe('어제')
  })

  it('gives the verdict with its reason', () => {
    const green = { requests: 240, errors: 0, p50Ms: 12, p95Ms: 21 }
    const blue = { requests: 250, errors: 1, p50Ms: 13, p95Ms: 24 }
    expect(verdict({ blue, green, verdict: 'same', why: '' }, say)).toBe(
      'Green is no slower: p95 21 ms against 24 ms; 0 errors in 240 requests',
    )
    expect(verdict({ blue, green: null, verdict: 'insufficient-traffic', why: '' }, say)).toContain(
      '250 requests to blue, 0 to green',
    )
    expect(verdict({ blue: null, green, verdict: 'insufficient-traffic', why: '' }, say)).toContain(
      'nothing to compare',
    )
  })
})

const started = '2026-11-20T10:00:00.000Z'
const deployment = {
  ...{
    deploymentId: 'dep_0123456789abcdef01234567',
    owner: 'panda',
    repo: 'hello',
    branch: 'main',
    environment: 'default',
  },
  ...{ startedAt: started, commitHash: null, commitMessage: null },
} as DeploymentState

let seq = 0
const event = (code: string, stage: number, second: number, details: object = {}) =>
  ({
    ...{ code, seq: ++seq, message: `[Stage ${stage}] ${code}`, type: 'stage', deploymentId: 'dep_1', id: '' },
    timestamp: new Date(Date.parse(started) + second * 1000).toISOString(),
    details: { stage, ...details },
  }) as PandaEvent

const seen = (...events: PandaEvent[]) => events.reduce<Progress>(after, progressOf(deployment))
const at = (second: number) => Date.parse(started) + second * 1000
const waiting = () =>
  seen(
    ...[event('QUEUED', 0, 0), event('CLONED', 1, 2, { commitHash: 'abcdef1234', commitMessage: '말하기: 안녕' })],
    ...[event('PUSHED', 2, 10), event('INFRA_STARTED', 3, 12), event('RELEASE_STARTED', 4, 14)],
    event('AWAITING_SWITCH', 4, 30, { blueUrl: 'http://blue', greenUrl: 'http://green', evidence: null }),
    event('READY', 4, 30),
  )

describe('how far it is', () => {
  const estimate = {
    stages: [0, 1, 2, 3, 4, 5, 6].map(stage => ({ stage: stage as 0 | 1 | 2 | 3 | 4 | 5 | 6, seconds: 10 })),
    ...{ totalSeconds: 70, runs: 3 },
  }
  it('goes by past runs', () => {
    const building = seen(event('QUEUED', 0, 0), event('CLONED', 1, 10))
    expect(outlook(building, estimate, at(15))).toEqual({ share: 15 / 70, secondsLeft: 55, late: false })
    expect(outlook(building, estimate, at(21))).toMatchObject({ secondsLeft: 50, late: false })
    expect(outlook(building, estimate, at(60))).toMatchObject({ secondsLeft: null, late: true })
  })
  it('promises no time without past runs, and never goes back', () => {
    const shares = [seen(event('QUEUED', 0, 0)), seen(event('QUEUED', 0, 0), event('CLONED', 1, 2)), waiting()].map(
      progress => outlook(progress, null, at(40)),
    )
    expect(shares.every(({ secondsLeft }) => secondsLeft === null)).toBe(true)
    expect(shares.map(({ share }) => share)).toEqual(shares.map(({ share }) => share).toSorted((a, b) => a - b))
  })
  it('counts nobody’s decision as work', () => {
    expect(outlook(waiting(), estimate, at(3000)).share).toBe(outlook(waiting(), estimate, at(31)).share)
  })
})

describe('the picture', () => {
  const picture = (progress: Progress) => ({
    ...{ deployment, progress, line: 'open' as const, leastShare: 0, now: at(35), spinner: '⠋' },
    prompt: ['Green is ready and waits for you.  [s]witch  [c]ancel  [q]uit'],
  })
  it.each([40, 60, 80, 140])('fits %i columns but for its prompt', width => {
    const figures = { requests: 20, errors: 1, p50Ms: 1, p95Ms: 2 }
    const evidence = { blue: figures, green: figures, verdict: 'worse' as const, why: '' }
    const checks = [{ color: 'green' as const, at: started, ok: false, latencyMs: null }]
    const share = { blue: 0.5, green: 0.5 }
    const more = { measuredAt: null, history: [], n: 1, at: started, deploymentId: 'dep_1', type: 'figures' as const }
    const progress = withFigures(waiting(), { evidence, checks, share, ...more })
    const lines = frameOf(picture(progress), { width, rows: 40, say: sayer('ko'), colors }).slice(0, -1)
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
    expect(lines.join('\n')).toContain('abcdef1')
    if (width >= 60) expect(lines.join('\n')).toContain('그린이 더 나쁩니다')
  })
  it('gives up its blank lines where it is low', () => {
    const low = frameOf(picture(waiting()), { width: 80, rows: 16, say, colors })
    expect(low).not.toContain('')
    expect(low.length).toBeLessThanOrEqual(16)
  })
  it('shows the time that was worked, not the time that it waits', () => {
    const lines = frameOf({ ...picture(waiting()), now: at(600) }, { width: 80, rows: 40, say, colors })
    expect(lines.join('\n')).toMatch(/● Blue\/green +16s/)
    expect(lines.join('\n')).toContain('waits for you (9m 30s)')
  })
  it('marks where it failed', () => {
    const failed = seen(event('QUEUED', 0, 0), event('CLONED', 1, 2), event('FAILED', 1, 5))
    const text = frameOf({ ...picture(failed), prompt: [] }, { width: 80, rows: 40, say, colors }).join('\n')
    expect(text).toMatch(/✓ Prepare/)
    expect(text).toMatch(/✗ Build +3\.0s/)
    expect(text).toMatch(/– Push/)
  })
})
