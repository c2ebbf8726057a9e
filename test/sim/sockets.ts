// API Gateway's WebSocket side: what a client sends reaches the socket function, what is posted reaches the client, and a line
// may be cut without a word to either.
import { connectSocket, disconnectSocket, socketMessage } from '../../app/live/socket.ts'
import type { SocketClass, SocketLike } from '../../client/connection.ts'
import type { Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import type { Peers } from '../../region/kernel.ts'
import type { Functions } from './functions.ts'
import type { Process } from './process.ts'
import type { Scheduler } from './scheduler.ts'
import type { Wire } from './wire.ts'

type Listener = (event: { data?: unknown }) => void

export class Sockets {
  /** Every message that has reached a client. */
  heard: (data: string) => void = () => {}
  private readonly open = new Map<string, Line>()
  private readonly scheduler: Scheduler
  private readonly functions: Functions
  private readonly wire: Wire
  private ports: Ports | undefined
  private settings: Settings | undefined
  private count = 0

  constructor(scheduler: Scheduler, functions: Functions, wire: Wire) {
    this.scheduler = scheduler
    this.functions = functions
    this.wire = wire
  }

  serve(ports: Ports, settings: Settings) {
    this.ports = ports
    this.settings = settings
  }

  readonly peers: Peers = {
    post: async (connectionId, data) => {
      const line = this.open.get(connectionId)
      if (!line) return 'gone'
      line.deliver(data)
      return 'sent'
    },
    close: async connectionId => this.open.get(connectionId)?.end(true),
  }

  /** Of all that are open, the `n`-th: gone. Whether its client hears of it is up to `told`; `$disconnect` is best effort. */
  cut(n: number, told: boolean, says: boolean) {
    const lines = [...this.open.values()]
    const line = lines[n % Math.max(1, lines.length)]
    if (!line) return
    line.end(told)
    if (says) void this.disconnect(line.id)
  }

  socketOf(process: Process): SocketClass {
    const sockets = this
    return class implements SocketLike {
      private readonly line: Line
      constructor(url: string) {
        this.line = new Line(`L${++sockets.count}=`, process, sockets.scheduler, data => sockets.heard(data))
        void sockets.connect(this.line, new URL(url).searchParams.get('ticket') ?? '')
      }
      send(data: string) {
        void sockets.send(this.line, data)
      }
      close() {
        if (!sockets.open.delete(this.line.id)) return
        this.line.end(false)
        void sockets.disconnect(this.line.id)
      }
      addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: Listener) {
        this.line.listeners.push([type, listener])
      }
    }
  }

  private async connect(line: Line, ticket: string) {
    const { ports } = this
    const admitted = await this.handled(line, 'connect', () => connectSocket({ ticket, connectionId: line.id }, ports!))
    if (!admitted) return line.end(true)
    line.onEnd = () => this.open.delete(line.id)
    this.open.set(line.id, line)
    line.say('open')
  }

  private async send(line: Line, data: string) {
    if (!this.open.has(line.id)) return
    const { ports, settings } = this
    await this.handled(line, 'message', () => socketMessage({ connectionId: line.id, data }, ports!, settings!))
  }

  private async disconnect(connectionId: string) {
    const run = () => this.functions.run('socket', {}, () => disconnectSocket({ connectionId }, this.ports!))
    await run().catch(() => {})
  }

  /** Undefined: it failed, or nobody knows. */
  private async handled<T>(line: Line, what: string, work: () => Promise<T>): Promise<T | undefined> {
    const run = () => this.functions.run('socket', {}, work)
    try {
      return await this.scheduler.within(line.process, () => this.wire.call('socket', what, line.id, run))
    } catch {
      return undefined
    }
  }
}

class Line {
  readonly id: string
  readonly process: Process
  readonly listeners: [type: string, listener: Listener][] = []
  onEnd = () => {}
  private readonly scheduler: Scheduler
  private readonly heard: (data: string) => void
  private inbox: Promise<void> = Promise.resolve()
  private isOver = false

  constructor(id: string, process: Process, scheduler: Scheduler, heard: (data: string) => void) {
    this.id = id
    this.process = process
    this.scheduler = scheduler
    this.heard = heard
  }

  /** One after another, as TCP has it. */
  deliver(data: string) {
    this.inbox = this.inbox.then(() =>
      this.scheduler.within(this.process, async () => {
        await this.scheduler.park(`${this.process.name} ← socket ${this.id}`)
        if (this.isOver) return
        this.heard(data)
        this.say('message', data)
      }),
    )
  }

  say(type: string, data?: string) {
    this.scheduler.within(this.process, () => {
      for (const [of, listener] of [...this.listeners]) if (of === type) listener({ data })
    })
  }

  end(told: boolean) {
    if (this.isOver) return
    this.isOver = true
    this.onEnd()
    if (told) this.say('close')
  }
}
