// A listener: a socket on loopback, and the weights that say which group the next request goes to.
import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import type { Timeline } from '../../region/kernel.ts'
import { type Front, forward } from './forward.ts'
import type { Group } from './group.ts'
import { tunnel } from './tunnel.ts'

/** An ALB's: 60 s without a byte, 64 kB of headers. */
export const idleMs = 60_000
const headerBytes = 64 * 1024
/** What a client may take for its headers, and for a whole request: nobody can sit on a connection forever. */
const headersMs = 10_000
const requestMs = 600_000
const connections = 10_000

/** Below those that Linux (from 32,768), macOS and Windows (from 49,152) give to connections: while Panda is down none of
 *  these takes the address of a service. https://www.rfc-editor.org/rfc/rfc6335#section-6 */
const calm = { from: 20_000, to: 32_000, tries: 10 }

export type Weights = { groupId: string; weight: number }[]

export class Listener {
  private readonly sockets = new Set<Socket>()
  private readonly server: Server
  private weights: Weights = []
  private credits: number[] = []

  constructor(options: {
    timeline: Timeline
    shownPort: number
    idleMs: number
    groupOf(id: string): Group | undefined
  }) {
    const front: Front = { ...options, pickGroup: () => options.groupOf(this.turn() ?? '') }
    this.server = createServer({
      maxHeaderSize: headerBytes,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: 2000,
      // Longer than clients keep idle sockets, so it is they who close.
      keepAliveTimeout: options.idleMs + 5000,
      shouldUpgradeCallback: request => request.headers.upgrade?.toLowerCase() === 'websocket',
    })
    this.server.maxConnections = connections
    // A moment longer than the target is given, so that a 504 gets through.
    this.server.timeout = options.idleMs + 5000
    this.server.on('request', (request, response) => {
      forward(request, response, front).catch((error: Error) => response.destroy(error))
    })
    this.server.on('upgrade', (request, client, head) => {
      tunnel(request, client, head, front).catch((error: Error) => client.destroy(error))
    })
    this.server.on('connection', socket => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
  }

  /** On `wanted` if that is free, else on a calm one, else on any. */
  async open(wanted: number | undefined): Promise<number> {
    for (const port of wanted ? [wanted, ...calmPorts()] : calmPorts())
      try {
        return await this.bind(port)
      } catch (error) {
        if (!isTaken(error)) throw error
      }
    return this.bind(0)
  }

  route(weights: Weights): void {
    this.weights = weights.filter(({ weight }) => weight > 0)
    this.credits = this.weights.map(() => 0)
  }

  /** The port is free at once; what is in flight gets a second, then the sockets are cut. */
  close(graceMs = 1000): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.cut(), graceMs)
      this.server.close(() => {
        clearTimeout(timer)
        resolve()
      })
      this.server.closeIdleConnections()
    })
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  /** Smooth weighted round robin: exact shares without dice. */
  private turn(): string | undefined {
    let best = 0
    let total = 0
    for (const [i, { weight }] of this.weights.entries()) {
      total += weight
      this.credits[i]! += weight
      if (this.credits[i]! > this.credits[best]!) best = i
    }
    if (this.weights.length > 0) this.credits[best]! -= total
    return this.weights[best]?.groupId
  }

  private bind(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject)
        resolve((this.server.address() as AddressInfo).port)
      })
    })
  }
}

const calmPorts = () => Array.from({ length: calm.tries }, () => randomInt(calm.from, calm.to))

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
