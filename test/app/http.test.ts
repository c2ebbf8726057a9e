// What any request meets before a use case: the table, identity, limits, schemas, and the shape of every failure.
import { describe, expect, it } from 'vitest'
import { api } from '../../app/http.ts'
import { routes } from '../../app/routes.ts'
import { errorBody } from '../../core/answers.ts'
import { CloudFault, Refusal } from '../../core/faults.ts'
import { awsBody, githubBody, other, place } from './calls-place.ts'

type Faults = { field: string; message: string }[]

describe('addresses and methods', () => {
  it.each([
    '/',
    '/api/v1',
    '/api/v1/deploy/',
    '/api/v1/deploy//events',
    '/api/v1/nope',
    '/API/V1/deploy',
    '/%',
    '',
    '*',
  ])('%j is not a call', async path => {
    const { body } = await place().call(`GET ${path}`)
    expect(body).toMatchObject({ status: 404, errorCode: 'ROUTE_NOT_FOUND', error: 'Not Found' })
  })

  it.each([
    ['PUT', '/api/v1/deploy', 'POST, GET'],
    ['GET', '/api/v1/connect/gh_1', 'DELETE'],
    ['DELETE', '/api/v1/connect/github', 'POST, GET'],
    ['OPTIONS', '/health', 'GET'],
  ])('%s %s: says which it takes', async (method, path, allow) => {
    const { body, headers } = await place().call(`${method} ${path}`)
    expect(body).toMatchObject({ status: 405, errorCode: 'METHOD_NOT_ALLOWED', error: 'Method Not Allowed' })
    expect([headers.allow, body.allow]).toEqual([allow, undefined])
  })

  it('/health answers without identity, and without end', async () => {
    const { call, handle } = place({ PANDA_REQUESTS_PER_MINUTE: '1' })
    for (const _ of [1, 2, 3]) expect((await call('GET /health')).body.data).toEqual({ status: 'UP' })
    const anonymous = { method: 'GET', path: '/health', query: '', headers: {}, body: undefined, caller: undefined }
    expect((await handle(anonymous)).status).toBe(200)
  })
})

describe('identity and haste', () => {
  it('refuses whoever is not known', async () => {
    const { handle } = place()
    for (const { method, path, allows } of routes.filter(route => route.allows !== 'anyone')) {
      const reply = await handle({ method, path, query: '', headers: {}, body: undefined, caller: undefined })
      expect([allows, reply.status, reply.headers['www-authenticate']]).toEqual([allows, 401, 'Bearer'])
    }
  })

  it('bounds each tenant for itself, and says when to come again', async () => {
    const { call, clock } = place({ PANDA_REQUESTS_PER_MINUTE: '3' })
    const ask = (caller = other) => call('GET /api/v1/services', { caller })
    for (const _ of [1, 2, 3]) expect((await ask()).status).toBe(200)
    const late = await ask()
    expect(late.body).toMatchObject({ status: 429, errorCode: 'RATE_LIMITED', error: 'Too Many Requests' })
    expect(late.headers['retry-after']).toBe('20')
    expect((await ask({ tenant: 'third', by: 'x', role: 'viewer' })).status).toBe(200)
    clock.at += 20_000
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429])
  })
})

describe('a body', () => {
  const post = (said: object) => place().call('POST /api/v1/connect/github', said)

  it.each(['{', 'null x', '{"a":1,}', "{'owner':1}", '\u0000', '[[['.repeat(1000)])('%j is not JSON', async raw => {
    expect((await post({ raw })).body).toMatchObject({
      status: 400,
      faults: [{ field: 'body', message: 'is not JSON' }],
    })
  })

  it.each(['null', '[]', '"x"', '7', `${'['.repeat(100_000)}${']'.repeat(100_000)}`])(
    '%.20s is not an object',
    async raw => {
      expect((await post({ raw })).body).toMatchObject({
        faults: [{ field: 'body', message: 'must be a JSON object' }],
      })
    },
  )

  it('may have 256 kB, counted in bytes', async () => {
    const exactly = JSON.stringify({ x: 'é'.repeat(131_067) })
    expect(Buffer.byteLength(exactly)).toBe(262_142)
    expect((await post({ raw: `${exactly}  ` })).body).toMatchObject({ errorCode: 'INVALID_REQUEST' })
    const long = await post({ raw: `${exactly}   ` })
    expect(long.body).toMatchObject({ status: 413, errorCode: 'PAYLOAD_TOO_LARGE', error: 'Payload Too Large' })
  })

  it('of a call that takes none is not looked at, however long', async () => {
    expect((await place().call('GET /health', { raw: 'x'.repeat(300_000) })).status).toBe(200)
  })

  it('that is not there is an empty one, and all that is missing is named at once', async () => {
    const { body } = await post({})
    expect((body.faults as Faults).map(({ field, message }) => [field, message])).toEqual(
      ['owner', 'repo', 'branch', 'token'].map(field => [field, 'is missing']),
    )
    expect(body.message).toBe('owner: is missing; repo: is missing; branch: is missing; token: is missing')
  })

  it('names every fault of body, query and headers at once, unknown fields too, and says nothing back at length', async () => {
    const long = 'x'.repeat(10_000)
    const { body, text } = await place().call(`POST /api/v1/deploy?a=1&a=2&${long}=1`, {
      headers: { 'idempotency-key': '' },
      body: { owner: 7, repo: '../x', branch: long, autoSwitch: 'yes', port: 0, [long]: 1, extra: null },
    })
    const fields = (body.faults as Faults).map(({ field }) => field)
    const short = `${'x'.repeat(60)}…`
    expect(fields.sort()).toEqual(
      [
        ...['idempotency-key', 'a', 'a', short, 'githubConnectionId', 'awsConnectionId'],
        ...['owner', 'repo', 'branch', 'autoSwitch', 'port', short, 'extra'],
      ].sort(),
    )
    expect(text.length).toBeLessThan(4000)
  })

  it('cannot reach a prototype', async () => {
    const raw = `{"__proto__":{"owner":"panda","isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}`
    const { body } = await post({ raw })
    expect((body.faults as Faults).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['owner', '__proto__', 'constructor']),
    )
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    const query = await place().call('GET /api/v1/deploy?__proto__=x&constructor=y')
    expect((query.body.faults as Faults).map(({ field }) => field)).toEqual(['__proto__', 'constructor'])
  })

  it('with a thousand unknown fields names ten', async () => {
    const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, n]))
    const { body } = await post({ body: { ...githubBody, ...fields } })
    expect(body.faults).toHaveLength(10)
  })

  it('of a call that takes none is refused when it says something', async () => {
    const { call } = place()
    expect((await call('POST /api/v1/deploy/dep_x/switch', { body: { force: true } })).body).toMatchObject({
      faults: [{ field: 'force', message: 'is not a field of this call' }],
    })
  })
})

