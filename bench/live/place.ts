// A log on dynalite, its stream, and the real socket server: as `npm start` has them.
import { setTimeout } from 'node:timers/promises'
import { pushReader } from '../../app/live/push.ts'
import { connectSocket, disconnectSocket, socketMessage } from '../../app/live/socket.ts'
import { liveEvents } from '../../client/socket.ts'
import type { Ports } from '../../core/ports.ts'
import { localDynamo } from '../../local/dynamo.ts'
import { type Reader, streamed } from '../../region/stream.ts'
import { ticketFor } from '../../test/app/live/place.ts'
import { served } from '../../test/local/socket-place.ts'

export const openPlace = async (folder: string) => {
  const dynamo = await localDynamo(folder)
  const readers: Reader[] = []
  const clock: Ports['clock'] = { now: () => new Date().toISOString(), sleep: ms => setTimeout(ms) }
  const failed = (fault: unknown) => {
    throw fault
  }
  const table = streamed(dynamo.table, readers, failed, clock.sleep)
  const sockets: Ports['sockets'] = {
    post: (id, text) => server.peers.post(id, text),
    close: id => server.peers.close(id),
  }
  const ports = { table, clock, sockets }
  const server = await served({
    onConnect: (connectionId, ticket) => connectSocket({ connectionId, ticket }, ports),
    onMessage: (connectionId, data) => socketMessage({ connectionId, data }, ports, { PANDA_LOCALE: 'en' }),
    onDisconnect: connectionId => disconnectSocket({ connectionId }, ports),
    onFault: failed,
  })
  readers.push(pushReader(ports, failed))
  let tickets = 0
  const follower = () =>
    liveEvents({
      socketTicket: async () => {
        const ticket = await ticketFor(ports, `t${++tickets}`)
        return { url: server.url, ticket, expiresAt: clock.now() }
      },
      logs: async () => ({ chunks: [], lastChunk: 0 }),
    })
  const close = async () => {
    await server.down()
    await table.settled()
    await dynamo.close()
  }
  return { ports, follower, close }
}
