import { beforeEach, describe, expect, it } from 'vitest'
import { connectSocket, disconnectSocket, socketMessage } from '../../../app/live/socket.ts'
import * as figures from '../../../app/store/figures.ts'
import { appendRow } from '../../../app/store/log.ts'
import { putChunk } from '../../../app/store/output.ts'
import { findSocket, listeners, subscribedTo } from '../../../app/store/subscriptions.ts'
import { issue } from '../../../app/store/tickets.ts'
import { withSight } from '../../../core/live-figures.ts'
import { socketAnswers } from '../../../core/socket-answers.ts'
import { deployment, end, type Place, place, progress, ticketFor, upTo } from './place.ts'

let ports: Place
const say = (message: unknown, connectionId = 'c1') =>
  socketMessage({ connectionId, data: typeof message === 'string' ? message : JSON.stringify(message) }, ports, {
    PANDA_LOCALE: 'en',
  })
const connect = async (connectionId = 'c1', tenant = 'acme', deploymentId?: string) =>
  connectSocket({ connectionId, ticket: await ticketFor(ports, `t-${connectionId}`, tenant, deploymentId) }, ports)
const subscribe = (deploymentId: string, more: object = {}, connectionId = 'c1') =>
  say({ action: 'subscribe', deploymentId, ...more }, connectionId)

beforeEach(async () => {
  ports = place()
  await deployment(ports, 'dep_1', 3)
})

describe('the door', () => {
  it('lets a ticket in once', async () => {
    const ticket = await ticketFor(ports, 'one')
    expect(await connectSocket({ ticket, connectionId: 'c1' }, ports)).toBe(true)
    expect(await connectSocket({ ticket, connectionId: 'c2' }, ports)).toBe(false)
    expect(await findSocket(ports, 'c2')).toBeUndefined()
  })

  it('refuses unknown and expired tickets', async () => {
    expect(await connectSocket({ ticket: 'never', connectionId: 'c1' }, ports)).toBe(false)
    const ticket = await ticketFor(ports, 'old')
    ports.clock.time += 61_000
    expect(await connectSocket({ ticket, connectionId: 'c1' }, ports)).toBe(false)
  })

  it('hangs up on a socket that is two hours old, and on one that it does not know', async () => {
    await connect()
    ports.clock.time += 2 * 60 * 60_000 - 1000
    await say({ action: 'ping' })
    expect(ports.sockets.closed).toEqual([])
    ports.clock.time += 1000
    await say({ action: 'ping' })
    await say({ action: 'ping' }, 'stranger')
    expect(ports.sockets.closed).toEqual(['c1', 'stranger'])
    expect(await findSocket(ports, 'c1')).toBeUndefined()
  })

  it('leaves nothing behind when a client goes', async () => {
    await connect()
    await subscribe('dep_1')
    await disconnectSocket({ connectionId: 'c1' }, ports)
    expect(await findSocket(ports, 'c1')).toBeUndefined()
    expect(await listeners(ports, 'dep_1')).toEqual([])
  })
})

