// Stage 3: stacks that are there already, half made, somebody else's, or on their way.
import { expect, test } from 'vitest'
import { names } from '../../../core/names.ts'
import { AwsError } from '../../../region/aws-error.ts'
import { expectPeace } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'

const by = { accountId: customer.accountId, region: customer.region, arn: 'arn:aws:iam::000000000000:user/somebody' }
const its = names({ owner: 'panda', repo: 'hello', branch: 'main', environment: 'default' })
const call = (panda: Place, service: 'logs' | 'ecs' | 'cloudformation', command: string, input: object) =>
  panda.region.kernel.call<Record<string, unknown>>(service, command, input, by)

test('a log group of that name that is somebody else’s: NAME_TAKEN, and it stays', async () => {
  const panda = await openPlace()
  await call(panda, 'logs', 'CreateLogGroup', { logGroupName: its.logGroup })
  const id = await panda.deploy('a')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', stage: 3, stopping: { errorCode: 'NAME_TAKEN' } })
  const { logGroups } = await call(panda, 'logs', 'DescribeLogGroups', { logGroupNamePrefix: its.logGroup })
  expect(logGroups).toHaveLength(1)
  await expectPeace(panda)
})

test('what a first release left behind is taken over by the next one', async () => {
  const panda = await openPlace()
  panda.weather.programs.set('a', { healthyAfterMs: null })
  const id = await panda.deploy('a')
  await panda.until(id, 'GREEN_STARTING')
  panda.weather.before = async at => {
    if (at.command === 'DeleteStack') throw new AwsError('ThrottlingException', 'Rate exceeded')
  }
  expect((await panda.end(id)).status).toBe('FAILED')
  panda.weather.before = async () => {}
  const state = await panda.state(await panda.served('b'))
  expect(panda.serves(state.url)).toBe('b')
  expect(state).toMatchObject({ finalService: 'green', blueUrl: null })
  await panda.minutes(70)
  await expectPeace(panda)
})

test('a stack whose creation failed is taken away and made anew', async () => {
  const panda = await openPlace()
  await call(panda, 'logs', 'CreateLogGroup', { logGroupName: its.logGroup })
  const id = await panda.deploy('a')
  await panda.until(id, 'INFRA_STARTED')
  panda.weather.before = async at => {
    if (at.command === 'DeleteStack') throw new AwsError('ThrottlingException', 'Rate exceeded')
  }
  expect((await panda.end(id)).status).toBe('FAILED')
  expect(await panda.ports.infrastructure.look(customer, its)).toMatchObject({ state: 'failed', removable: true })
  panda.weather.before = async () => {}
  await call(panda, 'logs', 'DeleteLogGroup', { logGroupName: its.logGroup })
  const state = await panda.state(await panda.served('b'))
  expect(panda.serves(state.url)).toBe('b')
  expect(await panda.codes(state.id)).toContain('SERVICE_CREATED')
  await expectPeace(panda)
})

test('a stack without its service says what to do', async () => {
  const panda = await openPlace()
  await panda.served('a')
  await panda.minutes(70)
  await call(panda, 'ecs', 'DeleteService', { cluster: its.cluster, service: its.service, force: true })
  await panda.minutes(2)
  const id = await panda.deploy('b')
  expect(await panda.end(id)).toMatchObject({
    status: 'FAILED',
    stopping: {
      errorCode: 'ECS_DEPLOYMENT_FAILED',
      errorMessage: expect.stringContaining('delete the stack and deploy again'),
    },
  })
})

test('a count that the customer’s scaling has changed is kept', async () => {
  const panda = await openPlace()
  await panda.served('a')
  await panda.minutes(70)
  await call(panda, 'ecs', 'UpdateService', { cluster: its.cluster, service: its.service, desiredCount: 4 })
  await panda.minutes(2)
  expect(panda.world.alive()).toHaveLength(4)
  await panda.served('b')
  await panda.minutes(70)
  expect(panda.world.alive()).toEqual(['b', 'b', 'b', 'b'])
  await expectPeace(panda)
})
