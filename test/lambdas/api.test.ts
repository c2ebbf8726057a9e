import { expect, test } from 'vitest'
import { openPlace, type Place } from './place.ts'
import { authorizerEvent, documented, type HttpEvent, httpEvent } from './shapes/http.ts'

const someone = { tenant: 'tenant-1', by: 'dev@example.com', role: 'admin' }
const json = (body: string | undefined) => JSON.parse(body ?? '') as Record<string, unknown>

const finished = async (panda: Place) => {
  const id = await panda.deploy('a', await panda.connect(), { autoSwitch: true })
  await panda.end(id)
  return id
}

test('a call without an identity is refused in the words of whoever looked', async () => {
  const { functions, http } = await openPlace()
  const denied = await functions.api(
    httpEvent('GET', { path: '/api/v1/deploy', found: { denied: 'The token has expired' } }),
  )
  expect(denied.statusCode).toBe(401)
  expect(denied.headers?.['www-authenticate']).toBe('Bearer')
  expect(json(denied.body)).toMatchObject({ errorCode: 'UNAUTHENTICATED', message: 'The token has expired' })
  const { context } = await functions.authorizer(authorizerEvent('GET', '/api/v1/deploy', {}))
  expect(context).toHaveProperty('denied')
  expect((await http('GET /api/v1/deploy', { headers: { authorization: 'Basic abc' } })).status).toBe(401)
})

test.each([
  ['nothing', {}],
  ['no role', { tenant: 'tenant-1', by: 'dev' }],
  ['a role that there is not', { ...someone, role: 'root' }],
  ['no tenant', { ...someone, tenant: '' }],
  ['something else', { tenant: ['tenant-1'], by: 1, role: 'admin' }],
])('an authorizer that says %s has said nothing', async (_, found) => {
  const { functions } = await openPlace()
  expect((await functions.api(httpEvent('GET', { path: '/api/v1/deploy', found }))).statusCode).toBe(401)
})

test('an event with all that there can be, and one with next to nothing, are answered', async () => {
  const { functions } = await openPlace()
  const asDocumented = await functions.api(documented as unknown as HttpEvent)
  expect([asDocumented.statusCode, json(asDocumented.body).errorCode]).toEqual([404, 'ROUTE_NOT_FOUND'])
  const bare = { rawPath: '/health', requestContext: { http: { method: 'GET' } } } as HttpEvent
  const { statusCode, body, isBase64Encoded } = await functions.api(bare)
  expect([statusCode, isBase64Encoded]).toEqual([200, false])
  expect(json(body).data).toEqual({ status: 'UP' })
})

test('a body in base64 is the same body; one that is not text is a bad request', async () => {
  const { functions } = await openPlace()
  const body = JSON.stringify({ owner: 'panda', repo: 'hello', branch: '가지', token: 'ghp_1' })
  const at = { path: '/api/v1/connect/github', found: someone }
  const encoded = (text: string | Buffer) => ({
    ...httpEvent('POST', { ...at, body: Buffer.from(text).toString('base64') }),
    isBase64Encoded: true,
  })
  const plain = json((await functions.api(httpEvent('POST', { ...at, body }))).body)
  const same = json((await functions.api(encoded(body))).body)
  expect(same.errorCode ?? same.code).toBe(plain.errorCode ?? plain.code)
  const { statusCode } = await functions.api(encoded(Buffer.from([0xff, 0xfe, 0x00, 0x80])))
  expect(statusCode).toBe(400)
})

// API Gateway hands over `/api/v1/deploy/a%2Fb%3Fc` decoded, and cuts off what follows a decoded `?`.
test.each(['dep_ü x', 'dep_#1', '100%', '%zz', 'dep_\ud800', '../..', "';--"])(
  'an address with %j in it is no deployment',
  async id => {
    const { functions } = await openPlace()
    const { statusCode, body } = await functions.api(httpEvent('GET', { path: `/api/v1/deploy/${id}`, found: someone }))
    expect([statusCode, json(body).errorCode]).toBeOneOf([
      [404, 'DEPLOYMENT_NOT_FOUND'],
      [404, 'ROUTE_NOT_FOUND'],
      [400, 'INVALID_REQUEST'],
    ])
  },
)

test('a query comes as it was sent: encoded, and twice is once too often', async () => {
  const { http } = await openPlace()
  expect((await http('GET /api/v1/deploy', { query: 'owner=panda&repo=hel%6Co&limit=5' })).status).toBe(200)
  const twice = await http('GET /api/v1/deploy', { query: 'limit=5&limit=6' })
  expect([twice.status, twice.errorCode]).toEqual([400, 'INVALID_REQUEST'])
})

