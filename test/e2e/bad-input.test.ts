import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connect, type PandaProcess, startPanda } from './panda-process.ts'

let panda: PandaProcess
let good: Record<string, Record<string, unknown>>
beforeAll(async () => {
  // Limits are not what this is about, and each call here counts.
  panda = await startPanda({ env: { PANDA_REQUESTS_PER_MINUTE: '100000' } })
  const hello = { owner: 'panda', repo: 'hello', branch: 'main' }
  good = {
    '/connect/github': { ...hello, token: 'ghp_local' },
    '/connect/aws': { region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
    '/deploy': {
      ...{ ...(await connect(panda.client, 'hello')), ...hello, environment: 'default', autoSwitch: true },
      ...{ concurrency: 'supersede', healthPath: '/health', port: 8080 },
    },
    '/socket-ticket': { deploymentId: 'dep_unknown' },
    '/deploy/dep_unknown/rollback': { to: 'dep_unknown', autoSwitch: true },
  }
}, 60_000)
/** Whatever was said: nothing is started, and Panda lives and has no fault of its own to tell of. */
afterEach(async () => {
  expect(await panda.client.deployments()).toEqual({ deployments: [] })
  expect((await panda.client.health()).status).toBe('UP')
  expect(panda.output()).not.toMatch(stack)
})
afterAll(() => panda?.stop(), 30_000)

const stack = /\n\s+at |\bat \S+ \(|node:internal|\.ts:\d|[A-Z][a-z]+(?:Error|Exception)\b/

type Answer = { status: number; errorCode: string; message: string; faults?: { field: string; message: string }[] }

const ask = async (method: string, path: string, init: RequestInit = {}) => {
  const response = await fetch(`${panda.address}${path}`, { method, ...init })
  const text = await response.text()
  expect(text).not.toMatch(stack)
  expect(text.length).toBeLessThan(20_000)
  const body = JSON.parse(text) as Answer
  expect(body.status).toBe(response.status)
  return body
}
const post = (call: string, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  ask('POST', `/api/v1${call}`, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
const fieldsOf = ({ faults = [] }: Answer) => faults.map(({ field }) => field)

const hostile = [
  '--upload-pack=x',
  '$(id)',
  '`id`',
  '../x',
  '..',
  'main;id',
  'a b',
  'a\u0000b',
  'a\nb',
  '\u001b[31m',
  'ветка',
  'ｍａｉｎ',
  '支店',
  'main\u202eniam',
  '\ud800',
  '__proto__',
  'constructor',
  'http://127.0.0.1/',
  '%2e%2e%2f',
  '',
  'x'.repeat(10_240),
]
/** What is well formed but wrong is refused by whoever knows better: GitHub, AWS, or the record of connections. */
const wellFormed = [
  'GITHUB_REPOSITORY_NOT_FOUND',
  'GITHUB_BRANCH_NOT_FOUND',
  'GITHUB_BAD_CREDENTIALS',
  'AWS_CREDENTIALS_INVALID',
  'CONNECTION_NOT_FOUND',
  'CONNECTION_MISMATCH',
  'DEPLOYMENT_NOT_FOUND',
]

describe('hostile names', () => {
  it.for([
    { call: '/connect/github', fields: ['owner', 'repo', 'branch', 'token'] },
    { call: '/connect/aws', fields: ['region', 'roleArn', 'accessKeyId', 'secretAccessKey', 'sessionToken'] },
    { call: '/deploy', fields: ['githubConnectionId', 'awsConnectionId', 'owner', 'repo'] },
    { call: '/deploy', fields: ['environment', 'concurrency', 'healthPath', 'autoSwitch', 'port'] },
    { call: '/deploy/dep_unknown/rollback', fields: ['to', 'autoSwitch'] },
    { call: '/socket-ticket', fields: ['deploymentId'] },
  ])('in each of $fields of $call are refused, naming it', async ({ call, fields }) => {
    for (const field of fields)
      for (const value of hostile) {
        // "" is how a session token is left out, and this is a fine name for an environment.
        if ((field === 'sessionToken' && value === '') || (field === 'environment' && value === 'constructor')) continue
        const answer = await post(call, { ...good[call], [field]: value })
        const context = `${field}: ${JSON.stringify(value.slice(0, 40))} ${JSON.stringify(answer)}`
        if (wellFormed.includes(answer.errorCode)) expect([400, 404], context).toContain(answer.status)
        else {
          expect([answer.status, answer.errorCode], context).toEqual([400, 'INVALID_REQUEST'])
          expect(fieldsOf(answer), context).toContain(field)
          expect(answer.message, context).toContain(field)
        }
      }
  })

  it('in the branch of a deployment, which need not be the connection’s', async () => {
    // These two are branches that git and GitHub would take.
    for (const value of hostile.filter(name => !['__proto__', 'constructor'].includes(name)))
      expect(fieldsOf(await post('/deploy', { ...good['/deploy'], branch: value }))).toEqual(['branch'])
  })

  it('in addresses and queries', async () => {
    for (const value of hostile.filter(name => name !== '\ud800')) {
      const name = encodeURIComponent(value)
      for (const call of ['', '/events', '/logs']) {
        const answer = await ask('GET', `/api/v1/deploy/${name}${call}`)
        // Without a name it is another address.
        if (value !== '' && value !== '..') expect(answer).toMatchObject({ status: 404 })
      }
      if (value !== '') {
        for (const field of ['owner', 'repo', 'environment', 'status', 'limit', 'cursor']) {
          const response = await fetch(`${panda.address}/api/v1/deploy?${field}=${name}`)
          const text = await response.text()
          expect(text).not.toMatch(stack)
          if (response.status !== 200) expect(fieldsOf(JSON.parse(text) as Answer)).toEqual([field])
        }
        expect([404, 405]).toContain((await ask('GET', `/api/v1/services/panda/${name}`)).status)
      }
    }
    for (const path of ['/api/v1/deploy/%', '/api/v1/deploy/%ff', '/api/v1/deploy/%00', '/api/v1/services/%/x'])
      expect([400, 404]).toContain((await ask('GET', path)).status)
  })

  it('in headers', async () => {
    const headers = (key: string) => ({ 'content-type': 'application/json', 'idempotency-key': key })
    for (const key of ['x'.repeat(256), 'schlüssel'])
      expect(fieldsOf(await post('/deploy', good['/deploy'], headers(key)))).toEqual(['idempotency-key'])
    const told = { headers: { 'last-event-id': '1; id', accept: 'text/event-stream' } }
    expect(fieldsOf(await ask('GET', '/api/v1/deploy/dep_x/events', told))).toEqual(['last-event-id'])
  })
})

describe('bodies', () => {
  it('name every field that does not fit, all at once', async () => {
    const wrong = { owner: 1, repo: null, branch: ['main'], environment: {}, autoSwitch: 'yes', port: '80', x: 1 }
    const answer = await post('/deploy', wrong)
    expect(fieldsOf(answer).sort()).toEqual([...Object.keys(wrong), 'githubConnectionId', 'awsConnectionId'].sort())
    const { githubConnectionId: _, awsConnectionId: __, ...without } = good['/deploy'] as Record<string, unknown>
    expect(fieldsOf(await post('/deploy', without)).sort()).toEqual(['awsConnectionId', 'githubConnectionId'])
    for (const port of [0, -1, 65_536, 1.5])
      expect(fieldsOf(await post('/deploy', { ...good['/deploy'], port }))).toEqual(['port'])
  })

  it.for([
    ['{"__proto__": {"autoSwitch": true}}', '__proto__'],
    ['{"constructor": {"prototype": {"x": 1}}}', 'constructor'],
    ['{"hasOwnProperty": 1}', 'hasOwnProperty'],
    ['{"Owner": "panda"}', 'Owner'],
  ])('with an unknown field: %s', async ([body, field]) => {
    expect(fieldsOf(await post('/deploy', body!))).toContain(field)
    expect(fieldsOf(await post('/connect/aws', body!))).toContain(field)
    expect(fieldsOf(await post('/deploy/dep_x/cancel', body!))).toContain(field)
  })

  it.for(['{', '{"owner":', 'null', '[]', '"text"', '1', 'owner=panda', '\u0000', '[[[['.repeat(20_000), '{"a":1}}'])(
    'that are no JSON object: %#',
    async body => {
      expect(await post('/deploy', body)).toMatchObject({
        status: 400,
        errorCode: 'INVALID_REQUEST',
        faults: [{ field: 'body' }],
      })
    },
  )

  it('of bytes that are no text', async () => {
    const body = new Uint8Array([0x7b, 0xff, 0xfe, 0x00, 0x7d])
    expect(await ask('POST', '/api/v1/deploy', { body })).toMatchObject({ errorCode: 'INVALID_REQUEST' })
  })

  it('of more than 256 kB', async () => {
    const body = JSON.stringify({ ...good['/deploy'], owner: 'x'.repeat(262_144) })
    expect(await post('/deploy', body)).toMatchObject({ status: 413, errorCode: 'PAYLOAD_TOO_LARGE' })
    expect(await post('/deploy/dep_x/cancel', body)).toMatchObject({ status: 413 })
  })

  it('of another content type are read as what they are, or refused', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', ''])
      expect(await post('/deploy', 'owner=panda', { 'content-type': type })).toMatchObject({
        errorCode: 'INVALID_REQUEST',
        faults: [{ field: 'body' }],
      })
  })
})

describe('addresses and methods', () => {
  it.for(['/nothing', '/api/v1', '/api/v2/deploy', '/api/v1/deploy/x/y/z', '/api/v1//deploy', '/api/v1/constructor'])(
    'there is no %s',
    async path => {
      expect(await ask('GET', path)).toMatchObject({ status: 404, errorCode: 'ROUTE_NOT_FOUND' })
    },
  )

  it('a call has its method', async () => {
    for (const [method, path] of [
      ['PUT', '/deploy'],
      ['DELETE', '/deploy/dep_x'],
      ['GET', '/connect/aws/external-id/'],
      ['GET', '/socket-ticket'],
      ['PATCH', '/connect/github'],
    ] as const) {
      const answer = await ask(method, `/api/v1${path}`)
      expect(['METHOD_NOT_ALLOWED', 'ROUTE_NOT_FOUND']).toContain(answer.errorCode)
    }
    const refused = await fetch(`${panda.address}/api/v1/deploy`, { method: 'PUT' })
    expect([refused.status, refused.headers.get('allow')?.split(/, */).sort()]).toEqual([405, ['GET', 'POST']])
  })
})

/** What comes back for raw bytes, up to the other side's end. */
const raw = async (pieces: string[], everyMs = 0): Promise<string> => {
  const socket = connectTcp(Number(new URL(panda.address).port), '127.0.0.1')
  let text = ''
  socket.setEncoding('latin1').on('data', piece => {
    text += piece
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  const ended = once(socket, 'close')
  const dripping = setInterval(() => {
    const piece = pieces.shift()
    if (piece === undefined) clearInterval(dripping)
    else if (socket.writable) socket.write(piece)
  }, everyMs)
  await ended
  clearInterval(dripping)
  return text
}

describe('connections', () => {
  it.for([
    ['garbage', '\u0000\u0001\u0002 garbage\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000'],
    ['a method of none', 'HACK /api/v1/deploy HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'two lengths',
      'POST /api/v1/deploy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(30)}\r\n`],
  ])('with %s are ended', { timeout: 15_000 }, async ([, bytes]) => {
    expect(await raw([bytes!])).toMatch(/^HTTP\/1\.1 4\d\d [\s\S]*close/)
  })

  it('that never get to the end of their headers or body are ended within seconds', { timeout: 40_000 }, async () => {
    const drip = () => Array.from({ length: 300 }, () => 'x')
    const head = 'POST /api/v1/deploy HTTP/1.1\r\nHost: localhost\r\n'
    const began = Date.now()
    const answers = await Promise.all([
      raw([head, 'x-drip: ', ...drip()], 100),
      raw([`${head}Content-Length: 1000\r\n\r\n`, ...drip()], 100),
    ])
    expect(answers.map(text => text.slice(0, 12))).toEqual(['HTTP/1.1 408', 'HTTP/1.1 408'])
    expect(Date.now() - began).toBeLessThan(20_000)
  })
})

type Talk = { texts: Record<string, unknown>[]; closed: Promise<number>; socket: WebSocket }

const talk = async (): Promise<Talk> => {
  const { url } = await panda.client.socketTicket()
  const socket = new WebSocket(url)
  const texts: Talk['texts'] = []
  socket.on('message', data => texts.push(JSON.parse(String(data))))
  socket.on('error', () => {})
  const closed = once(socket, 'close').then(([code]) => code as number)
  await once(socket, 'open')
  return { texts, closed, socket }
}
const heard = async ({ texts }: Talk, count: number) => {
  for (let left = 200; left > 0 && texts.length < count; left--) await new Promise(resolve => setTimeout(resolve, 20))
  return texts
}

describe('sockets', () => {
  it('that say what they should not are told so, field by field, and may go on', async () => {
    const one = await talk()
    const said = [
      ['garbage', 'JSON object'],
      ['[]', 'JSON object'],
      ['{"action":"sing"}', 'action'],
      ['{"action":"subscribe"}', 'deploymentId'],
      ['{"action":"subscribe","deploymentId":"dep_x","after":-1}', 'after'],
      ['{"action":"subscribe","deploymentId":"dep_x","lang":"xx","logs":"yes"}', 'lang'],
      ['{"action":"subscribe","deploymentId":"dep_x","extra":1}', 'extra'],
      ['{"action":"ping","__proto__":{"x":1}}', '__proto__'],
      ['{"action":"subscribe","deploymentId":"dep_unknown"}', 'dep_unknown'],
      ['{"action":"subscribe","deploymentId":"__proto__"}', '__proto__'],
      ['{"action":"subscribe","deploymentId":"../x\\u0000"}', '../x'],
    ] as const
    for (const [text] of said) one.socket.send(text)
    one.socket.send(`{"action":"ping","x":"${'x'.repeat(20_000)}"}`)
    one.socket.send('{"action":"ping"}')
    const texts = await heard(one, said.length + 2)
    expect(texts.slice(0, said.length)).toEqual(
      said.map(([, word]) =>
        expect.objectContaining({
          type: 'error',
          errorCode: expect.stringMatching(/^(INVALID_REQUEST|DEPLOYMENT_NOT_FOUND)$/),
          message: expect.stringContaining(word),
        }),
      ),
    )
    expect(texts.slice(said.length)).toMatchObject([
      { type: 'error', errorCode: 'PAYLOAD_TOO_LARGE' },
      { type: 'pong', lastSeq: {} },
    ])
    expect(JSON.stringify(texts)).not.toMatch(stack)
    one.socket.close()
    await one.closed
  })

  it('that send bytes, too much at once or too much in all are hung up on', async () => {
    const [bytes, long, flood] = await Promise.all([talk(), talk(), talk()])
    bytes.socket.send(new Uint8Array([1, 2, 3]))
    long.socket.send('x'.repeat(40_000))
    for (let n = 0; n < 1000; n++) flood.socket.send('{"action":"ping"}')
    expect(await Promise.all([bytes.closed, long.closed, flood.closed])).toEqual([1003, 1009, 1008])
    expect(bytes.texts).toMatchObject([{ errorCode: 'INVALID_REQUEST' }])
    expect(flood.texts.at(-1)).toMatchObject({ errorCode: 'RATE_LIMITED' })
  })

  it('that say nothing cost nobody anything', async () => {
    const silent = await Promise.all(Array.from({ length: 50 }, talk))
    expect((await panda.client.health()).status).toBe('UP')
    for (const { socket } of silent) socket.terminate()
    await Promise.all(silent.map(({ closed }) => closed))
  })

  it('that break the protocol, or have no good ticket, do not get in', async () => {
    const { url: good, ticket } = await panda.client.socketTicket()
    const [url = ''] = good.split('?')
    const { host, pathname, port } = new URL(url)
    const refused = async (address: string) => {
      const socket = new WebSocket(address)
      // `once` of `error` would reject with it.
      const fault = await new Promise(resolve => socket.on('error', resolve).on('open', resolve))
      return String(fault)
    }
    expect(await refused(url)).toContain('401')
    expect(await refused(`${url}?ticket=${'x'.repeat(10_000)}`)).toContain('401')
    expect(await refused(`${url}?ticket=__proto__`)).toContain('401')
    expect(await refused(`ws://${host}/elsewhere?ticket=${ticket}`)).toContain('404')
    const upgrade = `GET ${pathname}?ticket=${ticket} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`
    // A frame that is not masked.
    expect(await raw([upgrade, '\u0081\u0005hello'], 100)).toMatch(/^HTTP\/1\.1 101/)
    expect(await refused(good)).toContain('401')
  })
})