describe('subscribe', () => {
  beforeEach(() => connect())

  it('replays the log in order and says where it ends', async () => {
    await subscribe('dep_1')
    expect(ports.sockets.seqs()).toEqual([1, 2, 3])
    expect(ports.sockets.said()[0]).toEqual({
      type: 'stage',
      deploymentId: 'dep_1',
      seq: 1,
      id: 'dep_1:1',
      timestamp: '2026-11-20T10:00:00.000Z',
      code: 'QUEUED',
      message: 'Deployment accepted',
      details: { stage: 0, owner: 'octo', repo: 'shop', branch: 'main', environment: 'default', by: 'kim' },
    })
    expect(ports.sockets.said().at(-1)).toEqual({ type: 'subscribed', deploymentId: 'dep_1', lastSeq: 3 })
    expect((await listeners(ports, 'dep_1'))[0]).toMatchObject({ following: true, lang: 'en', logs: false })
  })

  it('tells the newest figures once, after all that was', async () => {
    const now = withSight(undefined, { share: { blue: 1, green: 0 } }, ports.clock.now())
    await figures.keep(ports, 'dep_1', now)
    await subscribe('dep_1', { after: 3 })
    expect(ports.sockets.said()).toEqual([
      { type: 'subscribed', deploymentId: 'dep_1', lastSeq: 3 },
      { type: 'figures', deploymentId: 'dep_1', ...now },
    ])
    expect(socketAnswers.figures.safeParse(ports.sockets.said()[1]).success).toBe(true)
  })

  it('leaves out what the client has, and is not impressed by more than there is', async () => {
    await subscribe('dep_1', { after: 2 })
    expect(ports.sockets.seqs()).toEqual([3])
    await subscribe('dep_1', { after: 3 })
    await subscribe('dep_1', { after: 99 })
    expect(ports.sockets.seqs()).toEqual([3])
    expect(ports.sockets.said().filter(({ type }) => type === 'subscribed')).toEqual(
      [3, 3, 3].map(lastSeq => ({ type: 'subscribed', deploymentId: 'dep_1', lastSeq })),
    )
  })

  it('says it in the language asked for', async () => {
    await subscribe('dep_1', { lang: 'ko' })
    expect(ports.sockets.said()[0]?.message).toBe('배포 요청 접수')
  })

  it('lets nothing private out', async () => {
    await subscribe('dep_1', { logs: true })
    expect(ports.sockets.posts.map(({ text }) => text).join()).not.toMatch(/hush|private|hash-of-the-body|acme/)
  })

  it('sends what was written during the replay before it says subscribed', async () => {
    let late = 2
    ports.sockets.before = async () => {
      if (late-- > 0) await progress(ports, 'dep_1')
    }
    await subscribe('dep_1')
    expect(ports.sockets.said().map(({ seq, lastSeq }) => seq ?? lastSeq)).toEqual([1, 2, 3, 4, 5, 5])
  })

  it('sends stored output, however many chunks, when logs are wanted', async () => {
    for (const chunk of upTo(45)) await putChunk(ports, 'dep_1', { chunk, lines: [`line ${chunk}`] }, 2_000_000_000)
    await subscribe('dep_1')
    expect(ports.sockets.said().some(({ type }) => type === 'log')).toBe(false)
    await subscribe('dep_1', { after: 3, logs: true })
    const logs = ports.sockets.said().filter(({ type }) => type === 'log')
    expect(logs.map(({ chunk }) => chunk)).toEqual(upTo(45))
    expect(logs[0]).toEqual({ type: 'log', deploymentId: 'dep_1', chunk: 1, lines: ['line 1'] })
    expect(ports.sockets.said().at(-1)?.type).toBe('subscribed')
  })

  it('stops a replay that nobody wants any more', async () => {
    await deployment(ports, 'dep_long', 120)
    ports.sockets.before = async (_, text) => {
      if (JSON.parse(text).seq === 10) await say({ action: 'unsubscribe', deploymentId: 'dep_long' })
    }
    await subscribe('dep_long')
    expect(ports.sockets.seqs().length).toBeLessThan(40)
    expect(ports.sockets.said().some(({ type }) => type === 'subscribed')).toBe(false)
    expect(await listeners(ports, 'dep_long')).toEqual([])
  })

  it('stops output and the rest when the client has gone in the middle', async () => {
    for (const chunk of upTo(3)) await putChunk(ports, 'dep_1', { chunk, lines: ['x'] }, 2_000_000_000)
    ports.sockets.before = async (connectionId, text) => {
      if (JSON.parse(text).chunk === 2) ports.sockets.gone.add(connectionId)
    }
    await subscribe('dep_1', { logs: true })
    expect(ports.sockets.said().at(-1)?.chunk).toBe(1)
    expect(await findSocket(ports, 'c1')).toBeUndefined()
    expect(await listeners(ports, 'dep_1')).toEqual([])
  })

  it('does not follow when the client left at the end of the replay', async () => {
    ports.sockets.before = async (_, text) => {
      if (JSON.parse(text).seq === 3) await say({ action: 'unsubscribe', deploymentId: 'dep_1' })
    }
    await subscribe('dep_1')
    expect(await listeners(ports, 'dep_1')).toEqual([])
    expect(ports.sockets.said().at(-1)?.seq).toBe(3)
  })

  it('takes a hundred deployments a socket, and one of them again', async () => {
    for (const n of upTo(101)) await deployment(ports, `dep_n${n}`, 1)
    for (const n of upTo(100)) await subscribe(`dep_n${n}`)
    await subscribe('dep_n101')
    const message = 'deploymentId: a socket listens to at most 100 deployments'
    const refusal = { type: 'error', errorCode: 'INVALID_REQUEST', message, deploymentId: 'dep_n101' }
    expect(ports.sockets.said().at(-1)).toEqual(refusal)
    await subscribe('dep_n100', { after: 1 })
    expect(ports.sockets.said().at(-1)).toEqual({ type: 'subscribed', deploymentId: 'dep_n100', lastSeq: 1 })
    expect(await subscribedTo(ports, 'c1')).toHaveLength(100)
  })

  it('shortens an event that fits into no message', async () => {
    const details = { stage: 0, errorMessage: 'é'.repeat(100_000), errorCode: 'CLONE_FAILED' }
    await appendRow(ports, { deploymentId: 'dep_1', seq: 4, timestamp: ports.clock.now(), code: 'FAILED', details })
    await subscribe('dep_1')
    const [event] = ports.sockets.said().filter(({ seq }) => seq === 4)
    expect(event).toMatchObject({ code: 'FAILED', details: { stage: 0, errorCode: 'CLONE_FAILED', shortened: true } })
    expect(String(event?.message)).toMatch(/^Deployment failed at Stage 0: ééé.* …$/)
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(128_000)
  })

  it('shortens output that only as JSON is too long, and says by how much', async () => {
    const lines = Array.from({ length: 900 }, () => '\u0007'.repeat(100))
    await putChunk(ports, 'dep_1', { chunk: 1, lines }, 2_000_000_000)
    await subscribe('dep_1', { logs: true })
    const { text } = ports.sockets.posts.at(-2)!
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(128_000)
    const shown: string[] = JSON.parse(text).lines
    expect(shown.at(-1)).toBe(`… ${900 - shown.length + 1} lines left out`)
  })
})

