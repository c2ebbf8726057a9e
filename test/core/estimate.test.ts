import { expect, test } from 'vitest'
import { estimateOf, type PastRun, pastRun, withRun } from '../../core/estimate.ts'
import { stateOf, type Told } from './logs.ts'

const run = (n: number, kind: PastRun['kind'], ...seconds: number[]): PastRun => ({
  ...{ deploymentId: `dep_${n}`, kind },
  stages: seconds.map((one, stage) => ({ stage: stage as 0, seconds: one })),
})
const blue = { deploymentId: 'dep_0' }
const before: Told[] = [
  ['INITIALIZED', 7, {}, { blue }],
  ['CLONE_STARTED', 8, {}, { buildId: 'b', attempt: 1 }],
  ['PUSH_STAGE_STARTED', 10],
  ['INFRA_STARTED', 11],
  ['RELEASE_STARTED', 12],
]
const waited: Told[] = [
  ['READY', 14],
  ['SWITCH_REQUESTED', 60, { by: 'ann', digest: 'x' }],
]
const after: Told[] = [
  ['HEALTH_CHECK_STARTED', 60],
  ['SWITCHED', 61],
  ['COMPLETED', 66, { finalService: 'green' }],
]

test('what a run took, without the time in the queue and the time that somebody took to switch', () => {
  const past = pastRun(stateOf([...before, ...waited, ...after]))
  expect(past).toMatchObject({ deploymentId: 'dep_1', kind: 'deployment' })
  expect(past.stages.map(({ stage, seconds }) => [stage, seconds])).toEqual([
    ...[
      [0, 60],
      [1, 120],
      [2, 60],
      [3, 60],
      [4, 120],
      [5, 60],
      [6, 300],
    ],
  ])
})

test('kinds: the first one, a rollback, and all others', () => {
  const rollback = { deploymentId: 'dep_0' } as never
  expect(pastRun(stateOf(before)).kind).toBe('deployment')
  expect(pastRun(stateOf([['INITIALIZED', 1, {}, { blue: null }]])).kind).toBe('first')
  expect(pastRun(stateOf(before, { rollback })).kind).toBe('rollback')
})

test('nothing like it has been done: nobody knows', () => {
  expect(estimateOf([], false)).toBeNull()
  expect(estimateOf([run(1, 'deployment', 1)], true)).toBeNull()
  expect(estimateOf([run(1, 'rollback', 1)], false)).toBeNull()
})

test('medians a stage, so that one slow run says little, and their sum', () => {
  const runs = [run(3, 'deployment', 1, 30), run(2, 'deployment', 2, 500), run(1, 'deployment', 3, 20)]
  const stages = [
    { stage: 0, seconds: 2 },
    { stage: 1, seconds: 30 },
  ]
  expect(estimateOf(runs, false)).toEqual({ stages, totalSeconds: 32, runs: 3 })
  expect(estimateOf(runs.slice(0, 2), false)?.stages[1]).toEqual({ stage: 1, seconds: 265 })
})

test('the first one makes the infrastructure: it counts only until there is another', () => {
  const first = run(1, 'first', 1, 400)
  expect(estimateOf([first], false)?.totalSeconds).toBe(401)
  expect(estimateOf([run(2, 'deployment', 1, 30), first], false)).toMatchObject({ totalSeconds: 31, runs: 1 })
})

test('five of each kind are kept, the newest, and each once', () => {
  let runs: PastRun[] = []
  for (let n = 1; n <= 8; n++) runs = withRun(withRun(runs, run(n, 'deployment', n)), run(n + 100, 'rollback', n))
  expect(runs.filter(({ kind }) => kind === 'deployment').map(one => one.deploymentId)).toEqual(
    [8, 7, 6, 5, 4].map(n => `dep_${n}`),
  )
  expect(runs).toHaveLength(10)
  expect(withRun(runs, runs[0]!)).toEqual(runs)
  expect(estimateOf(runs, true)).toMatchObject({ totalSeconds: 6, runs: 5 })
})
