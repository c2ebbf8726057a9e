// The whole journey over lambdas/ and aws/, everything as AWS hands it over, with nothing going wrong.
import { expect, test } from 'vitest'
import { type Entry, needs } from '../../lambdas/platform/needs.ts'
import { expectPeace } from '../invariants.ts'
import { openPlace, type Place, secrets } from './place.ts'
import { httpEvent } from './shapes/http.ts'

type Message = { type: string; deploymentId?: string; seq?: number }

const listener = async (panda: Place) => {
  const { data } = await panda.http('POST /api/v1/socket-ticket', { body: {} })
  const client = (await panda.sides.connect(panda.functions.socket, String(data.ticket)))!
  /** A client drops what it has. */
  const seqs = (id: string) => [
    ...new Set((client.got as Message[]).flatMap(one => (one.deploymentId === id ? (one.seq ?? []) : []))),
  ]
  return { ...client, seqs }
}

/** A release, a second that is switched, a third that is cancelled, and a way back to the first; lists, and good-bye. */
const wholeJourney = async () => {
  const panda = await openPlace()
  const made = await panda.http('POST /api/v1/tokens', { body: { name: 'ci', role: 'deployer' } })
  const authorization = `Bearer ${made.data.token}`
  const socket = await listener(panda)
  const { told, mailed } = await notified(panda)
  const connections = await panda.connect()
  const heard = async (id: string) => {
    await socket.send({ action: 'subscribe', deploymentId: id, logs: true })
    return id
  }
  const a = await heard(await panda.deploy('a', connections, { autoSwitch: true }))
  await panda.end(a)
  const b = await heard(await panda.deploy('b', connections))
  await panda.until(b, ['READY'])
  const switched = await panda.call(`POST /api/v1/deploy/${b}/switch`)
  await panda.end(b)
  const c = await heard(await panda.deploy('c', connections))
  await panda.until(c, ['BUILD_STARTED'])
  await panda.sweep()
  const cancelled = await panda.call(`POST /api/v1/deploy/${c}/cancel`)
  await panda.end(c)
  const back = await panda.call(`POST /api/v1/deploy/${b}/rollback`, {})
  const d = await heard(String(back.data.deploymentId))
  panda.ids.push(d)
  await panda.end(d)
  // Its first three deliveries are refused twice each; then an hour is enough for them all.
  await panda.minutes(60)
  const replies = [switched, cancelled, back, mailed]
  for (const line of [
    'GET /api/v1/deploy',
    `GET /api/v1/connect/aws/${connections.awsConnectionId}/permissions`,
    `DELETE /api/v1/connect/${connections.githubConnectionId}`,
    `DELETE /api/v1/connect/${connections.awsConnectionId}`,
  ])
    replies.push(await panda.call(line, undefined, { authorization }))
  const token = String(made.data.token)
  return { panda, socket, token, told, ids: { a, b, c, d }, statuses: replies.map(reply => reply.status) }
}

const webhook = { address: 'https://hooks.example/canary-path', secret: 'canary-of-the-signature' }

/** Somebody who is told of everything, and refuses the first posts; and somebody who gets mail of what was cancelled. */
const notified = async (panda: Place) => {
  panda.weather.receiver = n => (n <= 6 ? 500 : 200)
  const told = await panda.call('POST /api/v1/notifications', { kind: 'webhook', ...webhook })
  const mail = { kind: 'email', address: 'ops@example.com', events: ['cancelled'] }
  const { data } = await panda.call('POST /api/v1/notifications', mail)
  const mailed = await panda.call(`POST /api/v1/notifications/${data.id}/test`)
  return { told: String(told.data.id), mailed }
}

const whole = await wholeJourney()

test('each deployment ends as it should, and what should serve serves', async () => {
  const { panda, ids, statuses } = whole
  expect(new Set(statuses)).toEqual(new Set([200]))
  const [a, b, c, d] = await Promise.all(Object.values(ids).map(id => panda.state(id)))
  expect(a).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(b).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(c).toMatchObject({ status: 'CANCELLED', finalService: 'blue' })
  expect(d).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(panda.serves(d!.url)).toBe('a')
  await expectPeace(panda)
})

test('a target is told of each deployment, again where it was refused, and once', async () => {
  const { panda, told, ids } = whole
  const { data } = await panda.http('GET /api/v1/notifications/deliveries', { query: 'limit=100' })
  const deliveries = data.deliveries as {
    targetId: string
    status: string
    kind: string
    deploymentId: string
    attempt: number
  }[]
  expect(new Set(deliveries.map(one => one.status))).toEqual(new Set(['delivered']))
  const posted = deliveries.filter(one => one.targetId === told)
  expect(deliveries.length - posted.length).toBe(1)
  const kinds = (id: string) => posted.filter(one => one.deploymentId === id).map(one => one.kind)
  expect(kinds(ids.a).reverse()).toEqual(['started', 'succeeded'])
  expect(kinds(ids.b).reverse()).toEqual(['started', 'waiting', 'succeeded'])
  expect(kinds(ids.c).reverse()).toEqual(['started', 'cancelled'])
  expect(kinds(ids.d).reverse()).toEqual(['started', 'rolledBack'])
  expect(Math.max(...deliveries.map(one => one.attempt))).toBeGreaterThan(1)
  expect(panda.posted).toHaveLength(posted.reduce((sum, { attempt }) => sum + attempt, 0))
})

