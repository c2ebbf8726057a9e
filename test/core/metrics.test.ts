// Every figure against one that was worked out by hand from the times of test/core/metrics-history.ts.
import { describe, expect, it } from 'vitest'
import { figuresOf } from '../../core/metrics.ts'
import { reportOf } from '../../core/metrics-report.ts'
import { runOf } from '../../core/metrics-run.ts'
import { timesOf } from '../../core/metrics-spread.ts'
import { at, stateOf } from './logs.ts'
import { runs, window } from './metrics-history.ts'

const { all, weeks, leadTimes, services, read } = reportOf(runs, window)
const minutes = (count: number) => count * 60

describe('a history of seven deployments in ten days', () => {
  it('counts them by how they ended', () => {
    // A, D and the rollback E went well, B and C failed, F was cancelled, G is under way.
    expect(all.deployments).toEqual({ completed: 3, failed: 2, cancelled: 1, unfinished: 1, rollbacks: 1 })
    expect(read).toBe(7)
  })

  it('frequency: users got A, B and D, in 10/7 of a week: 3 / (10/7) = 2.1', () => {
    expect(all.deploymentsPerWeek).toEqual({ value: 2.1, of: 3, target: 2, verdict: 'met' })
  })

  it('lead time: A 60 + 21 min, B 30 + 21 min; of D nobody noted the commit’s time', () => {
    expect(all.leadTimeSeconds).toEqual({
      ...{ p50: minutes(51), p95: minutes(81) },
      ...{ of: 2, target: null, verdict: null },
    })
    expect(leadTimes.map(({ deploymentId, seconds }) => [deploymentId, seconds])).toEqual([
      ['dep_a', minutes(81)],
      ['dep_b', minutes(51)],
    ])
  })

  it('change failure rate: B fell sick, D was rolled back; of A, B and D that is 2/3. C never got to users', () => {
    expect(all.changeFailureRate).toEqual({ value: 0.6667, of: 3, target: null, verdict: null })
  })

  it('time to restore: B from its first bad look at 22.5 to 24; D from E’s request to its switch, 15 min', () => {
    expect(all.timeToRestoreSeconds).toEqual({
      ...{ p50: minutes(1.5), p95: minutes(15), of: 2, target: minutes(30), verdict: 'met', open: 0 },
    })
  })

  it('success rate: 3 of the 5 that ended by themselves; the cancelled one says nothing', () => {
    expect(all.successRate).toEqual({ value: 0.6, of: 5, target: 0.95, verdict: 'missed' })
  })

  it('pipeline: A from its slot at 1 to the bake at 21 without the 10 min of waiting; D the same to 41', () => {
    // A: 21 − 1 − 10 = 10 min. D: 41 − 1 − 10 = 30 min. The rollback E built nothing and is not of them.
    expect(all.pipelineSeconds).toEqual({
      ...{ p50: minutes(10), p95: minutes(30), of: 2, target: minutes(30), verdict: 'met' },
    })
  })

  it('by stage, of A and D: A is cloned from 2, D begins nothing before its push at 5', () => {
    const of = (name: string) => all.stages.find(one => one.name === name)
    // A prepares from its slot at 1 to the clone at 2, D to the push at 5.
    expect(of('PREPARE')).toEqual({ stage: 0, name: 'PREPARE', p50: minutes(1), p95: minutes(4), of: 2 })
    expect(of('BUILD')).toMatchObject({ p50: minutes(3), p95: minutes(3), of: 1 })
    expect(of('PUSH')).toMatchObject({ p50: minutes(1), p95: minutes(1), of: 2 })
    // From 7 to the switch at 19, without the ten minutes that somebody took.
    expect(of('BLUE_GREEN')).toMatchObject({ p50: minutes(2), p95: minutes(2), of: 2 })
    expect(of('SWITCH')).toMatchObject({ p50: minutes(2), p95: minutes(22), of: 2 })
    expect(of('COMPLETE')).toMatchObject({ p50: minutes(5), p95: minutes(5), of: 2 })
  })

  it('rollback: B by itself from 23 to 24, E in 15 min', () => {
    expect(all.rollbackSeconds).toEqual({
      ...{ p50: minutes(1), p95: minutes(15), of: 2, target: 600, verdict: 'missed' },
    })
  })

  it('downtime: A, D and E were watched and well, B was sick from 22.5 to 24: 90 s, measured on 4', () => {
    expect(all.downtimeSeconds).toEqual({ value: 90, of: 4, target: 0, verdict: 'missed' })
  })

  it('by week, back from the end: three days, and seven', () => {
    // C, on its day 2, is in the first part; D, an hour into day 3, in the whole week.
    expect(weeks).toEqual([
      { from: at(0), to: at(3 * 1440), completed: 1, failed: 2, cancelled: 0, unfinished: 0 },
      { from: at(3 * 1440), to: at(10 * 1440), completed: 2, failed: 0, cancelled: 1, unfinished: 1 },
    ])
  })

  it('is of one service, which has the same figures', () => {
    expect(services).toEqual([{ owner: 'panda', repo: 'hello', environment: 'default', figures: all }])
  })
})

