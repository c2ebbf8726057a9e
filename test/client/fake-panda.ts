// As much of Panda's server as the client talks to, on loopback, with what can go wrong on the way.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket as Socket, WebSocketServer } from 'ws'
import type { LiveFigures, LogLines, PandaEvent } from '../../client/types.ts'

export type Asked = { method: string; path: string; headers: IncomingMessage['headers']; body: unknown }
type Subscription = { after: number; lang?: string; logs: boolean }
type Peer = { socket: Socket; subscriptions: Map<string, Subscription>; sent: number }
type Fate = 'sent' | 'dropped' | 'twice' | 'cut after'
type Answer = { status: number; body: unknown; headers?: Record<string, string> }

export class FakePanda {
  readonly asked: Asked[] = []
  readonly said: Record<string, unknown>[] = []
  readonly peers = new Set<Peer>()
  readonly logs = new Map<string, PandaEvent[]>()
  readonly output = new Map<string, LogLines[]>()
  /** What becomes of an event on its way; `n` counts those of this connection. */
  fate: (event: PandaEvent, n: number, replay: boolean) => Fate = () => 'sent'
  /** Answers to the next calls of a path, instead of the usual ones. */
  readonly answers = new Map<string, Answer[]>()
  /** Instead of the usual handling of what a client says. */
  hears: (message: Record<string, unknown>, peer: Peer) => boolean = () => false
  refuseUpgrades = 0
  connections = 0
  ticketInUrl = true
  readonly #tickets = new Set<string>()
  #port = 0
  #server = createServer()
  #sockets = new WebSocketServer({ noServer: true })

  get baseUrl() {
    return `http://127.0.0.1:${this.#port}`
  }

