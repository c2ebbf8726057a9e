// An environment that is deployed to by its clock: EventBridge Scheduler, the bus, the function and the deployment itself.
import { beforeEach, expect, test } from 'vitest'
import { openPlace, type Place } from '../../place.ts'

let panda: Place
beforeEach(async () => {
  // The clock starts on Friday 20 November 2026, 10:00 UTC: 19:00 in Seoul.
  panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
  await panda.served('a')
})

const ids = async () => {
  const { data } = await panda.call('GET /api/v1/deploy')
  return (data.deployments as { deploymentId: string; branch: string; environment: string }[]).reverse().slice(1)
}
const set = async (schedule: object | undefined, more: object = {}) => {
  const { data } = await panda.call('GET /api/v1/environments/panda/hello/dev')
  const connections = await connectionsOf()
  const answer = await panda.call('PUT /api/v1/environments/panda/hello/dev', {
    ...connections,
    ...(schedule && { schedule }),
    ...more,
    version: data.version,
  })
  await panda.seconds(10)
  return answer
}
const connectionsOf = async () => {
  const github = await panda.call('GET /api/v1/connect/github')
  const aws = await panda.call('GET /api/v1/connect/aws')
  const [one] = github.data.connections as { githubConnectionId: string }[]
  const [other] = aws.data.connections as { awsConnectionId: string }[]
  return { githubConnectionId: one?.githubConnectionId, awsConnectionId: other?.awsConnectionId }
}
const hours = (count: number) => panda.minutes(count * 60)
const audited = async () => {
  const { data } = await panda.call('GET /api/v1/audit')
  return (
    data.entries as { by: string; operation: string; reason?: string; outcome: { errorCode: string | null } }[]
  ).filter(one => one.by === 'schedule:dev')
}

test('at nine in the morning in Seoul the branch is deployed, on weekdays, and the audit log says why', async () => {
  expect((await set({ when: '0 9 * * mon-fri', timeZone: 'Asia/Seoul' })).status).toBe(200)
  // Until Monday, one minute before midnight UTC: nine in Seoul is midnight.
  await hours(24 * 2 + 13)
  expect(await ids()).toEqual([])
  await hours(2)
  expect(await ids()).toEqual([
    expect.objectContaining({ branch: 'develop', environment: 'dev', deployedBy: 'schedule:dev' }),
  ])
  await hours(24)
  expect(await ids()).toHaveLength(2)
  const [newest] = await audited()
  expect(newest).toMatchObject({
    operation: 'deploy',
    reason: 'schedule 0 9 * * mon-fri (Asia/Seoul), due at 2026-11-24T00:00:00Z',
    outcome: { errorCode: null },
  })
})

test('told twice it begins once', async () => {
  panda.weather.deliveries = () => [0, 5_000]
  await set({ when: 'rate(6 hours)' })
  await hours(7)
  expect(await ids()).toHaveLength(1)
})

test('in a freeze nothing begins, and the audit log says so', async () => {
  const freeze = { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', reason: 'audit' }
  await set({ when: 'rate(6 hours)' }, { freezes: [freeze] })
  await hours(7)
  expect(await ids()).toEqual([])
  expect(await audited()).toMatchObject([{ outcome: { errorCode: 'OUTSIDE_WINDOW' } }])
  await hours(12)
  expect((await ids()).length).toBeGreaterThan(0)
})

test('one that is changed or taken away no longer begins anything at its old time', async () => {
  await set({ when: 'rate(6 hours)' })
  await set({ when: '0 23 * * *' })
  await hours(7)
  expect(await ids()).toEqual([])
  await hours(7)
  expect(await ids()).toHaveLength(1)
  await set(undefined)
  await hours(48)
  expect(await ids()).toHaveLength(1)
})

test('it goes on after a restart', async () => {
  await set({ when: 'rate(6 hours)' })
  await panda.restart()
  await hours(13)
  expect(await ids()).toHaveLength(2)
})

test('half past nine is by the clock on the wall of its zone', async () => {
  await set({ when: '30 9 * * *', timeZone: 'America/New_York', branch: 'develop' })
  await hours(24)
  const [one] = await audited()
  expect(one?.reason).toContain('due at 2026-11-20T14:30:00Z')
})

test.each([
  [{ when: '0 9 * *' }, {}],
  [{ when: '0 9 * * *' }, { branches: ['release/*'] }],
  [{ when: '0 9 * * *', timeZone: 'Moon/Base' }, {}],
])('%j is refused', async (schedule, more) => {
  expect((await set(schedule, more)).errorCode).toBe('INVALID_REQUEST')
})
