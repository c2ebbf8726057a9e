// People are told, over real HTTP: refused twice first, signed, across a kill, and without holding up a deployment.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { PandaEvent } from '../../client/types.ts'
import { receiver } from './notices-receiver.ts'
import { deployed, type PandaProcess, pushCommit, saying, startPanda } from './panda-process.ts'

const slackPath = '/services/T0CANARY/B0CANARY/slackCanary0123456789'
const hookPath = '/hooks/webhookCanary0123456789'
const hangPath = '/hang/neverCanary0123456789'
const secret = 'hmacCanary0123456789abcdef'
const canaries = [slackPath, hookPath, hangPath, secret]

let place: PandaProcess
let people: Awaited<ReturnType<typeof receiver>>
let dataDir: string
let before: { seconds: number }
let told: { id: string; seconds: number; events: PandaEvent[] }

/** The answer to the first two of a path is 500: so each target is refused twice first. */
const refusesTwice = (path: string, n: number) => (path === hangPath ? null : n <= 2 ? 500 : 200)
/** Ten times as fast: the waits of 10 s and 1 min are one second and six. */
const env = { PANDA_CLOCK_RATE: '10' }

const timed = async () => {
  const began = Date.now()
  const { deploymentId, events } = await deployed(place, 'hello', { autoSwitch: true })
  expect(events.at(-1)?.code).toBe('COMPLETED')
  return { id: deploymentId, events, seconds: (Date.now() - began) / 1000 }
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'panda-e2e-notices-'))
  people = await receiver(refusesTwice)
  place = await startPanda({ dataDir, env })
  await timed()
  before = await timed()
}, 200_000)
afterAll(async () => {
  await place?.stop()
  await people?.close()
  await rm(dataDir, { recursive: true, force: true })
}, 40_000)

const settled = (id: string, count: number) =>
  vi.waitFor(
    async () => {
      const all = await place.client.deliveries({ deploymentId: id, limit: 100 })
      const over = all.filter(one => one.status === 'delivered')
      if (over.length < count) throw new Error(`${over.length} of ${count}: ${JSON.stringify(all)}\n${place.output()}`)
      return all
    },
    { timeout: 60_000, interval: 250 },
  )

it('tells Slack and a webhook, each refused twice first', { timeout: 150_000 }, async () => {
  const { client } = place
  await client.createNotification({
    kind: 'slack',
    address: people.address(slackPath),
    events: ['succeeded'],
    channel: '#releases',
  })
  await client.createNotification({ kind: 'webhook', address: people.address(hookPath), secret, events: ['succeeded'] })
  await client.createNotification({ kind: 'webhook', address: people.address(hangPath), secret })
  await pushCommit(dataDir, {
    repo: 'hello',
    branch: 'main',
    files: saying('told', 'v9'),
    subject: 'Say <hello> & more',
  })
  told = await timed()
  const deliveries = await settled(told.id, 2)
  const [slack, hook] = [people.of(slackPath), people.of(hookPath)]
  expect(slack.map(one => one.answered)).toEqual([500, 500, 200])
  expect(hook.map(one => one.answered)).toEqual([500, 500, 200])
  const delivered = deliveries.filter(one => one.status === 'delivered')
  expect(delivered.map(one => one.attempts.map(({ httpStatus }) => httpStatus))).toEqual([
    [500, 500, 200],
    [500, 500, 200],
  ])
})

it('Slack reads who, what, how long and how well, and calls nobody', () => {
  const payload = JSON.parse(people.of(slackPath).at(-1)!.body) as { text: string; blocks: object[] }
  expect(payload.text).toMatch(
    /^:white_check_mark: panda\/hello \(default\): [0-9a-f]{7} is deployed, in .+, healthy 2\/2$/,
  )
  const shown = JSON.stringify(payload.blocks)
  expect(shown).toContain('Say &lt;hello&gt; &amp; more')
  expect(shown).toContain(`<${place.address}/#/deployments/${told.id}|Open in Panda>`)
})

