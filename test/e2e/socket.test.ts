import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveEvents, liveEvents } from '../../client/socket.ts'
import type { LogChunk, PandaEvent } from '../../client/types.ts'
import { deployTo, type PandaProcess, startPanda } from './panda-process.ts'

let panda: PandaProcess
const opened: { close(): void }[] = []
beforeAll(async () => {
  panda = await startPanda()
}, 40_000)
afterAll(async () => {
  for (const one of opened) one.close()
  await panda?.stop()
}, 30_000)

const slow = { timeout: 60_000 }

/** A line to Panda that breaks in the middle of each connection's tenth event. */
const brittleLine = async () => {
  let cuts = 0
  const server: Server = createServer(client => {
    const upstream = connectTcp(Number(new URL(panda.address).port), '127.0.0.1')
    const both = [client, upstream]
    for (const socket of both) socket.on('error', () => {}).on('close', () => both.forEach(end))
    client.pipe(upstream)
    let events = 0
    upstream.on('data', (data: Buffer) => {
      events += data.toString('latin1').split('"seq":').length - 1
      if (events < 10) return void client.write(data)
      cuts++
      upstream.destroy()
      client.write(data.subarray(0, data.length / 2), () => client.destroy())
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  opened.push(server)
  class BrittleSocket extends WebSocket {
    constructor(url: string) {
      super(Object.assign(new URL(url), { port: String(port) }))
    }
  }
  const live = liveEvents(panda.client, { WebSocket: BrittleSocket })
  opened.push(live)
  return { live, cuts: () => cuts }
}

const end = (socket: Socket) => socket.destroy()

const followed = async (live: LiveEvents, deploymentId: string) => {
  const events: PandaEvent[] = []
  for await (const event of live.follow(deploymentId, { signal: AbortSignal.timeout(50_000) })) events.push(event)
  return events
}
const whole = async (id: string) => (await panda.client.events(id)).events

it('cut at every tenth event, each of several clients gets each event once, in order', slow, async () => {
  const deploymentId = await deployTo(panda.client, 'hello', { autoSwitch: true })
  const lines = await Promise.all([brittleLine(), brittleLine(), brittleLine()])
  const steady = liveEvents(panda.client)
  opened.push(steady)
  const seen = await Promise.all([steady, ...lines.map(({ live }) => live)].map(live => followed(live, deploymentId)))
  const events = await whole(deploymentId)
  expect(events.at(-1)?.code).toBe('COMPLETED')
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1))
  for (const one of seen) expect(one).toEqual(events)
  for (const { cuts } of lines) expect(cuts()).toBeGreaterThanOrEqual(3)
})

it('so does one client that listens to several deployments, also to what is over', slow, async () => {
  const over = (await panda.client.deployments()).deployments.map(one => one.deploymentId)
  const ids = [
    ...over,
    ...(await Promise.all([
      deployTo(panda.client, 'hello', { autoSwitch: true }),
      deployTo(panda.client, 'no-dockerfile'),
      deployTo(panda.client, 'broken-build'),
    ])),
  ]
  expect(ids).toHaveLength(4)
  const { live, cuts } = await brittleLine()
  const seen = await Promise.all(ids.map(id => followed(live, id)))
  expect(seen).toEqual(await Promise.all(ids.map(whole)))
  expect(seen.map(events => events.at(-1)?.code)).toEqual(['COMPLETED', 'COMPLETED', 'FAILED', 'FAILED'])
  expect(cuts()).toBeGreaterThanOrEqual(5)
})

it('the build’s output comes over the same broken line, each chunk once, in order', slow, async () => {
  const deploymentId = await deployTo(panda.client, 'hello', { autoSwitch: false })
  const { live } = await brittleLine()
  const seen: (PandaEvent | LogChunk)[] = []
  for await (const one of live.follow(deploymentId, { logs: true, signal: AbortSignal.timeout(50_000) })) {
    seen.push(one)
    if (one.type === 'success') await panda.client.switch(deploymentId).catch(() => undefined)
  }
  const logs = seen.filter(one => one.type === 'log')
  const events = seen.filter(one => one.type !== 'log')
  const { chunks } = await panda.client.logs(deploymentId)
  expect(chunks.length).toBeGreaterThan(0)
  expect(chunks.flatMap(({ lines }) => lines).join('\n')).toContain('FROM node')
  expect(logs.map(({ chunk, lines }) => ({ chunk, lines }))).toEqual(chunks)
  expect(events).toEqual(await whole(deploymentId))
  expect(events.at(-1)?.code).toBe('COMPLETED')
})

it('from the middle on, in another language', slow, async () => {
  const { deploymentId } = (await panda.client.deployments()).deployments[0]!
  const { live } = await brittleLine()
  const seen: PandaEvent[] = []
  for await (const event of live.follow(deploymentId, { after: 5, lang: 'ko' })) seen.push(event)
  expect(seen.map(({ seq }) => seq)).toEqual((await whole(deploymentId)).map(({ seq }) => seq).slice(5))
  expect(seen.at(-1)?.message).toBe('배포가 완료되었습니다')
})
