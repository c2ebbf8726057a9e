import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, expect, test, vi } from 'vitest'
import { type Credentials, platformClients } from '../../aws/clients.ts'
import { apigateway } from '../../aws/makers/apigateway.ts'
import { quickSockets } from '../../aws/quick-sockets.ts'
import { signedPosts } from '../../aws/signed-posts.ts'
import { sockets } from '../../aws/sockets.ts'
import type { Sockets } from '../../core/ports.ts'
import { cert } from './localhost-certificate.ts'
import { type Reply, region, signingGateway } from './signing-gateway.ts'

const id = 'L0SM9cOFvHcCIhw='
const path = '/live/@connections/L0SM9cOFvHcCIhw%3D'
const keys: Credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }

const inEnvironment = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey)
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken)
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const one of opened.splice(0)) await one.close()
})

/** As lambdas/push.ts has it. */
const openPlace = async ({ tls, ...more }: { now?: () => Date; timeoutMs?: number; tls?: boolean } = {}) => {
  inEnvironment(keys)
  let known = keys
  const gateway = await signingGateway(() => known, { tls })
  opened.push(gateway)
  const at = { region, socketEndpoint: `${gateway.url}/live` }
  const quick = signedPosts({ ...at, ...more })
  const bySdk = sockets(platformClients(at, { apigateway }))
  let left = 0
  const counted: Sockets = {
    ...bySdk,
    post: (...given) => {
      left++
      return bySdk.post(...given)
    },
  }
  return {
    gateway,
    quick,
    port: quickSockets(quick, counted),
    leftToSdk: () => left,
    /** Those that the gateway takes from now on. */
    know: (other: Credentials) => {
      known = other
    },
  }
}

test('a message is posted once, with a signature like the SDK’s own, and on a line that is kept', async () => {
  const { gateway, port, leftToSdk } = await openPlace()
  for (const message of ['{"code":"배포"}', '', 'x'.repeat(30_000)]) expect(await port.post(id, message)).toBe('sent')
  expect(gateway.got.map(({ body }) => body)).toEqual(['{"code":"배포"}', '', 'x'.repeat(30_000)])
  expect(gateway.got[0]).toMatchObject({
    path,
    scope: expect.stringMatching(/^AKIATEST\/\d{8}\/eu-central-1\/execute-api/),
  })
  expect([gateway.connections(), leftToSdk()]).toEqual([1, 0])
})

test.each(['abc-_123==', 'with space', 'a/b', 'a%3Db'])('an id comes as it is, and is signed so: %s', async strange => {
  const { gateway, quick } = await openPlace()
  expect(await quick(strange, 'x')).toBe(200)
  expect(decodeURIComponent(gateway.got[0]!.path.split('/').at(-1)!)).toBe(strange)
})

test('who has gone is gone, and the SDK is not asked again', async () => {
  const { gateway, port, leftToSdk } = await openPlace()
  gateway.will(410)
  expect(await port.post(id, 'x')).toBe('gone')
  expect([gateway.got.length, leftToSdk()]).toEqual([1, 0])
})

test('closing is the SDK’s', async () => {
  const { gateway, port } = await openPlace()
  await port.close(id)
  gateway.will(410)
  await port.close(id)
  expect(gateway.got.map(one => one.path)).toEqual([path, path])
})

test.each([429, 500, 503, 403, 302])(
  'an answer %i is left to the SDK, which brings the message there',
  async status => {
    const { gateway, port, leftToSdk } = await openPlace()
    gateway.will(status)
    expect(await port.post(id, 'x')).toBe('sent')
    expect([gateway.got.length, leftToSdk()]).toEqual([2, 1])
    gateway.will(status, 410)
    expect(await port.post(id, 'x')).toBe('gone')
  },
)

test('what goes wrong for good is a fault in the words of the rest of the program', async () => {
  const { gateway, port } = await openPlace()
  gateway.will(429, 429, 429, 429)
  await expect(port.post(id, 'x')).rejects.toMatchObject({ name: 'CloudFault', kind: 'throttled' })
})

test('a line that is closed under it loses no message', async () => {
  const { gateway, port, leftToSdk } = await openPlace()
  await port.post(id, 'first')
  gateway.will((_, request) => request.socket.resetAndDestroy())
  expect(await port.post(id, 'second')).toBe('sent')
  expect(gateway.got.map(({ body }) => body)).toEqual(['first', 'second', 'second'])
  expect(leftToSdk()).toBe(1)
})

