import { describe, expect, it } from 'vitest'
import { record } from '../../app/record.ts'
import { readLog } from '../../app/store/log.ts'
import { putChunk } from '../../app/store/output.ts'
import * as services from '../../app/store/services.ts'
import * as tickets from '../../app/store/tickets.ts'
import { SseParser } from '../../client/sse-parser.ts'
import { dialectV1 } from '../../core/dialect-v1.ts'
import type { EventView } from '../../core/view.ts'
import {
  cancelled,
  collected,
  completed,
  failed,
  initialized,
  other,
  place,
  ready,
  release,
  serviceOf,
  switched,
} from './calls-place.ts'

const streamed = { accept: 'text/event-stream' }
const parse = (text: string) => new SseParser().push(new TextEncoder().encode(text))

describe('a list of deployments', () => {
  it('is newest first, page by page, filtered before it is cut', async () => {
    const { data, deploy, note, summarize, clock } = place()
    const ids: string[] = []
    for (const environment of ['a', 'b', 'a', 'b', 'a']) {
      clock.at += 1000
      const id = await deploy({ environment })
      ids.unshift(id)
      await summarize(id)
    }
    await note(ids[0]!, failed)
    await summarize(ids[0]!)
    await summarize(await deploy({}, other))
    type Page = { deployments: { deploymentId: string }[]; cursor?: string }
    const page = async (query: string) => {
      const { deployments, cursor } = await data<Page>(`GET /api/v1/deploy${query}`)
      return { found: deployments.map(({ deploymentId }) => deploymentId), cursor }
    }
    expect(await page('')).toEqual({ found: ids, cursor: undefined })
    const first = await page('?limit=2')
    expect(first).toEqual({ found: ids.slice(0, 2), cursor: expect.any(String) })
    expect((await page(`?limit=2&cursor=${first.cursor}`)).found).toEqual(ids.slice(2, 4))
    expect((await page('?environment=a&limit=2')).found).toEqual([ids[0], ids[2]])
    expect((await page('?status=FAILED')).found).toEqual([ids[0]])
    expect((await page('?owner=panda&repo=hello&status=COMPLETED')).found).toEqual([])
  })

  it('refuses a cursor that it has not made, and limits that make no sense', async () => {
    const { call } = place()
    for (const cursor of ['abc', Buffer.from('2026-11-20T10:35:05.120Z#../x').toString('base64url')])
      expect((await call(`GET /api/v1/deploy?cursor=${cursor}`)).body).toMatchObject({
        ...{
          errorCode: 'INVALID_REQUEST',
          faults: [{ field: 'cursor', message: 'is not one that this call has answered' }],
        },
      })
    for (const limit of ['0', '101', 'x', '1.5', '-1'])
      expect((await call(`GET /api/v1/deploy?limit=${limit}`)).body).toMatchObject({ faults: [{ field: 'limit' }] })
  })
})

describe('live state, switch and cancel', () => {
  it('switches once it is ready, and the same again', async () => {
    const { call, data, deploy, note } = place()
    const id = await deploy()
    expect(await data(`GET /api/v1/deploy/${id}`)).toMatchObject({ status: 'QUEUED', stageName: 'PREPARE', lastSeq: 1 })
    const early = await call(`POST /api/v1/deploy/${id}/switch`)
    expect(early.body).toMatchObject({ status: 409, errorCode: 'NOT_READY', deploymentId: id, stage: 0 })
    await note(id, initialized, ready)
    expect(await data(`GET /api/v1/deploy/${id}`)).toMatchObject({ status: 'DEPLOYMENT_READY' })
    const moved = await data(`POST /api/v1/deploy/${id}/switch`, { body: {} })
    expect(moved).toMatchObject({ status: 'RUNNING', stage: 5, lastSeq: 4 })
    expect(await data(`POST /api/v1/deploy/${id}/switch`)).toEqual(moved)
    expect(await data(`GET /api/v1/deploy/${id}`)).toEqual(moved)
  })

  it('cancels until traffic has moved; what is over stays as it is', async () => {
    const { call, data, deploy, note } = place()
    const [running, moved] = [await deploy(), await deploy()]
    const stopping = await data(`POST /api/v1/deploy/${running}/cancel`)
    expect(stopping).toMatchObject({ status: 'RUNNING', lastSeq: 2 })
    expect(await data(`POST /api/v1/deploy/${running}/cancel`)).toEqual(stopping)
    await note(moved, initialized, switched)
    const late = await call(`POST /api/v1/deploy/${moved}/cancel`)
    expect(late.body).toMatchObject({ status: 409, errorCode: 'TOO_LATE', error: 'Conflict', stage: 6 })
    await note(moved, completed)
    const over = await data(`GET /api/v1/deploy/${moved}`)
    expect(await data(`POST /api/v1/deploy/${moved}/cancel`)).toEqual(over)
    expect(await data(`POST /api/v1/deploy/${moved}/switch`)).toEqual(over)
  })
})