test('the language is that of the header, whatever its case; too much is refused', async () => {
  const { functions, http } = await openPlace()
  const headers = { 'Accept-Language': 'ko' }
  const { body } = await functions.api(httpEvent('GET', { path: '/api/v1/deploy', found: someone, headers }))
  expect(json(body).code).toBe(200)
  const tooMuch = await http('POST /api/v1/deploy', { body: `"${'x'.repeat(262_144)}"` })
  expect([tooMuch.status, tooMuch.errorCode]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
})

test('the same call twice with one key is one deployment', async () => {
  const panda = await openPlace()
  const connections = await panda.connect()
  const body = { ...connections, owner: 'panda', repo: 'hello', branch: 'main' }
  const asked = () => panda.http('POST /api/v1/deploy', { body, headers: { 'idempotency-key': 'k' } })
  const [one, two] = [await asked(), await asked()]
  expect([one.status, two.status]).toEqual([200, 200])
  expect(two.data.deploymentId).toBe(one.data.deploymentId)
})

test('a stream of events ends after what is known; after the final one nobody need come back', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a', await panda.connect(), { autoSwitch: true })
  await panda.until(id, ['CLONED'])
  const headers = { accept: 'text/event-stream' }
  const early = await panda.http(`GET /api/v1/deploy/${id}/events`, { headers })
  expect([early.status, early.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const seqs = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq))
  const known = seqs(early.text)
  expect(known).toEqual(known.map((_, n) => n + 1))
  await panda.end(id)
  const { data } = await panda.http('POST /api/v1/socket-ticket', { body: { deploymentId: id } })
  const { pathname, searchParams } = new URL(String(data.eventsUrl))
  const query = searchParams.toString()
  // As a browser comes back: without any identity but the ticket in the address.
  const after = (last: number) =>
    panda.http(`GET ${pathname}`, { query, headers: { ...headers, authorization: '', 'last-event-id': String(last) } })
  const rest = await after(known.length)
  expect(seqs(rest.text)[0]).toBe(known.length + 1)
  expect(rest.text).toContain('event: success')
  expect(await after((await panda.log(id)).length)).toMatchObject({ status: 204, text: '' })
})

test('what nobody expected is a 500 with a reference, and one line with a stack', async () => {
  const panda = await openPlace()
  panda.weather.before = ({ entry, action }) => {
    if (entry === 'api' && action === 'dynamodb:Query') throw new TypeError('secret of the house')
  }
  const { status, text, errorCode } = await panda.http('GET /api/v1/services')
  expect([status, errorCode]).toEqual([500, 'UNEXPECTED_ERROR'])
  expect(text).not.toContain('house')
  const { reference } = json(text)
  const [only, ...more] = panda.told.faults
  expect(more).toEqual([])
  expect(only).toMatchObject({ facts: { reference }, fault: { name: 'TypeError', message: 'secret of the house' } })
  expect(only?.fault.stack).toContain('query')
  expect(panda.told.counts).toEqual(['Faults'])
  expect(panda.told.lines.at(-1)).toMatchObject({ operation: 'listServices', status: 500, tenant: 'tenant-1' })
})

test('a line a request names the call, the deployment and the outcome, and nothing that was sent', async () => {
  const panda = await openPlace()
  const id = await finished(panda)
  panda.told.lines.length = 0
  const canary = 'canary-0815'
  const headers = { cookie: canary, 'x-more': canary, authorization: `Bearer ${canary}.b.c`, referer: canary }
  await panda.http(`GET /api/v1/deploy/${id}`, { headers, query: `x=${canary}` })
  await panda.http(`POST /${canary}`, { headers, body: { token: canary } })
  await panda.http('POST /api/v1/connect/github', { headers, body: { token: canary, [canary]: 1 } })
  const lines = panda.told.lines.filter(line => 'method' in line)
  expect(lines).toMatchObject([
    { outcome: 'done', operation: 'readDeployment', deploymentId: id, tenant: 'tenant-1', status: 400 },
    { outcome: 'done', method: 'POST', status: 404 },
    { outcome: 'done', operation: 'connectGithub', status: 400 },
  ])
  for (const line of lines) expect(line).toMatchObject({ requestId: expect.any(String), ms: expect.any(Number) })
  expect(JSON.stringify(panda.told)).not.toContain(canary)
})
