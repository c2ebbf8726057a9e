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

test('logs are kept as long as the environment says now, whatever the release had; what is older is gone', async () => {
  const panda = await openPlace()
  await panda.call('POST /api/v1/connect/github', { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_local' })
  const set = (body: object) => panda.call('PUT /api/v1/environments/panda/hello/default', body)
  const logGroup = async () => {
    const { logGroups } = await call(panda, 'logs', 'DescribeLogGroups', { logGroupNamePrefix: its.logGroup })
    return (logGroups as { retentionInDays: number }[])[0]!.retentionInDays
  }
  await panda.served('a')
  expect(await logGroup()).toBe(90)
  expect((await set({ logRetentionDays: 1 })).status).toBe(200)
  expect(await logGroup()).toBe(90)
  const second = await panda.served('b')
  expect(await logGroup()).toBe(1)
  const at = Date.parse((await panda.state(second)).updatedAt)
  const streams = { logGroupName: its.logGroup, logStreamName: 'app/app/x' }
  const old = { timestamp: at - 90_000_000, message: 'old' }
  await call(panda, 'logs', 'CreateLogStream', streams)
  await call(panda, 'logs', 'PutLogEvents', { ...streams, logEvents: [old, { timestamp: at, message: 'new' }] })
  const { events } = await call(panda, 'logs', 'GetLogEvents', streams)
  expect((events as { message: string }[]).map(one => one.message)).toEqual(['new'])
  await set({ logRetentionDays: 30 })
  const back = await panda.rollback(second)
  expect((await panda.end(back)).status).toBe('COMPLETED')
  expect(await logGroup()).toBe(30)
  await expectPeace(panda)
})

test('a service stays in the network that it was made in: another is told before anything is built', async () => {
  const panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
  await panda.call('POST /api/v1/connect/github', { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_local' })
  const set = async (body: object) =>
    expect((await panda.call('PUT /api/v1/environments/panda/hello/default', body)).status).toBe(200)
  const [own, other] = [customer.accountId, `${customer.accountId}e`]
  const network = (id: string) => ({ vpcId: `vpc-${id}`, subnets: [`subnet-${id}a`, `subnet-${id}b`] })
  const serviceNetwork = async () => {
    const { services } = await call(panda, 'ecs', 'DescribeServices', { cluster: its.cluster, services: [its.service] })
    return (services as { networkConfiguration: { awsvpcConfiguration: { subnets: string[] } } }[])[0]!
      .networkConfiguration.awsvpcConfiguration
  }
  await set({ network: { ...network(other), subnets: [`subnet-${other}a`, 'subnet-0a1b2c3d'] } })
  const lost = await panda.end(await panda.deploy('a'))
  expect(lost.stopping).toMatchObject({
    errorCode: 'ECS_DEPLOYMENT_FAILED',
    errorMessage: expect.stringContaining('has no subnet subnet-0a1b2c3d: name subnets of that VPC'),
  })
  const there = { ...network(other), privateSubnets: [`subnet-${other}c`, `subnet-${other}d`] }
  await set({ network: there })
  await panda.served('a')
  expect(await serviceNetwork()).toMatchObject({ assignPublicIp: 'DISABLED', subnets: there.privateSubnets })
  const second = await panda.served('b')
  await set({ network: network(own) })
  const builds = panda.built.length
  const moved = await panda.end(await panda.deploy('c'))
  expect(moved).toMatchObject({ status: 'FAILED', stage: 0, stopping: { errorCode: 'SERVICE_CANNOT_MOVE' } })
  for (const words of [`vpc-${other}`, `vpc-${own}`, its.stack, 'network='])
    expect(moved.stopping?.errorMessage).toContain(words)
  expect(panda.built).toHaveLength(builds)
  expect(panda.serves((await panda.state(second)).url)).toBe('b')
  // Whoever goes back is in a hurry, and goes back to where it is.
  expect((await panda.end(await panda.rollback(second))).status).toBe('COMPLETED')
  // In another order it is the same network; and what nobody has set stays.
  await set({ network: { ...there, subnets: there.subnets.toReversed() } })
  await panda.served('d')
  await set({})
  await panda.served('e')
  expect(await serviceNetwork()).toMatchObject({ subnets: there.privateSubnets })
  await panda.minutes(70)
  await expectPeace(panda)
})

test('a service is made with a certificate or without; another is told, and how it gets it by hand', async () => {
  const panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
  await panda.call('POST /api/v1/connect/github', { owner: 'panda', repo: 'hello', branch: 'main', token: 'ghp_local' })
  const set = async (body: object) =>
    expect((await panda.call('PUT /api/v1/environments/panda/hello/default', body)).status).toBe(200)
  const certificate = (id: string) => `arn:aws:acm:${customer.region}:${customer.accountId}:certificate/${id}`
  await set({ certificateArn: certificate('one') })
  const state = await panda.state(await panda.served('a'))
  expect(state.url).toMatch(/^https:/)
  expect(panda.serves(state.url)).toBe('a')
  await set({ certificateArn: certificate('two') })
  const refused = await panda.end(await panda.deploy('b'))
  expect(refused).toMatchObject({ status: 'FAILED', stage: 0, stopping: { errorCode: 'SERVICE_CANNOT_MOVE' } })
  expect(refused.stopping?.errorMessage).toContain(
    `aws elbv2 modify-listener --listener-arn ${state.infra!.productionListenerArn} --certificates CertificateArn=${certificate('two')}`,
  )
  const ListenerArn = state.infra!.productionListenerArn
  const Certificates = [{ CertificateArn: certificate('two') }]
  await panda.region.kernel.call('elbv2', 'ModifyListener', { ListenerArn, Certificates }, by)
  expect(panda.serves(state.url)).toBe('a')
  expect(panda.serves((await panda.state(await panda.served('b'))).url)).toBe('b')
  await set({})
  expect((await panda.state(await panda.served('c'))).infra?.certificateArn).toBe(certificate('two'))
  await panda.minutes(70)
  await expectPeace(panda)
})

test('a service of HTTP stays one', async () => {
  const panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
  await panda.served('a')
  const certificateArn = `arn:aws:acm:${customer.region}:${customer.accountId}:certificate/one`
  await panda.call('PUT /api/v1/environments/panda/hello/default', { certificateArn })
  const { stopping } = await panda.end(await panda.deploy('b'))
  expect(stopping).toMatchObject({
    errorCode: 'SERVICE_CANNOT_MOVE',
    errorMessage: expect.stringContaining('was made with HTTP'),
  })
  await expectPeace(panda)
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
