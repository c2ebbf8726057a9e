// Events of every source, as recorded: they wake the deployment that waits for that thing, and do nothing else.
import { expect, test } from 'vitest'
import * as tokens from '../../app/store/tokens.ts'
import * as watch from '../../app/store/watch.ts'
import type { StateName } from '../../core/pipeline.ts'
import type { Ports } from '../../core/ports.ts'
import { buildReportHandler } from '../../lambdas/handlers/build-report.ts'
import { eventHandler } from '../../lambdas/handlers/event.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { type Told, watchInto } from './functions.ts'
import * as shapes from './shapes/events.ts'

const context = { awsRequestId: 'r' }

/** `dep_1` waits in this state for this thing. */
const waiting = async (state: StateName, resource: string) => {
  const woken: string[] = []
  const table = memoryTable()
  const executions: Ports['executions'] = {
    start: async () => {},
    running: async () => true,
    succeed: async () => 'ok',
    fail: async (token, error) => {
      woken.push(`${token} ${error}`)
      return 'dead'
    },
  }
  await watch.add({ table }, resource, 'dep_1')
  await tokens.keep({ table }, 'dep_1', { token: 'token-1', state, enteredAt: '2026-11-20T10:00:00.000Z' })
  const told: Told = { lines: [], faults: [], counts: [], runs: [] }
  const clock = { now: () => '2026-11-20T10:00:00.000Z', sleep: async () => {} }
  const ports = { table, executions, clock }
  return {
    ...{ woken, told, table },
    event: (event: unknown) => eventHandler(ports, watchInto(told))(event, context),
    report: (event: unknown) => buildReportHandler(ports, watchInto(told))(event, context),
  }
}

const recorded: [string, StateName, string, { source: string; account: string; detail: object }][] = [
  ['ECR push', 'AwaitImage', 'ecr/123456789012/us-west-2/my-repository-name', shapes.imagePushed],
  ['CodeDeploy', 'AwaitSwitch', 'codedeploy/123456789012/us-east-1/myApplication', shapes.releaseChanged],
  ['CloudFormation', 'EnsureInfra', 'cloudformation/111122223333/us-west-1/teststack', shapes.stackChanged],
  ['CodeBuild', 'BuildImage', 'codebuild/my-sample-project:8745a7a9-c340-456a-9166-edf953571bEX', shapes.buildChanged],
]

test.each(recorded)(
  '%s wakes who waits for it, twice too, whatever else is in it',
  async (_, state, resource, event) => {
    const place = await waiting(state, resource)
    await place.event(event)
    await place.event(event)
    await place.event({ ...event, 'replay-name': 'r', detail: { ...event.detail, 'new-field': [1, { deep: null }] } })
    expect(place.woken).toEqual(['token-1 Look', 'token-1 Look', 'token-1 Look'])
    expect(place.told.lines).toMatchObject(Array(3).fill({ outcome: 'done', source: event.source }))
  },
)

test.each(recorded)('%s of another account, of another source, or half of it, wakes nobody', async (...given) => {
  const [name, state, resource, event] = given
  const place = await waiting(state, resource)
  // The default bus has only the platform's own builds: there the id is the key.
  if (name !== 'CodeBuild') await place.event({ ...event, account: '999999999999' })
  await place.event({ ...event, source: 'my.own' })
  await place.event({ ...event, detail: {} })
  await place.event({ source: event.source })
  for (const nonsense of [null, 'text', 7, [], {}]) await place.event(nonsense)
  expect(place.woken).toEqual([])
  expect(place.told.faults).toEqual([])
})

// Every state that waits for a service looks every few seconds by itself: these need not wake anybody today.
test.each([shapes.serviceChanged, shapes.taskChanged])('an event of ECS is taken and changes nothing', async event => {
  const place = await waiting('CheckDeployment', 'ecs/111122223333/us-west-2/servicetest')
  await place.event(event)
  expect(place.woken).toEqual([])
  expect(place.told.lines).toMatchObject([{ outcome: 'done', detailType: event['detail-type'] }])
})

test('a failed push wakes nobody', async () => {
  const place = await waiting('AwaitImage', recorded[0]![2])
  await place.event({ ...shapes.imagePushed, detail: { ...shapes.imagePushed.detail, result: 'FAILURE' } })
  expect(place.woken).toEqual([])
})

test('what a build was given in its environment is not in the log', async () => {
  const place = await waiting('BuildImage', recorded[3]![2])
  await place.event(shapes.buildChanged)
  expect(JSON.stringify(place.told)).not.toContain('the-nonce')
})

test('a table that does not answer is a fault by its name: the bus tries again', async () => {
  const place = await waiting('AwaitImage', recorded[0]![2])
  place.table.get = async () => {
    throw Object.assign(new Error('out of reach'), { name: 'CloudFault', $metadata: { secret: 'whole response' } })
  }
  const fault = await place.event(shapes.imagePushed).catch((thrown: unknown) => thrown)
  expect(fault).toMatchObject({ name: 'CloudFault', message: 'out of reach' })
  expect(Object.keys(fault as object)).not.toContain('$metadata')
  expect(place.told.faults).toHaveLength(1)
  expect(place.told.counts).toEqual(['Faults'])
})

test.each([
  ['of no deployment', { deploymentId: 'dep_9', buildId: 'b', nonce: 'n', n: 1, milestones: [] }],
  ['with half of it missing', { deploymentId: 'dep_1' }],
  ['that is none', 'text'],
])('a build report %s is dropped', async (_, detail) => {
  const place = await waiting('BuildImage', 'codebuild/x')
  await place.report(shapes.buildReported(detail as object))
  expect(place.woken).toEqual([])
  expect(place.told.lines).toMatchObject([{ outcome: 'done' }])
  expect(JSON.stringify(place.told)).not.toContain('nonce')
})
