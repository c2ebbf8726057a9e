// One WebSocket to Panda that comes back by itself: a fresh ticket for each, pings, growing pauses.
import { passes } from './faults.ts'
import { pauseBefore, type Timing } from './timing.ts'
import type { SocketTicket } from './types.ts'

export type LiveState = 'connecting' | 'open' | 'lost'

/** As much of the browser's WebSocket as is needed. */
export type SocketLike = {
  send(data: string): void
  close(): void
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: { data?: unknown }) => void): void
}
export type SocketClass = new (url: string) => SocketLike

export type Wiring = {
  ticket(): Promise<SocketTicket>
  Socket: SocketClass
  timing: Timing
  pingMs: number
  onState(state: LiveState): void
  onOpen(): void
  onMessage(text: unknown): void
  /** It will not work by trying again; the connection is at rest. */
  onRefused(fault: unknown): void
}

/** A handshake without an answer. */
const openWithinMs = 10_000

export class Connection {
  readonly #wiring: Wiring
  #socket: SocketLike | undefined
  #open = false
  /** What belongs to an earlier turn is ignored. */
  #turn = 0
  #running = false
  #attempts = 0
  #heard = true
  #cancelTimer = () => {}

  constructor(wiring: Wiring) {
    this.#wiring = wiring
  }

  get open() {
    return this.#open
  }

  start() {
    if (this.#running) return
    this.#running = true
    this.#attempts = 0
    void this.#connect()
  }

  stop() {
    this.#running = false
    const socket = this.#socket
    if (socket && !this.#open) this.#closeOnceOpen(socket)
    this.#hangUp()
  }

  /** A browser complains of one that is closed before it is there. */
  #closeOnceOpen(socket: SocketLike) {
    this.#socket = undefined
    const cancel = this.#wiring.timing.after(openWithinMs, () => socket.close())
    const settled = (run: () => void) => () => {
      cancel()
      run()
    }
    socket.addEventListener(
      'open',
      settled(() => socket.close()),
    )
    socket.addEventListener(
      'close',
      settled(() => {}),
    )
  }

  /** This connection is of no use: another, after a pause. */
  lose() {
    if (!this.#running) return
    this.#hangUp()
    this.#attempts += 1
    this.#cancelTimer = this.#wiring.timing.after(pauseBefore(this.#attempts, this.#wiring.timing), () => {
      void this.#connect()
    })
    this.#wiring.onState('lost')
  }

  /** Something useful came: the next pause is a short one. Opening alone does not count. */
  thrives() {
    this.#attempts = 0
  }

  send(message: object) {
    if (this.#open) this.#socket?.send(JSON.stringify(message))
  }

  async #connect() {
    const turn = ++this.#turn
    try {
      this.#wiring.onState('connecting')
      const ticket = await this.#wiring.ticket()
      if (turn !== this.#turn) return
      this.#listen(new this.#wiring.Socket(address(ticket)), turn)
    } catch (fault) {
      if (turn !== this.#turn) return
      if (passes(fault)) return this.lose()
      this.stop()
      this.#wiring.onRefused(fault)
    }
  }

  #listen(socket: SocketLike, turn: number) {
    const now = (run: (data: unknown) => void) => (event: { data?: unknown }) => {
      if (turn === this.#turn) run(event.data)
    }
    this.#socket = socket
    this.#cancelTimer = this.#wiring.timing.after(openWithinMs, () => this.lose())
    socket.addEventListener(
      'open',
      now(() => this.#opened()),
    )
    socket.addEventListener(
      'message',
      now(data => {
        this.#heard = true
        this.#wiring.onMessage(data)
      }),
    )
    socket.addEventListener(
      'close',
      now(() => this.lose()),
    )
    socket.addEventListener(
      'error',
      now(() => this.lose()),
    )
  }

  #opened() {
    this.#cancelTimer()
    this.#open = true
    this.#heard = true
    this.#pingLater()
    this.#wiring.onState('open')
    this.#wiring.onOpen()
  }

  #pingLater() {
    this.#cancelTimer = this.#wiring.timing.after(this.#wiring.pingMs, () => {
      if (!this.#heard) return this.lose() // silent since the last ping: the line is dead and nobody said so
      this.#heard = false
      this.send({ action: 'ping' })
      this.#pingLater()
    })
  }

  #hangUp() {
    this.#turn += 1
    this.#cancelTimer()
    this.#open = false
    this.#socket?.close()
    this.#socket = undefined
  }
}

/** The ticket is in the address already, or goes there: a browser's WebSocket cannot send headers. */
const address = ({ url, ticket }: SocketTicket) => {
  const full = new URL(url)
  if (!full.searchParams.has('ticket')) full.searchParams.set('ticket', ticket)
  return full.href
}
