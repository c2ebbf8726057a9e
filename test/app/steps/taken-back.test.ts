// A release that CodeDeploy takes back after its deployment has ended: while blue is warm it watches on. For real, on the
// pretend region: an alarm rings, or somebody stops it in CodeDeploy's console.
import { expect, test } from 'vitest'
import * as watch from '../../../app/store/watch.ts'
import { releaseKey } from '../../../app/taken-back.ts'
import { expectPeace } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'
import { digestOf } from '../../scripted-builds.ts'

const by = { accountId: customer.accountId, region: customer.region, arn: 'arn:aws:iam::000000000000:user/somebody' }
/** More than ten errors: the alarm rings for five minutes. */
const errorsOf = (panda: Place, letter: string) => panda.world.serve(letter, Array(50).fill(10), 20)

const takenBackOf = async (panda: Place, id: string) => (await panda.call(`GET /api/v1/deploy/${id}`)).data.takenBack
type Service = {
  current: { deploymentId: string } | null
  releases: { deploymentId: string }[]
  rollbackTo: string | null
}
const serviceOf = async (panda: Place) =>
  ((await panda.call('GET /api/v1/services/panda/hello')).data.services as Service[])[0]!
const auditOf = async (panda: Place) => {
  const { entries } = (await panda.call('GET /api/v1/audit')).data as { entries: { operation: string }[] }
  return entries.filter(one => one.operation === 'takenBack')
}
const noticesOf = async (panda: Place, id: string) => {
  const { deliveries } = (await panda.call(`GET /api/v1/notifications/deliveries`)).data as { deliveries: Delivery[] }
  return deliveries.filter(one => one.deploymentId === id && one.kind === 'rolledBack')
}
type Delivery = { deploymentId: string; kind: string; status: string }

const told = (panda: Place) => {
  const bodies: Record<string, unknown>[] = []
  panda.ports.posts.post = async (_, body) => {
    bodies.push(JSON.parse(body))
    return { httpStatus: 200, ms: 1, body: '' }
  }
  return bodies
}
const target = { kind: 'webhook', address: 'https://hooks.example/x', events: ['rolledBack', 'alarm'] }

/** a, then b over it; answers both and where they are. */
const twoReleases = async (panda: Place) => {
  const a = await panda.served('a')
  const b = await panda.served('b')
  return { a, b, url: (await panda.state(b)).url }
}

test('an alarm rings while blue is warm: the service, people and the audit log are told', async () => {
  const panda = await openPlace()
  const bodies = told(panda)
  await panda.call('POST /api/v1/notifications', target)
  const { a, b, url } = await twoReleases(panda)
  expect(await takenBackOf(panda, b)).toBeNull()
  const log = await panda.log(b)
  errorsOf(panda, 'b')
  await panda.minutes(10)
  expect(panda.serves(url)).toBe('a')
  expect(await takenBackOf(panda, b)).toEqual({
    ...{ by: 'codedeploy', serves: a, at: expect.any(String) },
    reason: expect.stringMatching(/alarms have been activated.*ServerErrors/),
  })
  // The log is over: nothing comes after its final event.
  expect((await panda.log(b)).map(({ code }) => code)).toEqual(log.map(({ code }) => code))
  expect(await serviceOf(panda)).toMatchObject({ current: { deploymentId: a }, rollbackTo: null, warmUntil: null })
  expect(await auditOf(panda)).toMatchObject([
    {
      by: 'codedeploy',
      severity: 'notice',
      reason: expect.stringContaining('ServerErrors'),
      target: { deploymentId: b },
    },
  ])
  expect(bodies).toHaveLength(1)
  const { commitHash } = await panda.state(a)
  expect(bodies[0]).toMatchObject({
    ...{ kind: 'rolledBack', deploymentId: b, commit: { hash: commitHash } },
    error: { reason: expect.stringContaining('CodeDeploy took the release back') },
  })
  await expectPeace(panda)
})

test('stopped by somebody in the console of CodeDeploy: told as well, and the figures count it', async () => {
  const panda = await openPlace()
  const { a, b, url } = await twoReleases(panda)
  const { release } = await panda.state(b)
  await panda.minutes(5)
  const input = { deploymentId: release!.id, autoRollbackEnabled: true }
  await panda.region.kernel.call('codedeploy', 'StopDeployment', input, by)
  await panda.minutes(3)
  expect(panda.serves(url)).toBe('a')
  expect(await takenBackOf(panda, b)).toMatchObject({ serves: a })
  expect((await panda.call(`GET /api/v1/deploy/${b}`)).data.share).toEqual({ blue: 1, green: 0 })
  const { data } = await panda.call('GET /api/v1/metrics')
  expect(data).toMatchObject({
    all: {
      changeFailureRate: { value: 0.5 },
      timeToRestoreSeconds: { of: 1, open: 0 },
      deployments: { completed: 2 },
      rollbackSeconds: { of: 0 },
    },
  })
})

