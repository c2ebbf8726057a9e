import { describe, expect, it } from 'vitest'
import type { Estimate } from '../../client/types.ts'
import { noLines, withChunks } from '../../console/deployment/build-lines.ts'
import { linePath, topOf } from '../../console/deployment/line-path.ts'
import { everything, filtered } from '../../console/deployment/log-filter.ts'
import { progressOf } from '../../console/deployment/progress.ts'
import { railOf } from '../../console/deployment/rail.ts'
import { type Story, told, untold } from '../../console/deployment/story.ts'
import { at, eventsOf, ms, toCompleted, toReady } from './story.ts'

const storyOf = (events: typeof toReady): Story => told(untold, eventsOf(...events))
const until = (code: string) => toCompleted.slice(0, toCompleted.findIndex(([one]) => one === code) + 1)

const estimate: Estimate = {
  stages: [1, 10, 3, 2, 10, 3, 10].map((seconds, stage) => ({ stage: stage as 0, seconds })),
  totalSeconds: 39,
  runs: 3,
}

describe('the story', () => {
  it('is the same in one piece and in any pieces', () => {
    const events = eventsOf(...toCompleted)
    for (let cut = 0; cut <= events.length; cut += 1)
      expect(told(told(untold, events.slice(0, cut)), events.slice(cut))).toEqual(told(untold, events))
  })

  it('knows status, stage and times at each point', () => {
    expect(storyOf(until('QUEUED'))).toMatchObject({ status: 'QUEUED', stage: 0, startedAt: at(0) })
    expect(storyOf(until('BUILD_PROGRESS'))).toMatchObject({ status: 'RUNNING', buildStep: { step: 2, steps: 6 } })
    expect(storyOf(toReady)).toMatchObject({ status: 'DEPLOYMENT_READY', readyAt: at(28), digest: 'sha256:abc' })
    expect(storyOf(until('SWITCHED'))).toMatchObject({ status: 'RUNNING', stage: 6, switchedAt: at(91) })
    expect(storyOf(toCompleted)).toMatchObject({ status: 'COMPLETED', finishedAt: at(101), failure: null })
  })

  it('keeps what a failure says, and who serves then', () => {
    const failed = storyOf([
      ...until('BUILD_PROGRESS'),
      ['STOPPING', 6, { reason: 'failed', errorCode: 'DOCKER_BUILD_FAILED' }],
      ['FAILED', 7, { errorCode: 'DOCKER_BUILD_FAILED', errorMessage: 'No', lines: ['a', 'b'], finalService: 'blue' }],
    ])
    expect(failed).toMatchObject({ status: 'FAILED', stage: 1, finalService: 'blue', stopping: { reason: 'failed' } })
    expect(failed.failure).toMatchObject({ errorCode: 'DOCKER_BUILD_FAILED', errorMessage: 'No', lines: ['a', 'b'] })
  })

  it('takes a check that was not answered well for a bad one', () => {
    const progress = (httpStatus: unknown): (typeof toReady)[number] => ['HEALTH_CHECK_PROGRESS', 30, { httpStatus }]
    const { checks } = storyOf([...toReady, progress(200), progress(503), progress(null)])
    expect(checks.map(({ ok }) => ok)).toEqual([true, false, false])
  })
})

describe('the rail', () => {
  it('tells work from waiting for a person', () => {
    const rail = railOf(storyOf(toCompleted), estimate, ms(200))
    expect(rail.map(({ seconds }) => seconds)).toEqual([1, 10, 3, 2, 10, 3, 10])
    expect(rail[0]).toMatchObject({ waitedSeconds: 2 })
    expect(rail[4]).toMatchObject({ state: 'done', waitedSeconds: 60, expectedSeconds: 10 })
  })

  it('goes on counting the stage that it is in, and only that', () => {
    const rail = railOf(storyOf(until('BUILD_PROGRESS')), null, ms(9))
    expect(rail.map(({ state }) => state)).toEqual(['done', 'now', 'todo', 'todo', 'todo', 'todo', 'todo'])
    expect(rail[1]).toMatchObject({ seconds: 6, expectedSeconds: null })
    expect(rail[2]).toMatchObject({ seconds: null })
  })

  it('counts the waiting while it waits', () => {
    expect(railOf(storyOf(toReady), null, ms(58))[4]).toMatchObject({ state: 'wait', seconds: 10, waitedSeconds: 30 })
  })

  it('shows what a rollback leaves out', () => {
    const rail = railOf(
      storyOf([
        ['QUEUED', 0],
        ['INITIALIZED', 1],
        ['INFRA_STARTED', 2],
      ]),
      null,
      ms(3),
    )
    expect(rail.slice(0, 4).map(({ state }) => state)).toEqual(['done', 'skipped', 'skipped', 'now'])
  })

  it('stops where it failed', () => {
    const failed = storyOf([...until('BUILD_PROGRESS'), ['FAILED', 7, {}]])
    expect(railOf(failed, null, ms(100))[1]).toMatchObject({ state: 'failed', seconds: 4 })
  })
})