describe('result', () => {
  it('is there from READY on, and before answers as if there were no deployment', async () => {
    const { call, deploy, note } = place()
    const id = await deploy()
    const result = (of = id, caller = undefined as typeof other | undefined) =>
      call(`GET /api/v1/deploy/${of}/result`, { caller })
    const early = await result()
    expect(early.body).toMatchObject({ status: 400, errorCode: 'RESULT_NOT_FOUND' })
    expect(early.body.message).toBe(`Deployment result not found: ${id}`)
    await note(id, initialized, ready)
    const korean = await call(`GET /api/v1/deploy/${id}/result`, { headers: { 'accept-language': 'ko' } })
    expect(korean.body).toMatchObject({
      message: '배포 결과 조회 성공',
      data: { status: 'DEPLOYMENT_READY', eventCount: 3 },
    })
    expect((await result(id, other)).body).toEqual(early.body)
    await note(id, switched, completed)
    expect((await result()).body.data).toMatchObject({ finalService: 'green', rolledBack: false })
  })

  it('of a missed deadline says what it had', async () => {
    const { data, deploy, note, context } = place()
    const id = await deploy()
    const more = { status: 408, durationSeconds: 601, timeoutSeconds: 600 }
    await record(context.ports, id, {
      type: 'stop',
      reason: 'timeout',
      errorCode: 'DEPLOYMENT_TIMEOUT',
      errorMessage: 'x',
      more,
    })
    await note(id, failed)
    expect(await data(`GET /api/v1/deploy/${id}/result`)).toMatchObject({
      timeout: more,
      errorCode: 'DEPLOYMENT_TIMEOUT',
    })
  })
})

describe('events as JSON', () => {
  it('has words in the reader’s language, nothing private, and what follows a seq', async () => {
    const { data, call, deploy, note } = place({ PANDA_LOCALE: 'ko' })
    const id = await deploy()
    await note(id, initialized, failed)
    const { events, lastSeq } = await data<{ events: EventView[]; lastSeq: number }>(`GET /api/v1/deploy/${id}/events`)
    expect([events.map(({ seq }) => seq), lastSeq]).toEqual([[1, 2, 3], 3])
    expect(events[0]).toMatchObject({ id: `${id}:1`, type: 'stage', message: '배포 요청 접수' })
    expect(JSON.stringify(events)).not.toContain('private')
    const rest = await call(`GET /api/v1/deploy/${id}/events?after=2`, { headers: { 'accept-language': 'en' } })
    expect(rest.body.data).toMatchObject({ lastSeq: 3, events: [{ message: 'Deployment failed at Stage 0: no' }] })
    expect(await data(`GET /api/v1/deploy/${id}/events?after=3`)).toEqual({ events: [], lastSeq: 3 })
    const old = await data(`GET /api/v1/deploy/${id}/events?after=2&dialect=v1`)
    expect(old).toMatchObject({ events: [{ type: 'error', details: { error_code: 'CLONE_FAILED' } }] })
  })
})

