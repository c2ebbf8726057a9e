// A client's socket: it comes with a ticket, says what it wants to hear, and goes.
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { readSocketMessage } from '../../core/socket-schemas.ts'
import { readLastSeq } from '../store/log.ts'
import { closeSocket, findSocket, openSocket, subscribedTo, unsubscribe } from '../store/subscriptions.ts'
import { redeem } from '../store/tickets.ts'
import { subscribeSocket } from './subscribe.ts'
import { errorWords, pongWords } from './words.ts'

type Live = Pick<Ports, 'table' | 'clock' | 'sockets'>

/** As long as API Gateway lets one live: two hours. */
const lifetimeSeconds = 2 * 60 * 60

/** False: the ticket is unknown, used or expired; the upgrade is answered 401. Nothing may be posted before it has returned. */
export const connectSocket = async (
  { ticket, connectionId }: { ticket: string; connectionId: string },
  ports: Pick<Ports, 'table' | 'clock'>,
): Promise<boolean> => {
  const redeemed = await redeem(ports, ticket)
  if (!redeemed) return false
  const { identity, deploymentId } = redeemed
  const opened = ports.clock.now()
  const expires = epochSeconds(opened) + lifetimeSeconds
  await openSocket(ports, { connectionId, identity, deploymentId, opened, expires })
  return true
}

export const socketMessage = async (
  { connectionId, data }: { connectionId: string; data: string },
  ports: Live,
  settings: Pick<Settings, 'PANDA_LOCALE'>,
): Promise<void> => {
  const socket = await findSocket(ports, connectionId)
  // A client that is told by a close comes back with a fresh ticket and goes on from where it was.
  if (!socket || socket.expires <= epochSeconds(ports.clock.now())) return hangUp(connectionId, ports)
  const read = readSocketMessage(data)
  if ('fault' in read) return void (await ports.sockets.post(connectionId, errorWords(read.fault)))
  const { message } = read
  switch (message.action) {
    case 'subscribe':
      return subscribeSocket(socket, message, ports, settings)
    case 'unsubscribe':
      return unsubscribe(ports, connectionId, message.deploymentId)
    case 'ping':
      return void (await ports.sockets.post(connectionId, pongWords(await lastSeqs(connectionId, ports))))
  }
}

export const disconnectSocket = (
  { connectionId }: { connectionId: string },
  ports: Pick<Ports, 'table'>,
): Promise<void> => closeSocket(ports, connectionId)

const hangUp = async (connectionId: string, ports: Live) => {
  await closeSocket(ports, connectionId)
  await ports.sockets.close(connectionId)
}

const lastSeqs = async (connectionId: string, ports: Pick<Ports, 'table'>) => {
  const deployments = await subscribedTo(ports, connectionId)
  const entries = deployments.map(async id => [id, await readLastSeq(ports, id)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

const epochSeconds = (timestamp: string) => Math.floor(Date.parse(timestamp) / 1000)
