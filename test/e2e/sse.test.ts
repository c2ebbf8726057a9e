// The older form of listening: text/event-stream, for `EventSource` clients, in today's form and in the first one's.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PandaEventSource } from '../../client/event-source.ts'
import { serverSentEvents } from '../../client/sse.ts'
import type { ServerSentEvent } from '../../client/sse-parser.ts'
import type { PandaEvent } from '../../client/types.ts'
import { deployTo, followUntil, type PandaProcess, startPanda } from './panda-process.ts'

let place: PandaProcess
let good: { id: string; events: PandaEvent[]; live: Followed }
let bad: { id: string; events: PandaEvent[] }

type Followed = { parsed: ServerSentEvent[]; raw: Raw; byTicket: ServerSentEvent[]; v1: ServerSentEvent[] }

/** Everybody listens from the first moment on, each in another way. */
beforeAll(async () => {
  place = await startPanda()
  const [id, failing] = [await deployTo(place.client, 'hello'), await deployTo(place.client, 'no-dockerfile')]
  const { eventsUrl } = await place.client.socketTicket(id)
  const [parsed, raw, byTicket, v1] = await Promise.all([
    Array.fromAsync(serverSentEvents(eventsOf(id), quickly())),
    readWhole(eventsOf(id)),
    Array.fromAsync(serverSentEvents(eventsUrl!, quickly())),
    Array.fromAsync(serverSentEvents(`${eventsOf(id)}?dialect=v1`, quickly())),
  ])
  good = { id, events: (await place.client.events(id)).events, live: { parsed, raw, byTicket, v1 } }
  bad = { id: failing, events: await followUntil(place, failing) }
}, 120_000)
afterAll(() => place?.stop(), 30_000)

it('gives every event once, in order, up to the final one', () => {
  const { parsed } = good.live
  expect(good.events.at(-1)?.code).toBe('COMPLETED')
  expect(parsed.map(({ data }) => JSON.parse(data))).toEqual(good.events)
  expect(parsed.map(({ id }) => Number(id))).toEqual(good.events.map(({ seq }) => seq))
  expect(parsed.map(({ event }) => event)).toEqual(good.events.map(({ type }) => type))
})

it('is held open and written as it happens', () => {
  const { raw } = good.live
  expect(raw.status).toBe(200)
  expect(raw.contentType).toBe('text/event-stream; charset=utf-8')
  const blocks = raw.text.split('\n\n').slice(0, -1)
  expect(blocks[0]).toBe('retry: 5000')
  expect(blocks.slice(1)).toEqual(
    good.events.map(event => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}`),
  )
  // Not all at once at the end: pieces came while the deployment went on.
  expect(raw.arrivals.length).toBeGreaterThan(10)
  expect(raw.arrivals.at(-1)! - raw.arrivals[0]!).toBeGreaterThan(1_000)
})

it('goes on after Last-Event-ID', async () => {
  const { text } = await readWhole(eventsOf(good.id), { 'last-event-id': '10' })
  const seqs = [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq))
  expect(seqs).toEqual(good.events.slice(10).map(({ seq }) => seq))
})

it('tells who has the final event not to come back', async () => {
  const last = String(good.events.length)
  expect(await readWhole(eventsOf(good.id), { 'last-event-id': last })).toMatchObject({ status: 204, text: '' })
})

it('needs no header where the address carries a ticket, and opens no other log with it', async () => {
  expect(good.live.byTicket.map(({ data }) => JSON.parse(data))).toEqual(good.events)
  const { eventsUrl } = await place.client.socketTicket(good.id)
  const other = await fetch(eventsUrl!.replace(good.id, bad.id))
  expect(other.status).toBe(401)
  expect(await other.json()).toMatchObject({ errorCode: 'UNAUTHENTICATED' })
})

it('speaks to the first clients as it always did: `done`, in Korean', () => {
  const { v1 } = good.live
  const said = v1.map(({ data }) => JSON.parse(data) as PandaEvent)
  expect(v1.map(({ event }) => event)).toEqual(said.map(({ type }) => type))
  expect(said.slice(0, -1).map(({ code, type }) => [code, type])).toEqual(
    good.events.slice(0, -1).map(({ code, type }) => [code, type]),
  )
  expect(said[0]?.message).toBe('배포 요청 접수')
  const { url, imageUri, commitHash, durationSeconds } = good.events.at(-1)!.details
  expect(said.at(-1)).toMatchObject({
    type: 'done',
    message: '배포가 완료되었습니다',
    details: { elb_url: url, image_uri: imageUri, commit_hash: commitHash, branch: 'main' },
  })
  expect(said.at(-1)?.details.execution_time).toBe(durationSeconds)
})

it('speaks to the first clients of a failure: `error`, in Korean', async () => {
  const events = await Array.fromAsync(serverSentEvents(`${eventsOf(bad.id)}?dialect=v1`, quickly()))
  expect(events.at(-1)?.event).toBe('error')
  expect(JSON.parse(events.at(-1)!.data)).toMatchObject({
    type: 'error',
    code: 'FAILED',
    message: 'Stage 1에서 배포 실패: Dockerfile not found in repository',
    details: { error_code: 'DOCKERFILE_NOT_FOUND', error_details: 'Dockerfile not found in repository' },
  })
})

it.each([
  ['', 'success', 'Deployment completed successfully'],
  ['?dialect=v1', 'done', '배포가 완료되었습니다'],
])('gives the look-alike over the socket the same (%s)', async (query, lastType, lastMessage) => {
  const source = new PandaEventSource(eventsOf(good.id) + query)
  const seen: PandaEvent[] = []
  await new Promise<void>(resolve => {
    for (const type of ['stage', 'success', 'fail', 'done'])
      source.addEventListener(type, event => seen.push(JSON.parse((event as MessageEvent<string>).data)))
    source.addEventListener('error', () => source.readyState === PandaEventSource.CLOSED && resolve())
  })
  expect(seen.map(({ seq, code }) => [seq, code])).toEqual(good.events.map(({ seq, code }) => [seq, code]))
  expect(seen.at(-1)).toMatchObject({ type: lastType, message: lastMessage })
})

it('answers an unknown deployment with an error, not a stream', async () => {
  const response = await fetch(eventsOf('dep_nobody'), { headers: { accept: 'text/event-stream' } })
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ errorCode: 'DEPLOYMENT_NOT_FOUND' })
})

const eventsOf = (id: string) => `${place.address}/api/v1/deploy/${id}/events`
/** A reader that never ends would hang the test. */
const quickly = () => ({ retryMs: 50, signal: AbortSignal.timeout(90_000) })

type Raw = { status: number; contentType: string | null; text: string; arrivals: number[] }

/** With nothing but fetch, to the end of the stream. */
const readWhole = async (url: string, headers: Record<string, string> = {}): Promise<Raw> => {
  const signal = AbortSignal.timeout(90_000)
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal })
  const arrivals: number[] = []
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of response.body ?? []) {
    arrivals.push(Date.now())
    text += decoder.decode(bytes as Uint8Array, { stream: true })
  }
  return { status: response.status, contentType: response.headers.get('content-type'), text, arrivals }
}