test('lines that were closed while nobody posted are not written to', async () => {
  const { gateway, port, leftToSdk } = await openPlace()
  await port.post(id, 'first')
  gateway.closeLines()
  await sleep(20)
  expect(await port.post(id, 'second')).toBe('sent')
  expect([gateway.connections(), leftToSdk()]).toEqual([2, 0])
})

test('an answer that takes too long, or that nobody gives, is none', async () => {
  const { gateway, quick, port } = await openPlace({ timeoutMs: 100 })
  gateway.will(() => {})
  expect(await quick(id, 'x')).toBeUndefined()
  gateway.will(() => {})
  expect(await port.post(id, 'x')).toBe('sent')
  const nowhere = signedPosts({ region, socketEndpoint: 'http://127.0.0.1:9/live', credentials: () => keys })
  expect(await nowhere(id, 'x')).toBeUndefined()
})

test('a session’s token is signed; credentials that change in the environment are those of the next post', async () => {
  const { gateway, quick, know } = await openPlace()
  expect(await quick(id, 'x')).toBe(200)
  const session = { accessKeyId: 'ASIATEST', secretAccessKey: 'other', sessionToken: 'IQoJb3JpZ2luX2Vj/+==' }
  inEnvironment(session)
  know(session)
  expect(await quick(id, 'x')).toBe(200)
  inEnvironment({ ...session, secretAccessKey: 'changed' })
  expect(await quick(id, 'x')).toBe(403)
  expect(gateway.got.map(({ scope }) => scope.split('/')[0])).toEqual(['AKIATEST', 'ASIATEST', 'ASIATEST'])
})

test('without credentials in the environment nothing is posted the quick way', async () => {
  const { gateway, quick } = await openPlace()
  vi.stubEnv('AWS_ACCESS_KEY_ID', '')
  expect(await quick(id, 'x')).toBeUndefined()
  expect(gateway.got).toEqual([])
})

test('each day has a key of its own', async () => {
  let at = '2026-12-31T23:59:59.999Z'
  const { gateway, quick } = await openPlace({ now: () => new Date(at) })
  expect(await quick(id, 'x')).toBe(200)
  at = '2027-01-01T00:00:00.000Z'
  expect(await quick(id, 'x')).toBe(200)
  expect(gateway.got.map(({ scope }) => scope.split('/')[1])).toEqual(['20261231', '20270101'])
})

test('who posts to many at once has 200 lines at most, and keeps them', async () => {
  const { gateway, quick } = await openPlace()
  const held: (() => void)[] = []
  gateway.will(...Array<Reply>(200).fill(response => held.push(() => response.end())))
  const posts = Promise.all(Array.from({ length: 500 }, (_, n) => quick(`s${n}`, 'x')))
  await vi.waitFor(() => expect(held).toHaveLength(200), 10_000)
  await sleep(50)
  expect(gateway.got).toHaveLength(200)
  for (const release of held) release()
  expect(new Set(await posts)).toEqual(new Set([200]))
  expect(await quick(id, 'x')).toBe(200)
  expect(gateway.connections()).toBe(200)
})

test('where nobody gets through, nobody waits for the others', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  opened.push({ close: async () => void silent.close() })
  const { port } = silent.address() as AddressInfo
  const quick = signedPosts({
    ...{ region, socketEndpoint: `https://localhost:${port}`, credentials: () => keys, timeoutMs: 200 },
  })
  const began = performance.now()
  const statuses = await Promise.all(Array.from({ length: 200 }, () => quick(id, 'x')))
  expect(new Set(statuses)).toEqual(new Set([undefined]))
  expect(performance.now() - began).toBeLessThan(1_500)
})

test('over TLS nothing is said to who has no certificate for its name; the next handshake is a short one', async () => {
  const { gateway, quick } = await openPlace({ tls: true })
  expect(await quick(id, 'x')).toBeUndefined()
  const usual = getCACertificates()
  setDefaultCACertificates([cert])
  opened.push({ close: async () => setDefaultCACertificates(usual) })
  expect(await quick(id, 'x')).toBe(200)
  gateway.closeLines()
  await sleep(20)
  expect(await quick(id, 'x')).toBe(200)
  expect(gateway.got).toHaveLength(2)
  expect(gateway.resumed.slice(-2)).toEqual([false, true])
})