test('the event is lost: the next deployment finds it before it begins', async () => {
  const panda = await openPlace()
  const { a, b, url } = await twoReleases(panda)
  panda.weather.deliveries = event => (event.source === 'aws.codedeploy' ? [] : [0])
  errorsOf(panda, 'b')
  await panda.minutes(10)
  expect(panda.serves(url)).toBe('a')
  expect((await serviceOf(panda)).current?.deploymentId).toBe(b)
  const c = await panda.served('c')
  expect((await panda.state(c)).blue?.deploymentId).toBe(a)
  expect(await takenBackOf(panda, b)).toMatchObject({ serves: a })
  expect(await auditOf(panda)).toHaveLength(1)
  const service = await serviceOf(panda)
  expect([service.current?.deploymentId, service.rollbackTo]).toEqual([c, a])
  expect(service.releases.map(one => one.deploymentId)).toEqual([c, a])
  await expectPeace(panda)
})

test('taken back after the next deployment was claimed, and the event is lost: it is found before its release begins', async () => {
  const panda = await openPlace()
  const { a, b } = await twoReleases(panda)
  panda.weather.deliveries = event => (event.source === 'aws.codedeploy' ? [] : [0])
  panda.weather.build = () => ({ letter: 'c', secondsEach: 60 })
  const c = await panda.deploy('c', { autoSwitch: true })
  await panda.until(c, 'CLONED')
  errorsOf(panda, 'b')
  expect((await panda.end(c)).status).toBe('COMPLETED')
  const { releases, rollbackTo } = await serviceOf(panda)
  expect(releases.map(one => one.deploymentId)).toEqual([c, a])
  expect(rollbackTo).toBe(a)
  expect(await takenBackOf(panda, b)).toMatchObject({ serves: a })
  await expectPeace(panda)
})

test('the event comes twice, and late: it is told once', async () => {
  const panda = await openPlace()
  const bodies = told(panda)
  await panda.call('POST /api/v1/notifications', target)
  panda.weather.deliveries = event => (event.source === 'aws.codedeploy' ? [0, 60_000, 20 * 60_000] : [0])
  const { b } = await twoReleases(panda)
  errorsOf(panda, 'b')
  await panda.minutes(10)
  const c = await panda.served('c')
  await panda.minutes(30)
  expect((await serviceOf(panda)).current?.deploymentId).toBe(c)
  expect(await auditOf(panda)).toHaveLength(1)
  expect(bodies).toHaveLength(1)
  expect(await noticesOf(panda, b)).toMatchObject([{ status: 'delivered' }])
  await expectPeace(panda)
})

test('a rollback that people have asked for is no taking back, though CodeDeploy stops the release for it', async () => {
  const panda = await openPlace()
  const { a, b, url } = await twoReleases(panda)
  const back = await panda.rollback(b)
  expect(await panda.end(back)).toMatchObject({ status: 'COMPLETED', release: { mode: 'warm-back' } })
  await panda.minutes(10)
  expect(panda.serves(url)).toBe('a')
  expect(await takenBackOf(panda, b)).toBeNull()
  expect(await auditOf(panda)).toEqual([])
  const { current, releases } = await serviceOf(panda)
  expect([current?.deploymentId, ...releases.map(one => one.deploymentId)]).toEqual([back, back, b, a])
  await expectPeace(panda)
})

test('an hour later blue is gone: nothing is watched any more, and nothing was told', async () => {
  const panda = await openPlace()
  const { b } = await twoReleases(panda)
  const { request } = await panda.state(b)
  expect(await watch.list(panda.ports, releaseKey(request))).toEqual([b])
  await panda.minutes(70)
  expect(await watch.list(panda.ports, releaseKey(request))).toEqual([])
  expect(await takenBackOf(panda, b)).toBeNull()
})

test('from there: a rollback goes to what was before what serves, and nothing bad is promoted', async () => {
  const panda = await openPlace()
  const first = await panda.served('a')
  const second = await panda.served('b')
  const third = await panda.served('c')
  errorsOf(panda, 'c')
  await panda.minutes(10)
  expect(await serviceOf(panda)).toMatchObject({ current: { deploymentId: second }, rollbackTo: first })
  const promoted = await panda.call(`POST /api/v1/deploy/${third}/promote`, { environment: 'staging' })
  expect([promoted.status, promoted.errorCode]).toEqual([409, 'NOT_PROMOTABLE'])
  const back = await panda.end(await panda.rollback(third))
  expect([back.status, back.imageDigest]).toEqual(['COMPLETED', digestOf('a')])
  await expectPeace(panda)
})