describe('whose it is', () => {
  it('answers for another tenant exactly as for an unknown id, and tells it nothing after', async () => {
    await connect('c1', 'rival')
    await subscribe('dep_1')
    await subscribe('dep_0')
    const [theirs, unknown] = ports.sockets.posts.map(({ text }) => text)
    expect(theirs).toBe(unknown?.replaceAll('dep_0', 'dep_1'))
    expect(JSON.parse(theirs!)).toEqual({
      type: 'error',
      errorCode: 'DEPLOYMENT_NOT_FOUND',
      message: 'Deployment not found: dep_1',
      deploymentId: 'dep_1',
    })
    expect(await listeners(ports, 'dep_1')).toEqual([])
  })

  it('keeps a ticket of one deployment to that one', async () => {
    await deployment(ports, 'dep_2')
    await connect('c1', 'acme', 'dep_2')
    await subscribe('dep_1')
    await subscribe('dep_2')
    expect(ports.sockets.said().map(({ errorCode, seq, type }) => errorCode ?? seq ?? type)).toEqual([
      'DEPLOYMENT_NOT_FOUND',
      1,
      2,
      3,
      'subscribed',
    ])
  })

  it('gives nothing to an identity without a tenant', async () => {
    await issue(ports, 'odd', { identity: {}, expires: 2_000_000_000 })
    await connectSocket({ ticket: 'odd', connectionId: 'c1' }, ports)
    await subscribe('dep_1')
    expect(ports.sockets.said()[0]?.errorCode).toBe('DEPLOYMENT_NOT_FOUND')
  })
})

describe('what is not understood', () => {
  beforeEach(() => connect())

  it.each([
    ['hello', 'A message is one JSON object'],
    ['', 'A message is one JSON object'],
    ['[]', 'A message is one JSON object'],
    ['null', 'A message is one JSON object'],
    ['{}', 'action: must be subscribe, unsubscribe or ping'],
    ['{"action":"deploy"}', 'action: must be subscribe, unsubscribe or ping'],
    ['{"action":"ping","now":1}', 'now: is not known here'],
    ['{"action":"subscribe","after":-1}', 'deploymentId: is missing; after: must be 0 or more'],
    [
      '{"action":"subscribe","deploymentId":"","after":1.5,"lang":"fr","logs":1}',
      'deploymentId: must be a deployment id; after: must be a whole number; lang: must be one of en, ko; logs: must be true or false',
    ],
    ['{"action":"subscribe"}', /^deploymentId: /],
    ['{"action":"subscribe","deploymentId":7}', /^deploymentId: /],
    ['{"action":"unsubscribe","deploymentId":""}', /^deploymentId: /],
    [`{"action":"subscribe","deploymentId":"${'x'.repeat(129)}"}`, /^deploymentId: /],
  ])('%s', async (text, message) => {
    await say(text)
    expect(ports.sockets.said()).toEqual([
      { type: 'error', errorCode: 'INVALID_REQUEST', message: expect.stringMatching(message) },
    ])
  })

  it.each(['after', 'lang', 'logs'])('names %s, and the deployment it was about', async field => {
    for (const value of [-1, 'fr', null]) await subscribe('dep_1', { [field]: value })
    expect(ports.sockets.said()).toEqual(
      upTo(3).map(() => ({
        type: 'error',
        errorCode: 'INVALID_REQUEST',
        message: expect.stringMatching(new RegExp(`^${field}: `)),
        deploymentId: 'dep_1',
      })),
    )
  })

  it('refuses more than 16 kB unread', async () => {
    await say({ action: 'ping', pad: '€'.repeat(6_000) })
    expect(ports.sockets.said()[0]).toMatchObject({ type: 'error', errorCode: 'PAYLOAD_TOO_LARGE' })
  })
})

describe('ping', () => {
  it('tells how far each deployment is', async () => {
    await connect()
    await deployment(ports, 'dep_2', 12)
    await say({ action: 'ping' })
    for (const id of ['dep_1', 'dep_2']) await subscribe(id)
    await end(ports, 'dep_1')
    await say({ action: 'ping' })
    await say({ action: 'unsubscribe', deploymentId: 'dep_1' })
    await say({ action: 'ping' })
    expect(ports.sockets.said().filter(({ type }) => type === 'pong')).toEqual([
      { type: 'pong', lastSeq: {} },
      { type: 'pong', lastSeq: { dep_1: 4, dep_2: 12 } },
      { type: 'pong', lastSeq: { dep_2: 12 } },
    ])
  })
})
