// API Gateway's WebSocket side on one machine: tickets at the door, connection ids, posts to open sockets.
import { randomBytes } from 'node:crypto'
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Peers, Timeline } from '../region/kernel.ts'
import { wallTimeline } from '../region/timeline.ts'
import { SocketPeer } from './socket-peer.ts'

export type SocketServerOptions = {
  server: Server
  /** `/ws` */
  path: string
  /** False: the upgrade is answered 401. */
  onConnect(connectionId: string, ticket: string): Promise<boolean>
  onMessage(connectionId: string, data: string): Promise<void>
  onDisconnect(connectionId: string): Promise<void>
  onFault(fault: unknown): void
  /** For idle time and lifetime: the wall's, whatever the region's clock does, since clients ping by the wall's. */
  timeline?: Timeline
}

/** API Gateway's frames: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const frameBytes = 32 * 1024
/** For the last words to go out. */
const closingMs = 500

export const socketServer = (options: SocketServerOptions): { peers: Peers; close(): Promise<void> } => {
  const { server, path, timeline = wallTimeline() } = options
  const peers = new Map<string, SocketPeer>()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: frameBytes, perMessageDeflate: false })
  const atTheDoor = new Set<Promise<void>>()
  let closed = false

  const welcome = (socket: WebSocket, connectionId: string) => {
    const onGone = () => {
      peers.delete(connectionId)
      return options.onDisconnect(connectionId)
    }
    const onMessage = (data: string) => options.onMessage(connectionId, data)
    peers.set(connectionId, new SocketPeer(socket, { timeline, onMessage, onGone, onFault: options.onFault }))
  }
  const admit = async (request: IncomingMessage, socket: Duplex, head: Buffer, ticket: string) => {
    const connectionId = randomBytes(9).toString('base64url')
    if (!(await options.onConnect(connectionId, ticket))) return refuse(socket, 401)
    let opened = false
    // Calls back before it returns, or not at all: the client has gone, or its handshake is none.
    if (!closed)
      sockets.handleUpgrade(request, socket, head, peer => {
        opened = true
        welcome(peer, connectionId)
      })
    if (opened) return
    socket.destroy()
    await options.onDisconnect(connectionId)
  }
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const asked = URL.parse(request.url ?? '', 'http://panda')
    if (asked?.pathname !== path) return server.listenerCount('upgrade') === 1 ? refuse(socket, 404) : undefined
    if (!isOwnOrigin(request)) return refuse(socket, 403)
    const admission = admit(request, socket, head, asked.searchParams.get('ticket') ?? '')
      .catch((fault: unknown) => {
        options.onFault(fault)
        refuse(socket, 500)
      })
      .finally(() => atTheDoor.delete(admission))
    atTheDoor.add(admission)
  }
  server.on('upgrade', upgrade)

  return {
    peers: {
      post: async (connectionId, data) => (await peers.get(connectionId)?.post(data)) ?? 'gone',
      close: async connectionId => peers.get(connectionId)?.close(1000, ''),
    },
    close: async () => {
      closed = true
      server.off('upgrade', upgrade)
      const open = [...peers.values()]
      for (const peer of open) peer.close(1001, 'Going away')
      const force = setTimeout(() => {
        for (const peer of open) peer.terminate()
      }, closingMs)
      while (sockets.clients.size > 0) await new Promise(resolve => [...sockets.clients][0]?.once('close', resolve))
      clearTimeout(force)
      await Promise.all([...open.map(peer => peer.settled()), ...atTheDoor])
    },
  }
}

/** A page of another origin must not listen, nor one whose name was pointed at this machine (DNS rebinding).
 *  This machine's names are one origin: the page may be at `localhost` and the socket at 127.0.0.1. Without `Origin` it
 *  is no browser. */
const isOwnOrigin = ({ headers, socket }: IncomingMessage) => {
  if (headers.origin === undefined) return true
  const [origin, host] = [URL.parse(headers.origin), URL.parse(`http://${headers.host}`)]
  if (!origin || !host) return false
  if (!isLoopback(socket.localAddress ?? '')) return origin.host === host.host
  return isLoopback(origin.hostname) && isLoopback(host.hostname) && origin.port === host.port
}

const isLoopback = (name: string) => /^(localhost|.*\.localhost|127\.[\d.]+|::ffff:127\.[\d.]+|::1|\[::1\])$/.test(name)

const refuse = (socket: Duplex, status: 401 | 403 | 404 | 500) => {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