describe('what was not measured is null', () => {
  const nothing = figuresOf([], 604_800)

  it('where nothing was deployed, but for how often that was: not at all', () => {
    expect(nothing.deploymentsPerWeek).toEqual({ value: 0, of: 0, target: 2, verdict: 'missed' })
    for (const one of [nothing.changeFailureRate, nothing.successRate, nothing.downtimeSeconds])
      expect(one).toMatchObject({ value: null, of: 0, verdict: null })
    for (const one of [nothing.leadTimeSeconds, nothing.timeToRestoreSeconds, nothing.rollbackSeconds])
      expect(one).toMatchObject({ p50: null, p95: null, of: 0, verdict: null })
  })

  it('the lead time of a commit from the future', () => {
    const run = { ...runs[0]!, committedAt: at(22) }
    expect(figuresOf([run], 604_800).leadTimeSeconds.of).toBe(0)
  })

  it('the downtime of one that fell sick and was never seen to be back', () => {
    const lost = { ...runs[1]!, backAt: null }
    const { downtimeSeconds, timeToRestoreSeconds, changeFailureRate } = figuresOf([lost], 604_800)
    expect(downtimeSeconds.value).toBeNull()
    expect(timeToRestoreSeconds).toMatchObject({ of: 0, open: 1, verdict: null })
    expect(changeFailureRate.value).toBe(1)
  })

  it('when it fell sick, in a log of before that was noted: then it counts from its stop, a minute', () => {
    const older = { ...runs[1]!, sickAt: runs[1]!.stoppedAt }
    expect(figuresOf([older], 604_800).downtimeSeconds.value).toBe(60)
    const { stopping } = stateOf([['STOPPING', 3, { reason: 'failed' }]])
    expect(runOf({ ...stateOf([]), stopping }).sickAt).toBe(at(3))
  })

  it('the downtime of one that went back onto a warm release, which nobody watches', () => {
    expect(figuresOf([{ ...runs[4]!, watched: false }], 604_800).downtimeSeconds.value).toBeNull()
  })
})

describe('a change counts as failed', () => {
  const [a, , , d, e] = [runs[0]!, runs[1], runs[2], runs[3]!, runs[4]!]
  const rate = (...given: typeof runs) => figuresOf(given, 604_800).changeFailureRate.value

  it('not because another change took its place', () => {
    expect(rate(a, d)).toBe(0)
  })

  it('not because of a rollback of another service, or environment', () => {
    expect(rate(d, { ...e, place: 'elsewhere' })).toBe(0)
  })

  it('not because of a rollback that somebody took back at once', () => {
    expect(rate(d, { ...e, status: 'CANCELLED', servedAt: null, serves: 'blue', stoppedAt: e.acceptedAt })).toBe(0)
  })

  it('from the first rollback on, where that one failed and a second one helped', () => {
    const failed = { ...e, status: 'FAILED' as const, servedAt: null, serves: 'blue' as const, stoppedAt: e.acceptedAt }
    const second = { ...e, acceptedAt: at(3 * 1440 + 260), servedAt: at(3 * 1440 + 270) }
    // Asked for at 160, good at 270: 110 minutes, and one incident.
    expect(figuresOf([d, failed, second], 604_800).timeToRestoreSeconds).toMatchObject({
      ...{ p50: minutes(110), of: 1, open: 0, verdict: 'missed' },
    })
  })
})

describe('a promoted change', () => {
  const promotion = {
    ...{ deploymentId: 'dep_0', environment: 'dev', imageUri: 'uri', imageDigest: 'sha256:0' },
    ...{ commitHash: 'a'.repeat(40), commitMessage: 'm', committedAt: at(-30) },
  }
  const state = stateOf(
    [
      ['INITIALIZED', 1],
      ['INFRA_STARTED', 72],
      ['SWITCHED', 80],
      ['COMPLETED', 85, { finalService: 'green' }],
    ],
    { promotion },
  )
  const asked = { askedAt: at(9), grantedAt: at(69), stage: 0 as const }
  const run = runOf({ ...state, review: { ...asked, approvals: [], rejected: null, skipped: null } })

  it('has the lead time of the commit that was built before it', () => {
    // From 30 minutes before to 80 after.
    expect(figuresOf([run], 604_800).leadTimeSeconds).toMatchObject({ p50: minutes(110), of: 1 })
  })

  it('is none of the pipeline, which it did not go through', () => {
    expect(figuresOf([run], 604_800).pipelineSeconds.of).toBe(0)
  })

  it('has not worked while it waited for reviewers', () => {
    expect(run.waitedSeconds).toBe(minutes(60))
    // From 1 to 72 it was in its first stage, of which people took the 60.
    expect(run.stages[0]).toEqual({ stage: 0, seconds: minutes(11) })
  })
})

it('takes one of the measured values, at the nearest rank', () => {
  // 20 values: rank 0.5 × 20 = 10, rank 0.95 × 20 = 19.
  const twenty = Array.from({ length: 20 }, (_, n) => n + 1)
  expect(timesOf(twenty)).toMatchObject({ p50: 10, p95: 19, of: 20 })
  expect(timesOf([7])).toMatchObject({ p50: 7, p95: 7 })
})

it('is the same whatever order the deployments come in', () => {
  expect(reportOf([...runs].reverse(), window)).toEqual(reportOf(runs, window))
})

it('is made of a log of before the commit’s time was noted', () => {
  expect(runOf(stateOf([['INITIALIZED'], ['CLONED', 1, { commitHash: 'a' }]]))).toMatchObject({
    ...{ kind: 'change', committedAt: null, servedAt: null, watched: true, waitedSeconds: 0 },
  })
})
