// A socket server on loopback: with hand-made duties, or with the use cases, the stream and the real client behind it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import { pushReader } from '../../app/live/push.ts'
import { connectSocket, disconnectSocket, socketMessage } from '../../app/live/socket.ts'
import { readChunks } from '../../app/store/output.ts'
import { type LiveOptions, liveEvents } from '../../client/socket.ts'
import type { Ports } from '../../core/ports.ts'
import { type SocketServerOptions, socketServer } from '../../local/socket-server.ts'
import { memoryTable } from '../../region/memory-table.ts'
import { type Reader, streamed } from '../../region/stream.ts'
import { FakeClock, ticketFor } from '../app/live/place.ts'

export const served = async (duties: Partial<SocketServerOptions> = {}) => {
  const server = createServer((_, response) => response.end('http'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const seen = { connected: [] as string[], messages: [] as string[], gone: [] as string[], faults: [] as unknown[] }
  const sockets = socketServer({
    server,
    path: '/ws',
    onConnect: async (id, ticket) => {
      if (ticket !== 'good') return false
      seen.connected.push(id)
      return true
    },
    onMessage: async (_, data) => void seen.messages.push(data),
    onDisconnect: async id => void seen.gone.push(id),
    onFault: fault => void seen.faults.push(fault),
    ...duties,
  })
  const url = `ws://127.0.0.1:${port}/ws`
  const down = async () => {
    await sockets.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { ...sockets, ...seen, server, port, url, down }
}

export type Heard = { texts: string[]; closed: Promise<number>; socket: WebSocket }

/** Resolves when it is open; rejects with the status of a refusal. */
export const dial = (url: string, options: { origin?: string; headers?: Record<string, string> } = {}) =>
  new Promise<Heard>((resolve, reject) => {
    const socket = new WebSocket(url, options)
    const texts: string[] = []
    const closed = new Promise<number>(done => socket.on('close', done))
    socket.on('message', data => texts.push(String(data)))
    socket.on('open', () => resolve({ texts, closed, socket }))
    socket.on('unexpected-response', (_, response) => reject(new Error(String(response.statusCode))))
    socket.on('error', reject)
  })

/** The whole live side. `cut`: which posts end the socket after they were sent. */
export const livePlace = async (cut: (n: number) => boolean = () => false) => {
  const readers: Reader[] = []
  const faults: unknown[] = []
  const clock = new FakeClock()
  const table = streamed(memoryTable(), readers, fault => faults.push(fault), clock.sleep)
  let posts = 0
  let tickets = 0
  const sockets: Ports['sockets'] = {
    post: async (id, text) => {
      const outcome = await panda.peers.post(id, text)
      if (JSON.parse(text).seq !== undefined && cut(++posts)) await panda.peers.close(id)
      return outcome
    },
    close: id => panda.peers.close(id),
  }
  const ports = { table, clock, sockets }
  const panda = await served({
    onConnect: (connectionId, ticket) => connectSocket({ connectionId, ticket }, ports),
    onMessage: (connectionId, data) => socketMessage({ connectionId, data }, ports, { PANDA_LOCALE: 'en' }),
    onDisconnect: connectionId => disconnectSocket({ connectionId }, ports),
    onFault: fault => void faults.push(fault),
  })
  readers.push(pushReader(ports, fault => faults.push(fault)))
  const client = (tenant = 'acme', options: LiveOptions = {}) =>
    liveEvents(
      {
        socketTicket: async () => {
          const ticket = await ticketFor(ports, `t${++tickets}`, tenant)
          return { url: panda.url, ticket, expiresAt: clock.now() }
        },
        logs: async (id, { after = 0 } = {}) => {
          const chunks = await readChunks(ports, id, after, 100)
          return { chunks, lastChunk: chunks.at(-1)?.chunk ?? after }
        },
      },
      options,
    )
  const url = async (tenant = 'acme') => `${panda.url}?ticket=${await ticketFor(ports, `t${++tickets}`, tenant)}`
  return { ...panda, ports, client, faults, url, tickets: () => tickets }
}