it('a program can tell that it is from Panda, and that it is the same one again', () => {
  const all = people.of(hookPath)
  for (const { headers, body } of all) {
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['panda-signature'])) ?? []
    const mine = createHmac('sha256', secret).update(`${t}.${body}`).digest()
    expect(timingSafeEqual(mine, Buffer.from(v1, 'hex'))).toBe(true)
  }
  expect(new Set(all.map(({ headers }) => headers['panda-delivery'])).size).toBe(1)
  expect(JSON.parse(all[0]!.body)).toMatchObject({
    ...{ id: all[0]!.headers['panda-delivery'], kind: 'succeeded', deploymentId: told.id, status: 'COMPLETED' },
    service: { owner: 'panda', repo: 'hello', branch: 'main', environment: 'default' },
    ...{ healthy: { running: 2, desired: 2 }, error: null, commit: { message: 'Say <hello> & more' } },
  })
})

it('one that never answers holds up nothing', async () => {
  expect(people.of(hangPath).length).toBeGreaterThan(0)
  // It takes 10 s to give up on one post, and this deployment made three for it.
  expect(told.seconds).toBeLessThan(before.seconds + 8)
  const gaps = told.events
    .slice(1)
    .map((event, n) => Date.parse(event.timestamp) - Date.parse(told.events[n]!.timestamp))
  console.info(
    `deployed in ${told.seconds} s, ${before.seconds} s before anybody was told; longest gap ${Math.max(...gaps)} ms of its log`,
  )
  const all = await place.client.deliveries({ deploymentId: told.id, limit: 100 })
  const hanging = all.filter(one => one.status === 'waiting' || one.status === 'sending')
  expect(hanging.length).toBeGreaterThan(0)
})

it('a kill in between loses nothing: what waits for its next attempt gets it', { timeout: 150_000 }, async () => {
  const other = '/after/killCanary0123456789'
  let down = true
  const late = await receiver(() => (down ? 503 : 200))
  try {
    const { id } = await place.client.createNotification({
      kind: 'slack',
      address: late.address(other),
      events: ['succeeded'],
    })
    const { id: deploymentId } = await timed()
    await vi.waitFor(() => expect(late.heard.length).toBeGreaterThan(0), { timeout: 20_000 })
    await place.kill9()
    down = false
    place = await startPanda({ dataDir, env })
    await vi.waitFor(
      async () => {
        const all = await place.client.deliveries({ deploymentId, limit: 100 })
        expect(all.find(one => one.targetId === id)?.status).toBe('delivered')
      },
      { timeout: 60_000, interval: 500 },
    )
    expect(late.heard.filter(one => one.answered === 200)).toHaveLength(1)
  } finally {
    await late.close()
  }
})

it('a sample shows at once what comes back', async () => {
  const { id } = await place.client.createNotification({ kind: 'webhook', address: people.address('/refused'), secret })
  const answer = await place.client.testNotification(id)
  expect(answer).toMatchObject({ delivered: false, httpStatus: 500, error: 'it answered 500', answer: 'seen …' })
  await place.client.removeNotification(id)
  await expect(place.client.testNotification(id)).rejects.toMatchObject({ errorCode: 'NOTIFICATION_NOT_FOUND' })
})

it('mail is written where it can be seen, and said to be simulated', async () => {
  const { id, note } = await place.client.createNotification({ kind: 'email', address: 'ops@example.com' })
  expect(note).toContain('link')
  expect(await place.client.testNotification(id)).toMatchObject({ delivered: true })
  const [file = ''] = await readdir(join(dataDir, 'outbox'))
  expect(await readFile(join(dataDir, 'outbox', file), 'utf8')).toMatch(/^To: ops@example.com\nSubject: panda\/hello/)
  expect(place.output()).toContain('mail (simulated, nothing was sent)')
})

it('an address inside the house, or without https elsewhere, is refused', async () => {
  for (const address of ['http://169.254.169.254/latest/meta-data', 'https://10.0.0.1/hook', 'http://hooks.example/x'])
    await expect(place.client.createNotification({ kind: 'webhook', address })).rejects.toMatchObject({
      errorCode: 'INVALID_REQUEST',
    })
})

it('no address and no secret is anywhere to be read', { timeout: 60_000 }, async () => {
  const said = [
    place.output(),
    JSON.stringify([await place.client.notifications(), await place.client.deliveries({ limit: 100 }), told.events]),
  ]
  const files = (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter(one => one.isFile())
  expect(files.length).toBeGreaterThan(5)
  const texts = await Promise.all(files.map(one => readFile(join(one.parentPath, one.name), 'latin1')))
  for (const canary of canaries)
    for (const text of [...said, ...texts]) expect(text.includes(canary), canary).toBe(false)
})