describe('names that mean something to a shell, to git or to a path', () => {
  const hostile = [
    '--upload-pack=x',
    '$(id)',
    '../x',
    'main;id',
    'x'.repeat(10_000),
    'a\u0000b',
    'a\nb',
    'дом',
    '',
    ' ',
    'a b',
  ]
  it.each(hostile)('%j is no owner, repository, branch, environment or id', async name => {
    const { call, table } = place()
    const { body } = await call('POST /api/v1/deploy', {
      ...{
        body: {
          owner: name,
          repo: name,
          branch: name,
          environment: name,
          githubConnectionId: name,
          awsConnectionId: name,
        },
      },
    })
    expect(body.errorCode).toBe('INVALID_REQUEST')
    const fields = (body.faults as Faults).map(({ field }) => field)
    // What git and GitHub allow: a repository may be called `--upload-pack`, but not with `=`.
    expect(fields).toEqual(
      expect.arrayContaining(['owner', 'repo', 'branch', 'environment', 'githubConnectionId', 'awsConnectionId']),
    )
    const connected = await call('POST /api/v1/connect/github', {
      body: { owner: name, repo: name, branch: name, token: 'x' },
    })
    expect(connected.body.errorCode).toBe('INVALID_REQUEST')
    expect(await table.query('tenant#local', { after: 'audit$' })).toEqual([])
  })
})

describe('what nobody expected', () => {
  it('answers a reference number that the log knows, and neither class nor words nor stack', async () => {
    const { call, context } = place()
    const logged: unknown[][] = []
    context.log = (...line) => logged.push(line)
    const failing = async (fault: Error) => {
      context.ports.table.query = async () => {
        throw fault
      }
      return call('GET /api/v1/services')
    }
    const fault = new TypeError('secret detail')
    const heard = await failing(fault)
    expect(heard.body).toMatchObject({ status: 500, errorCode: 'UNEXPECTED_ERROR', error: 'Internal Server Error' })
    expect(heard.text).not.toMatch(/secret|TypeError|\.ts/)
    expect(logged).toEqual([[heard.body.reference, fault]])
    expect(String(heard.body.message)).toContain(String(heard.body.reference))
    const passing = await failing(new CloudFault('throttled', 'Query', 'secret detail'))
    expect(passing.body.message).toMatch(/^Panda could not reach its own storage/)
    expect(passing.text).not.toContain('secret')
    // A code that belongs into a log only is no answer.
    const event = await failing(new Refusal('CLONE_FAILED', 'secret detail'))
    expect([event.status, event.text.includes('secret')]).toEqual([500, false])
  })

  it('never throws', async () => {
    const { context } = place()
    context.ports.table.get = () => Promise.reject(new Error('gone'))
    const path = '/api/v1/connect/aws/external-id'
    const caller = { tenant: 'local', by: 'local', role: 'deployer' as const }
    const reply = await api(context)({ method: 'GET', path, query: '', headers: {}, body: undefined, caller })
    expect(errorBody.parse(JSON.parse('body' in reply ? reply.body : ''))).toMatchObject({ status: 500 })
  })
})

describe('keys or a role', () => {
  const { accessKeyId, secretAccessKey } = awsBody
  const roleArn = 'arn:aws:iam::000000000000:role/x'
  it.each([
    [{}, ['region', 'roleArn']],
    [{ region: 'local-1' }, ['roleArn']],
    [{ region: 'local-1', accessKeyId }, ['secretAccessKey']],
    [{ region: 'local-1', secretAccessKey }, ['accessKeyId']],
    [{ region: 'LOCAL 1', roleArn, accessKeyId, secretAccessKey }, ['region', 'accessKeyId', 'secretAccessKey']],
    [{ region: 'local-1', roleArn: 5 }, ['roleArn']],
    [{ region: 'local-1', roleArn: 'x' }, ['roleArn']],
    [{ ...awsBody, sessionToken: 'a b' }, ['sessionToken']],
    [{ ...awsBody, sessionToken: 'x'.repeat(4097) }, ['sessionToken']],
    [{ ...awsBody, accessKeyId: 'x\u0000y12' }, ['accessKeyId']],
  ])('%j: names %j', async (body, fields) => {
    const { body: said } = await place().call('POST /api/v1/connect/aws', { body })
    expect((said.faults as Faults).map(({ field }) => field).sort()).toEqual([...fields].sort())
  })
})