test('a socket hears every event of every deployment, in order', async () => {
  const { panda, socket, ids } = whole
  for (const id of Object.values(ids)) expect(socket.seqs(id)).toEqual((await panda.log(id)).map(event => event.seq))
  expect((socket.got as Message[]).filter(one => one.type === 'log').map(one => one.deploymentId)).toContain(ids.b)
})

test('and the figures of each, as they are overwritten', async () => {
  const { panda, socket, ids } = whole
  const told = (socket.got as { type: string; deploymentId?: string; n?: number }[]).filter(
    ({ type, deploymentId }) => type === 'figures' && deploymentId === ids.b,
  )
  const numbers = told.map(one => one.n!)
  expect(new Set(numbers).size).toBeGreaterThan(5)
  const now = await panda.http(`GET /api/v1/deploy/${ids.b}`)
  expect(now.data).toMatchObject({ share: { blue: 0, green: 1 }, evidence: { verdict: 'same' } })
  expect(told.at(-1)).toMatchObject({ share: { blue: 0, green: 1 } })
})

test('over HTTP there is the same, the output of the build and the result', async () => {
  const { panda, ids } = whole
  const events = await panda.http(`GET /api/v1/deploy/${ids.b}/events`, { query: 'after=0' })
  expect(events.data).toMatchObject({ lastSeq: (await panda.log(ids.b)).length })
  expect((await panda.http(`GET /api/v1/deploy/${ids.b}/logs`)).data).toMatchObject({ chunks: [{ lines: ['Done'] }] })
  expect((await panda.http(`GET /api/v1/deploy/${ids.d}/result`)).data).toMatchObject({ status: 'COMPLETED' })
  const found = { tenant: 'tenant-2', by: 'x', role: 'admin' }
  const stranger = await panda.functions.api(httpEvent('GET', { path: `/api/v1/deploy/${ids.b}`, found }))
  expect(stranger.statusCode).toBe(404)
})

test('the stream came in batches, and nothing of it was left unread', () => {
  const { sources } = whole.panda
  for (const source of sources) {
    expect(source.failed).toEqual([])
    expect(Math.max(...source.batches.map(batch => batch.length))).toBeGreaterThan(1)
  }
})

test('one line an event, no fault, the ends counted, and no secret anywhere', () => {
  const { lines, faults, counts } = whole.panda.told
  expect(faults).toEqual([])
  expect(new Set(lines.map(line => line.outcome))).toEqual(new Set(['done']))
  expect(new Set(lines.map(line => line.requestId)).size).toBe(lines.length)
  const ends = ['DeploymentsCompleted', 'DeploymentsCompleted', 'DeploymentsCancelled', 'DeploymentsCompleted']
  expect(counts).toEqual(ends)
  const written = JSON.stringify([lines, whole.panda.story])
  const nonces = whole.panda.built.map(build => String(build.env.PANDA_NONCE))
  expect(nonces).toHaveLength(3)
  for (const secret of [...Object.values(secrets), 'canary-path', webhook.secret, ...nonces, whole.token])
    expect(written).not.toContain(secret)
})

/** What a good journey has no use for. */
const forOtherDays: Partial<Record<Entry, string[]>> = {
  // AWS asks for it when a schedule is made.
  notify: ['iam:PassRole'],
  // Nothing in it is due by a schedule, no schedule is set, and nobody pushes but Panda.
  api: ['events:PutEvents'],
  begin: [
    ...['dynamodb:PutItem', 'dynamodb:UpdateItem'],
    ...[
      'kms:Decrypt',
      'scheduler:CreateSchedule',
      'scheduler:UpdateSchedule',
      'scheduler:DeleteSchedule',
      'iam:PassRole',
    ],
  ],
  // A build that fails wakes its step.
  'build-report': ['states:SendTaskFailure'],
  // Who has gone without a word is forgotten.
  push: ['dynamodb:DeleteItem'],
  // An account that somebody took out of the bus is let in again.
  step: ['events:PutPermission'],
  // What has nobody working on it is taken up again, what never began is forgotten.
  sweep: [
    ...['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'states:StartExecution', 'states:ListExecutions'],
    'events:PutEvents',
  ],
}

test('each function did what it may, and may hardly more', () => {
  // That it did no more than it may, every call has been held to (rights.ts).
  const unused = Object.entries(needs).flatMap(([entry, { rights }]) => {
    const used = new Set(whole.panda.calls.filter(call => call.entry === entry).map(call => call.action))
    const { indexes = [], customers: _, ...more }: Partial<Record<string, readonly string[]>> = rights
    const allowed = [...Object.values(more).flat(), ...indexes.map(action => `${action} on an index`)]
    const left = allowed.filter(action => action !== undefined && !used.has(action))
    return left.length > 0 ? [[entry, left]] : []
  })
  expect(Object.fromEntries(unused)).toEqual(forOtherDays)
})