describe('the progress', () => {
  const progress = (code: string, second: number) => progressOf(storyOf(until(code)), estimate, ms(second))

  it('goes by what earlier runs took', () => {
    expect(progress('BUILD_PROGRESS', 8)).toEqual({ percent: (100 * 6) / 39, leftSeconds: 33, kind: 'estimated' })
    expect(progress('SWITCHED', 96)).toEqual({ percent: (100 * 34) / 39, leftSeconds: 5, kind: 'estimated' })
  })

  it('stands still rather than promise what is not true, and says that it is late', () => {
    expect(progress('BUILD_PROGRESS', 500)).toEqual({ percent: (100 * 11) / 39, leftSeconds: 28, kind: 'late' })
  })

  it('does not count the waiting for a person', () => {
    const [soon, late] = [progress('READY', 30), progress('READY', 3000)]
    expect(soon).toEqual({ ...late })
    expect(soon).toMatchObject({ kind: 'waits', percent: (100 * 26) / 39 })
  })

  it('claims nothing without earlier runs', () => {
    expect(progressOf(storyOf(until('BUILD_PROGRESS')), null, ms(8))).toMatchObject({
      leftSeconds: null,
      kind: 'unknown',
    })
  })

  it('is whole only when it is over', () => {
    expect(progress('COMPLETED_STAGE', 500).percent).toBeLessThan(100)
    expect(progress('COMPLETED', 500)).toMatchObject({ percent: 100, kind: 'over' })
  })

  it('never goes back', () => {
    let before = 0
    for (const [index, [, second]] of toCompleted.entries()) {
      const { percent } = progressOf(storyOf(toCompleted.slice(0, index + 1)), estimate, ms(second))
      expect(percent).toBeGreaterThanOrEqual(before)
      before = percent
    }
  })
})

describe('the filter of events', () => {
  const events = eventsOf(...toCompleted, ['STOPPING', 200, { errorCode: 'NAME_TAKEN' }])
  const found = (filter: Partial<typeof everything>) =>
    filtered(events, { ...everything, ...filter }).map(({ code }) => code)

  it('lets everything through, as it is', () => {
    expect(filtered(events, everything)).toBe(events)
    expect(filtered(events, { ...everything, text: '  ' })).toBe(events)
  })

  it('finds words in the code, the message and the details, however they are written', () => {
    expect(found({ text: 'pushed' })).toEqual(['PUSHED'])
    expect(found({ text: 'SHA256 abc' })).toEqual(['PUSHED'])
    expect(found({ text: 'name_taken' })).toEqual(['STOPPING'])
    expect(found({ text: 'pushed nowhere' })).toEqual([])
  })

  it('takes one stage, or only problems, or both', () => {
    expect(found({ stage: 2 })).toEqual(['PUSH_STAGE_STARTED', 'PUSHED'])
    expect(found({ problems: true })).toEqual(['STOPPING'])
    expect(found({ problems: true, stage: 2 })).toEqual([])
  })
})

describe('the build output', () => {
  const chunk = (n: number, ...lines: string[]) => ({ chunk: n, lines })

  it('takes each chunk once', () => {
    const once = withChunks(noLines, [chunk(1, 'a'), chunk(2, 'b', 'c')])
    expect(withChunks(once, [chunk(1, 'a'), chunk(2, 'b', 'c')])).toBe(once)
    expect(withChunks(once, [chunk(2, 'b', 'c'), chunk(3, 'd')]).lines).toEqual(['a', 'b', 'c', 'd'])
  })

  it('keeps the newest lines and counts the others', () => {
    const many = Array.from({ length: 2500 }, (_, line) => `${line}`)
    const { lines, leftOut } = withChunks(withChunks(noLines, [chunk(1, ...many)]), [chunk(2, 'last')])
    expect([lines.length, lines.at(-1), leftOut]).toEqual([2000, 'last', 501])
  })

  it('leaves out what only a terminal understands', () => {
    expect(withChunks(noLines, [chunk(1, '\u001b[1;31mred\u001b[0m\r')]).lines).toEqual(['red'])
  })
})

describe('a line of figures', () => {
  it('is broken where there is none', () => {
    expect(linePath([0, null, 10, 10], 10, 30, 12)).toBe('M0 11M20 1L30 1')
  })

  it('has a round figure as its top, so that noise is no mountain', () => {
    expect([topOf([1, null], 10), topOf([21], 10), topOf([180, 240], 10), topOf([0.012], 0.05)]).toEqual([
      10, 50, 500, 0.05,
    ])
  })
})
