import { expect, test } from 'vitest'
import { eventView, hasResult, liveView, resultView } from '../../core/view.ts'
import { at, logOf, stateOf, type Told } from './logs.ts'

const secret = 'nobody may read this'
const outputs = { url: 'http://x', testUrl: 'http://t', taskRoleArn: secret }
const figures = (p50Ms: number, errors: number) => ({ requests: 20, errors, p50Ms, p95Ms: p50Ms * 2 })
const evidence = { blue: figures(10, 1), green: figures(12, 0), verdict: 'same', why: 'because' }
const release = { mode: 'blue-green', id: 'd-1', taskDefinition: secret, greenGroup: secret, blueGroup: secret }
const journey: Told[] = [
  ['INITIALIZED', 1, {}, { blue: { deploymentId: 'dep_0', taskDefinition: secret } }],
  ['CLONE_STARTED', 2, {}, { buildId: secret, attempt: 1 }],
  ['CLONED', 3, { commitHash: 'abc', commitMessage: 'hello', path: '.' }],
  ['PUSHED', 4, { uri: 'registry/hello:1', digest: 'sha256:1' }],
  ['INFRA_STARTED', 5, {}, { existed: true }],
  ['INFRA_READY', 6, {}, { outputs }],
  ['RELEASE_STARTED', 7, {}, { release }],
  ['BLUE_RUNNING', 7, { url: 'http://x' }],
  ['GREEN_STARTING', 7, { url: 'http://t' }],
  ['AWAITING_SWITCH', 8, { evidence }],
  ['READY', 8, { status: 'DEPLOYMENT_READY' }],
]
const end: Told[] = [
  ['SWITCH_REQUESTED', 9, { by: 'ann', digest: 'sha256:1' }],
  ['SWITCHED', 10],
  ['COMPLETED_STAGE', 15, {}, { evidence }],
  ['COMPLETED', 15, { status: 'COMPLETED', finalService: 'green' }],
]
const mine = { bodyHash: secret, githubConnectionId: secret, tenant: secret }

test('nothing that only the fold needs is ever shown', () => {
  const state = stateOf([...journey, ...end], mine)
  const shown = [
    ...logOf([...journey, ...end], mine).map(event => eventView(event, 'en')),
    liveView(state),
    resultView(state),
  ]
  expect(JSON.stringify(shown)).not.toContain(secret)
  expect(JSON.stringify(logOf(journey, mine))).toContain(secret)
  for (const view of shown) expect(view).not.toHaveProperty('private')
})

test('an event as the spec shows it', () => {
  expect(eventView(logOf(journey)[3]!, 'ko')).toEqual({
    ...{ type: 'stage', deploymentId: 'dep_1', seq: 4, id: 'dep_1:4', timestamp: at(3), code: 'CLONED' },
    message: '[Stage 1] Repository 클론 완료',
    details: { stage: 1, commitHash: 'abc', commitMessage: 'hello', path: '.' },
  })
})

test('a result has every field of the spec, measured or null', () => {
  const fields =
    'deploymentId, status, owner, repo, branch, environment, awsRegion, deployedBy, commitHash, commitMessage, imageTag, imageUri, imageDigest, startedAt, completedAt, durationSeconds, finalService, url, blueUrl, greenUrl, errorMessage, errorCode, gates, approval, blueLatencyMs, greenLatencyMs, blueErrorRate, greenErrorRate, evidence, eventCount, stages, rolledBack, estimatedCost'
  for (const told of [[], journey, [...journey, ...end]] as Told[][]) {
    const result = resultView(stateOf(told))
    expect(Object.keys(result).sort()).toEqual(fields.split(', ').sort())
    expect(Object.values(result)).not.toContain(undefined)
  }
  expect(resultView(stateOf([...journey, ...end]))).toMatchObject({
    ...{ deploymentId: 'dep_1', status: 'COMPLETED', deployedBy: 'ann', commitHash: 'abc', imageDigest: 'sha256:1' },
    ...{ startedAt: at(0), completedAt: at(15), durationSeconds: 900, finalService: 'green', url: 'http://x' },
    ...{ blueUrl: 'http://x', greenUrl: 'http://t', blueLatencyMs: 10, greenLatencyMs: 12, blueErrorRate: 0.05 },
    ...{ greenErrorRate: 0, eventCount: 16, errorCode: null, rolledBack: false },
  })
})

test('stages: each with its times, the one that goes on without an end', () => {
  const { stages } = resultView(stateOf(journey))
  expect(stages.map(({ stage, name, seconds }) => [stage, name, seconds])).toEqual([
    ...[
      [0, 'PREPARE', 120],
      [1, 'BUILD', 120],
      [2, 'PUSH', 60],
      [3, 'INFRA', 120],
      [4, 'BLUE_GREEN', null],
    ],
  ])
  expect(stages.at(-1)).toMatchObject({ startedAt: at(7), completedAt: null })
  expect(resultView(stateOf([...journey, ...end])).stages.at(-1)).toMatchObject({ stage: 6, completedAt: at(15) })
})

test('a result is there from READY on, and for ever after', () => {
  expect(hasResult(stateOf(journey.slice(0, -1)))).toBe(false)
  for (let n = 0; n <= end.length; n++) expect(hasResult(stateOf([...journey, ...end.slice(0, n)]))).toBe(true)
  const failed: Told[] = [
    ['STOPPING', 1, { reason: 'failed' }],
    ['FAILED', 1, { finalService: null }],
  ]
  expect(hasResult(stateOf(failed))).toBe(true)
})

test('how far along never goes back, and is 100 only at the good end', () => {
  const all = [...journey, ...end]
  const percents = all.map((_, n) => liveView(stateOf(all.slice(0, n))).percent)
  expect(percents).toEqual([...percents].sort((a, b) => a - b))
  expect(Math.max(...percents)).toBeLessThan(100)
  expect(liveView(stateOf(all)).percent).toBe(100)
})

test('a missed deadline answers 408 with its times', () => {
  const more = { status: 408, durationSeconds: 601, timeoutSeconds: 600 }
  const state = stateOf([
    ['STOPPING', 1, { reason: 'timeout', errorCode: 'DEPLOYMENT_TIMEOUT' }, { errorMessage: 'late', more }],
  ])
  expect(resultView(state)).toMatchObject({ errorCode: 'DEPLOYMENT_TIMEOUT', errorMessage: 'late', timeout: more })
})