  async up() {
    this.#server = createServer((request, response) => void this.#http(request, response))
    this.#sockets = new WebSocketServer({ noServer: true })
    this.#server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '', 'http://x').searchParams.get('ticket') ?? ''
      const refused = !this.#tickets.delete(ticket) || this.refuseUpgrades-- > 0
      if (refused) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
      this.#sockets.handleUpgrade(request, socket, head, opened => this.#welcome(opened))
    })
    await new Promise<void>(resolve => this.#server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async down() {
    for (const peer of this.peers) peer.socket.terminate()
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  /** `count` events; the last one is final unless `open`. */
  write(deploymentId: string, count: number, open = false) {
    const events = Array.from({ length: count }, (_, index) =>
      event(deploymentId, index + 1, !open && index + 1 === count ? 'COMPLETED' : 'BUILD_PROGRESS'),
    )
    this.logs.set(deploymentId, events)
    return events
  }

  append(added: PandaEvent) {
    this.logs.set(added.deploymentId, [...(this.logs.get(added.deploymentId) ?? []), added])
    for (const peer of this.peers) if (peer.subscriptions.has(added.deploymentId)) this.#send(peer, added, false)
  }

  lines(deploymentId: string, chunk: LogLines, live = true) {
    this.output.set(deploymentId, [...(this.output.get(deploymentId) ?? []), chunk])
    for (const peer of this.peers)
      if (live && peer.subscriptions.get(deploymentId)?.logs) say(peer, { type: 'log', deploymentId, ...chunk })
  }

  figures(deploymentId: string, n: number) {
    for (const peer of this.peers) if (peer.subscriptions.has(deploymentId)) say(peer, figures(deploymentId, n))
  }

  subscribed(deploymentId: string) {
    return [...this.peers].some(peer => peer.subscriptions.has(deploymentId))
  }

  #welcome(socket: Socket) {
    this.connections += 1
    const peer: Peer = { socket, subscriptions: new Map(), sent: 0 }
    this.peers.add(peer)
    socket.on('close', () => this.peers.delete(peer))
    socket.on('message', data => {
      const message: Record<string, unknown> = JSON.parse(String(data))
      this.said.push(message)
      if (!this.hears(message, peer)) this.#hear(peer, message)
    })
  }

  #hear(peer: Peer, message: Record<string, unknown>) {
    const deploymentId = String(message.deploymentId)
    if (message.action === 'unsubscribe') peer.subscriptions.delete(deploymentId)
    if (message.action === 'ping') {
      const lastSeq = Object.fromEntries([...peer.subscriptions.keys()].map(id => [id, this.#lastSeq(id)]))
      say(peer, { type: 'pong', lastSeq })
    }
    if (message.action !== 'subscribe') return
    const log = this.logs.get(deploymentId)
    if (!log)
      return say(peer, {
        type: 'error',
        errorCode: 'DEPLOYMENT_NOT_FOUND',
        message: `Deployment not found: ${deploymentId}`,
      })
    peer.subscriptions.set(deploymentId, message as Subscription)
    for (const past of log) if (past.seq > Number(message.after)) this.#send(peer, past, true)
    say(peer, { type: 'subscribed', deploymentId, lastSeq: this.#lastSeq(deploymentId) })
  }

  #send(peer: Peer, given: PandaEvent, replay: boolean) {
    if (peer.socket.readyState !== 1) return
    peer.sent += 1
    const fate = this.fate(given, peer.sent, replay)
    if (fate !== 'dropped') say(peer, given)
    if (fate === 'twice') say(peer, given)
    if (fate === 'cut after') peer.socket.close(1001)
  }

  #lastSeq(deploymentId: string) {
    return this.logs.get(deploymentId)?.at(-1)?.seq ?? 0
  }

  async #http(request: IncomingMessage, response: ServerResponse) {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    const path = request.url ?? ''
    this.asked.push({
      method: request.method ?? '',
      path,
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    })
    const { status, body, headers } = this.answers.get(path)?.shift() ?? this.#usual(path)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
  }

  #usual(path: string): Answer {
    if (path === '/api/v1/socket-ticket') return success(this.#ticket())
    const [, id, after] = /^\/api\/v1\/deploy\/(\w+)\/logs\?after=(\d+)$/.exec(path) ?? []
    const chunks = (this.output.get(id ?? '') ?? []).filter(({ chunk }) => chunk > Number(after))
    return success(id === undefined ? {} : { chunks, lastChunk: chunks.at(-1)?.chunk ?? Number(after) })
  }

  #ticket() {
    const ticket = `t${Math.random()}`
    this.#tickets.add(ticket) // good for one connection
    const url = `ws://127.0.0.1:${this.#port}/socket${this.ticketInUrl ? `?ticket=${ticket}` : ''}`
    return { url, ticket, expiresAt: '2026-11-20T10:35:35.000Z' }
  }
}

export const event = (deploymentId: string, seq: number, code: PandaEvent['code'] = 'BUILD_PROGRESS'): PandaEvent => ({
  type: code === 'COMPLETED' || code === 'READY' ? 'success' : code === 'FAILED' ? 'fail' : 'stage',
  deploymentId,
  seq,
  id: `${deploymentId}:${seq}`,
  timestamp: '2026-11-20T10:35:05.120Z',
  code,
  message: `event ${seq}`,
  details: { stage: 1 },
})

export const figures = (deploymentId: string, n: number): LiveFigures => ({
  ...{ type: 'figures', deploymentId, n, at: '2026-11-20T10:35:05.120Z', evidence: null, measuredAt: null },
  ...{ share: { blue: 1, green: 0 }, checks: [], history: [] },
})

export const success = (data: unknown) => ({ status: 200, body: { code: 200, message: 'ok', data } })

export const failure = (status: number, errorCode: string, message: string, more: object = {}) => ({
  status,
  body: { timestamp: '2026-11-20T10:35:05.120Z', status, error: 'Conflict', message, errorCode, ...more },
})

const say = (peer: Peer, message: object) => peer.socket.send(JSON.stringify(message))
