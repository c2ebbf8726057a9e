import { expect, test } from 'vitest'
import { givesUp, overdue } from '../../core/deadlines.ts'
import { pipeline, type StateName } from '../../core/pipeline.ts'
import { readSettings, type Settings } from '../../core/settings.ts'
import { at, began, stateOf, type Told } from './logs.ts'

const settings = readSettings({}) as Settings
const outputs = { outputs: { url: 'http://x' } }
const prepared: Told[] = [
  ['INITIALIZED'],
  ['RULE_CREATED'],
  ['BUS_PERMISSION_REQUESTED'],
  ['BUS_PERMISSION_GRANTED', 1],
]
const built: Told[] = [...prepared, ['CLONE_STARTED', 1, {}, { buildId: 'b', attempt: 1 }], ['BUILD_COMPLETED', 3]]
const pushed: Told[] = [...built, ['PUSH_STAGE_STARTED', 3], ['PUSHED', 5, { uri: 'u', digest: 'd' }]]
const first: Told[] = [...pushed, ['INFRA_STARTED', 5, {}, { existed: false }]]
const updated: Told[] = [...pushed, ['INFRA_STARTED', 5, {}, { existed: true }]]
const ready: Told[] = [
  ...[...updated, ['INFRA_READY', 6, {}, outputs] as Told],
  ...([
    ['RELEASE_STARTED', 6, {}, { release: {} }],
    ['GREEN_STARTING', 6],
    ['GREEN_READY', 8],
  ] as Told[]),
  ...([
    ['AWAITING_SWITCH', 8, { evidence: null }],
    ['READY', 8],
  ] as Told[]),
]
const asked: Told[] = [...ready, ['SWITCH_REQUESTED', 58, { by: 'ann', digest: 'd' }]]
const switched: Told[] = [...asked, ['HEALTH_CHECK_PASSED', 58], ['SWITCHING', 58], ['SWITCHED', 59]]

/** The last whole minute at which it is not too late yet. */
const lastMinute = (told: Told[], name: StateName) => {
  for (let minute = 0; minute < 1000; minute++)
    if (overdue(stateOf(told), name, settings, at(minute + 0.1))) return minute
  return undefined
}

test.each<[string, Told[], StateName, number]>([
  ['queued: 120 from when it was accepted', [], 'Claim', 120],
  ['stage 0: 10 from the end of the wait for a slot', [['INITIALIZED', 100]], 'PrepareConnection', 110],
  ['a build that does not begin: 10 from the end of stage 0', prepared, 'BuildImage', 11],
  ['stage 1: 10 from its first event', built.slice(0, -1), 'BuildImage', 11],
  ['stage 2: 10 from its first event', pushed.slice(0, -1), 'AwaitImage', 13],
  ['stage 2 that does not begin: 10 from the end of stage 1', built, 'AwaitImage', 13],
  ['stage 3 that does not begin: 10 from the end of stage 2', pushed, 'EnsureInfra', 15],
  ['stage 3 for the first time: 15', first, 'EnsureInfra', 20],
  ['stage 3: 10', updated, 'EnsureInfra', 15],
  [
    'stage 4 that does not begin: 10 from the end of stage 3',
    [...first, ['INFRA_READY', 18, {}, outputs]],
    'RegisterTaskAndDeploy',
    28,
  ],
  ['stage 4: 10', ready.slice(0, -3), 'CheckDeployment', 16],
  ['nobody switches: 60', ready, 'AwaitSwitch', 68],
  ['stage 5: 10 from the request', asked, 'VerifyGreen', 68],
  ['a watch that cannot see: the bake and 10', switched, 'Bake', 74],
])('%s', (_, told, name, minute) => {
  expect(lastMinute(told, name)).toBe(minute)
})

test('thirty minutes in all, whatever each stage has left, without queueing and waiting for the switch', () => {
  const slow: Settings = { ...settings, PANDA_STAGE_MINUTES: 100, PANDA_FIRST_INFRA_MINUTES: 100 }
  const queued: Told[] = [
    ['INITIALIZED', 90],
    ['BUS_PERMISSION_GRANTED', 90],
    ['CLONE_STARTED', 91, {}, { buildId: 'b', attempt: 1 }],
  ]
  expect(overdue(stateOf(queued), 'BuildImage', slow, at(119.9))).toBeUndefined()
  expect(overdue(stateOf(queued), 'BuildImage', slow, at(121))).toEqual({
    ...{ errorCode: 'DEPLOYMENT_TIMEOUT', durationSeconds: 1860, timeoutSeconds: 1800 },
    message: 'Deployment timed out at Stage 1 after 1860 seconds (timeout: 1800 seconds)',
  })
  expect(overdue(stateOf(asked), 'SwitchTraffic', slow, at(79))).toBeUndefined()
  expect(overdue(stateOf(asked), 'SwitchTraffic', slow, at(81))).toMatchObject({ timeoutSeconds: 1800 })
})

test('nobody switches: it says so, with its own code', () => {
  expect(overdue(stateOf(ready), 'AwaitSwitch', settings, at(69))).toEqual({
    ...{ errorCode: 'APPROVAL_TIMEOUT', durationSeconds: 3660, timeoutSeconds: 3600 },
    message: 'Deployment timed out at Stage 4 after 3660 seconds (timeout: 3600 seconds)',
  })
})

test('an execution that begins anew is not too late for what is done', () => {
  const long = at(60 * 24)
  for (const told of [ready, asked, switched]) {
    const behind = pipeline.filter(({ work }) => work && stateOf(told).noted.includes(work.ends))
    expect(behind.length).toBeGreaterThan(6)
    for (const { name } of behind) expect(overdue(stateOf(told), name, settings, long), name).toBeUndefined()
  }
  // A rollback builds nothing: the events that would end those states never come.
  const rollback: Told[] = [
    ...prepared,
    ['INFRA_STARTED', 1, {}, { existed: true }],
    ['INFRA_READY', 1, {}, outputs],
    ['RELEASE_STARTED', 1],
  ]
  for (const name of ['BuildImage', 'AwaitImage'] as const)
    expect(overdue(stateOf(rollback), name, settings, long)).toBeUndefined()
})

test('undoing has its own time, from when it was decided', () => {
  const stopping = stateOf([...switched, ['STOPPING', 60, { reason: 'failed' }]])
  expect(overdue(stopping, 'RollBack', settings, at(600))).toBeUndefined()
  expect(givesUp(stopping, settings, at(75))).toBe(false)
  expect(givesUp(stopping, settings, at(75.1))).toBe(true)
  expect(givesUp(stateOf(switched), settings, at(600))).toBe(false)
  expect(began).toBe(stopping.createdAt)
})