describe('events as text/event-stream', () => {
  it('ends after what is known, goes on from Last-Event-ID, and is over after the final event', async () => {
    const { call, deploy, note } = place()
    const id = await deploy()
    const read = (headers = {}, query = '') =>
      call(`GET /api/v1/deploy/${id}/events${query}`, { headers: { ...streamed, ...headers } })
    const first = await read()
    expect(first.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(first.text.startsWith('retry: 5000\n\n')).toBe(true)
    expect(parse(first.text)).toMatchObject([{ id: '1', event: 'stage' }])
    await note(id, initialized, ready, completed)
    const rest = parse((await read({ 'last-event-id': '1' })).text)
    expect(rest.map(one => [one.id, one.event])).toEqual([
      ['2', 'stage'],
      ['3', 'success'],
      ['4', 'success'],
    ])
    expect(JSON.parse(rest[2]!.data)).toMatchObject({ code: 'COMPLETED', seq: 4, details: { stage: 6 } })
    expect(parse((await read({}, '?after=3')).text)).toHaveLength(1)
    for (const over of [await read({ 'last-event-id': '4' }), await read({ 'last-event-id': '' }, '?after=4')])
      expect([over.status, over.text]).toEqual([204, ''])
    expect((await read({ 'last-event-id': 'x' })).body).toMatchObject({ faults: [{ field: 'last-event-id' }] })
  })

  it('comes as it happens where it can be held open, and ends with the final event', async () => {
    const { deploy, raw, note, context } = place({}, { live: { follow: log } })
    async function* log(deploymentId: string, after: number) {
      yield* await readLog(context.ports, deploymentId, after)
      await note(deploymentId, completed)
      yield* await readLog(context.ports, deploymentId, after + 1)
      throw new Error('read past the end')
    }
    const id = await deploy()
    const reply = await raw(`GET /api/v1/deploy/${id}/events`, { headers: streamed })
    const text = 'stream' in reply ? await collected(reply.stream) : ''
    expect(parse(text).map(one => one.id)).toEqual(['1', '2'])
  })

  it.each([
    ['done', completed],
    ['error', failed],
    ['error', cancelled],
  ])('in the first clients’ dialect ends with %s, in Korean, exactly as they know it', async (type, last) => {
    const { call, deploy, note } = place()
    const id = await deploy()
    await note(id, initialized, last)
    const headers = { ...streamed, 'accept-language': 'en' }
    const events = parse((await call(`GET /api/v1/deploy/${id}/events?dialect=v1`, { headers })).text)
    expect(events.map(({ event }) => event)).toEqual(['stage', 'stage', type])
    const plain = parse(
      (await call(`GET /api/v1/deploy/${id}/events`, { headers: { ...headers, 'accept-language': 'ko' } })).text,
    )
    expect(events.map(({ data }) => JSON.parse(data))).toEqual(plain.map(({ data }) => dialectV1(JSON.parse(data))))
    if (type === 'done')
      expect(JSON.parse(events[2]!.data).details).toMatchObject({
        ...{ elb_url: 'http://x', image_uri: 'uri', commit_hash: 'abc', branch: 'main', execution_time: 12 },
      })
    else
      expect(Object.keys(JSON.parse(events[2]!.data).details)).toEqual(
        expect.arrayContaining(['error_code', 'error_details']),
      )
  })
})

describe('build output', () => {
  it('comes in chunks, from where the reader is, 50 at a time', async () => {
    const { data, deploy, table } = place()
    const id = await deploy()
    expect(await data(`GET /api/v1/deploy/${id}/logs`)).toEqual({ chunks: [], lastChunk: 0 })
    for (let chunk = 1; chunk <= 60; chunk++) await putChunk({ table }, id, { chunk, lines: [`line ${chunk}`] }, 1)
    const first = await data<{ chunks: object[]; lastChunk: number }>(`GET /api/v1/deploy/${id}/logs`)
    expect([first.chunks.length, first.lastChunk]).toEqual([50, 50])
    const rest = await data<{ chunks: object[] }>(`GET /api/v1/deploy/${id}/logs?after=58`)
    expect(rest).toEqual({
      chunks: [
        { chunk: 59, lines: ['line 59'] },
        { chunk: 60, lines: ['line 60'] },
      ],
      lastChunk: 60,
    })
  })
})

describe('services', () => {
  it('shows what serves, what a rollback can go to, and the measured time of one, if there is one', async () => {
    const { data, call, context } = place()
    const measured = {
      ...serviceOf({ serviceKey: 'x/y/z', repo: 'other', current: null, releases: [] }),
      rollbackSeconds: 3.2,
    }
    await services.save(
      context.ports,
      'local',
      serviceOf({ releases: [release(3, { rollbackOf: 'dep_r1' }), release(1)] }),
    )
    await services.save(context.ports, 'local', measured)
    const { services: all } = await data<{ services: object[] }>('GET /api/v1/services')
    expect(all).toHaveLength(2)
    const one = await data<{ services: object[] }>('GET /api/v1/services/Panda/HELLO')
    expect(one.services).toEqual([all[0]])
    expect(all[0]).toMatchObject({ current: { deploymentId: 'dep_r3' }, releases: [{ rollbackOf: 'dep_r1' }, {}] })
    expect(JSON.stringify(all)).not.toContain('taskDefinition')
    expect(all).toMatchObject([{ expectedRollbackSeconds: null }, { current: null, expectedRollbackSeconds: 3.2 }])
    const unknown = await call('GET /api/v1/services/panda/none')
    expect(unknown.body).toMatchObject({ status: 404, errorCode: 'SERVICE_NOT_FOUND', error: 'Not Found' })
    const foreign = await call('GET /api/v1/services/panda/hello', { caller: other })
    expect(foreign.body).toMatchObject({ status: 404, errorCode: 'SERVICE_NOT_FOUND' })
  })
})

describe('going back', () => {
  type Service = { releases: { rollback: object | null }[] }
  const run = { deploymentId: 'dep_r3', kind: 'deployment' as const, stages: [{ stage: 5 as const, seconds: 1.4 }] }
  const warm = { taskDefinition: 'task:2', until: '2026-11-20T11:00:00.000Z' }
  const shown = async (more: Partial<services.ServiceRecord>) => {
    const { data, context } = place()
    await services.save(context.ports, 'local', serviceOf({ rollbackSeconds: 42, runs: [run], ...more }))
    return (await data<{ services: Service[] }>('GET /api/v1/services')).services[0]
  }

  it('to what is still running takes a switch, to all else a new release; what serves is not gone back to', async () => {
    const service = await shown({ warm })
    expect(service?.releases.map(one => one.rollback)).toEqual([
      ...[null, { how: 'warm', seconds: 1.4 }, { how: 'new-release', seconds: 42 }],
    ])
    expect(service).toMatchObject({ rollbackTo: 'dep_r2', expectedRollbackSeconds: 1.4, warmUntil: warm.until })
  })

  it('takes what it took the last time', async () => {
    expect(await shown({ warm, warmSeconds: 2.5 })).toMatchObject({ expectedRollbackSeconds: 2.5 })
    expect(await shown({ warm, runs: undefined })).toMatchObject({ expectedRollbackSeconds: null })
  })

  it('to what was running for long enough takes a new release again', async () => {
    const over = { ...warm, until: '2026-11-20T10:35:05.120Z' }
    expect(await shown({ warm: over })).toMatchObject({ expectedRollbackSeconds: 42, warmUntil: null })
  })

  it('names who deployed what, unless it was kept before that was noted', async () => {
    const service = await shown({
      current: release(3, { by: 'ann' }),
      releases: [release(3, { by: 'ann' }), release(1)],
    })
    expect(service).toMatchObject({ current: { by: 'ann' }, releases: [{ by: 'ann' }, { by: null }] })
  })
})

describe('an estimate', () => {
  it('is of past runs of the same service, until it is over', async () => {
    const { data, deploy, note, context } = place()
    const stages = [{ stage: 1 as const, seconds: 30 }]
    const runs = [{ deploymentId: 'dep_9', kind: 'deployment' as const, stages }]
    await services.save(context.ports, 'local', serviceOf({ runs }))
    const id = await deploy()
    expect(await data(`GET /api/v1/deploy/${id}`)).toMatchObject({ estimate: { stages, totalSeconds: 30, runs: 1 } })
    const elsewhere = await deploy({ environment: 'test' })
    expect(await data(`GET /api/v1/deploy/${elsewhere}`)).toMatchObject({ estimate: null, share: null })
    await note(id, initialized, failed)
    expect(await data(`GET /api/v1/deploy/${id}`)).toMatchObject({ status: 'FAILED', estimate: null })
  })
})

describe('a ticket', () => {
  it('opens one socket within 30 seconds, as whoever asked for it', async () => {
    const { data, context, clock } = place()
    const { url, ticket, expiresAt, ...rest } = await data('POST /api/v1/socket-ticket')
    expect(url).toBe(`ws://127.0.0.1:8080/ws?ticket=${ticket}`)
    expect([rest, expiresAt]).toEqual([{}, '2026-11-20T10:35:35.000Z'])
    clock.at += 29_000
    expect(await tickets.redeem(context.ports, String(ticket))).toMatchObject({
      identity: { tenant: 'local', by: 'local', role: 'admin' },
    })
    expect(await tickets.redeem(context.ports, String(ticket))).toBeUndefined()
  })

  it('in an address reads the events of one deployment, again and again, and nothing else', async () => {
    const { data, call, deploy, clock } = place()
    const [id, another] = [await deploy({}, other), await deploy({}, other)]
    const { eventsUrl, ticket } = await data('POST /api/v1/socket-ticket', {
      caller: other,
      body: { deploymentId: id },
    })
    const line = `GET ${String(eventsUrl).slice('http://127.0.0.1:8080'.length)}`
    // Whoever comes with it is somebody else, or nobody that is known.
    for (const _ of [1, 2]) expect(parse((await call(line, { headers: streamed })).text)).toHaveLength(1)
    const refused = async (wrong: string) => (await call(wrong)).body
    const unauthenticated = { status: 401, errorCode: 'UNAUTHENTICATED', error: 'Unauthorized' }
    expect(await refused(line.replace(id, another))).toMatchObject(unauthenticated)
    expect(await refused(`GET /api/v1/deploy/${id}/events?ticket=${ticket}`)).toMatchObject(unauthenticated)
    expect(await refused(`GET /api/v1/deploy/${id}/events?ticket=x`)).toMatchObject(unauthenticated)
    expect(await refused(line.replace('/events?', '?'))).toMatchObject({ errorCode: 'INVALID_REQUEST' })
    clock.at += 2 * 60 * 60 * 1000
    expect(await refused(line)).toMatchObject(unauthenticated)
  })

  it('is not given for what is not the caller’s', async () => {
    const { call, deploy } = place()
    const id = await deploy({}, other)
    const refused = await call('POST /api/v1/socket-ticket', { body: { deploymentId: id } })
    expect(refused.body).toMatchObject({ status: 404, message: `Deployment not found: ${id}` })
  })
})

describe('another tenant’s deployment', () => {
  it.each([
    ['GET', ''],
    ['GET', '/events'],
    ['GET', '/logs'],
    ['GET', '/result'],
    ['POST', '/switch'],
    ['POST', '/cancel'],
    ['POST', '/rollback'],
  ])('%s %s answers as if it did not exist, and changes nothing', async (method, what) => {
    const { call, deploy, note, data } = place()
    const id = await deploy({}, other)
    await note(id, initialized, ready)
    const before = await data(`GET /api/v1/deploy/${id}/events`, { caller: other })
    const foreign = await call(`${method} /api/v1/deploy/${id}${what}`)
    const unknown = await call(`${method} /api/v1/deploy/dep_unknown${what}`)
    expect(foreign.text.replaceAll(id, 'dep_unknown')).toBe(unknown.text)
    expect(foreign.body.errorCode).toBe(what === '/result' ? 'RESULT_NOT_FOUND' : 'DEPLOYMENT_NOT_FOUND')
    expect(await data(`GET /api/v1/deploy/${id}/events`, { caller: other })).toEqual(before)
  })

  it.each(['tenant%23local', 'x'.repeat(9000), '%00', '..%2F..%2Fetc', '%E0%A4', '배포'])('nor does %s', async id => {
    const { call } = place()
    const { status, text } = await call(`GET /api/v1/deploy/${id}`)
    expect(status).toBe(404)
    expect(text.length).toBeLessThan(600)
  })
})
