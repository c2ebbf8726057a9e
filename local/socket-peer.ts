// One open WebSocket of the local server: what it says is handled in order, and what it is told goes out in order.
import type { WebSocket } from 'ws'
import type { Timeline } from '../region/kernel.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const lifetimeMs = 2 * 60 * 60_000
const idleMs = 10 * 60_000
/** Messages at once, and how many a second go on being fine: far more than a client has to say. */
const burst = 200
const perSecond = 10
/** Above this a post waits for the line, but for no longer than the pause, and once until it moves again. */
const busyBytes = 1024 * 1024
const busyPauseMs = 500
/** A reader that is this far behind is cut off: it can resume. */
const mostBytes = 4 * 1024 * 1024

export type PeerDuties = {
  timeline: Timeline
  onMessage(data: string): Promise<void>
  onGone(): Promise<void>
  onFault(fault: unknown): void
}

export class SocketPeer {
  readonly #socket: WebSocket
  readonly #duties: PeerDuties
  readonly #waiting: string[] = []
  #working: Promise<void> = Promise.resolve()
  #tokens = burst
  #refilledAt: number
  #activeAt: number
  #stalled = false
  #cancelIdle = () => {}

  constructor(socket: WebSocket, duties: PeerDuties) {
    this.#socket = socket
    this.#duties = duties
    this.#refilledAt = this.#activeAt = duties.timeline.now()
    const cancelLife = duties.timeline.at(this.#activeAt + lifetimeMs, () => socket.close(1001, 'Going away'))
    this.#watchIdle()
    socket.on('message', (data, binary) => this.#hear(String(data), binary))
    // Answered by ws itself; whoever sends pings and reads nothing is a slow reader too.
    socket.on('ping', () => this.#cutIfSlow())
    // ws has closed it with the right code: too large, not UTF-8, not a frame. `close` follows.
    socket.on('error', () => {})
    socket.on('close', () => {
      cancelLife()
      this.#cancelIdle()
      this.#waiting.length = 0
      this.#next(() => duties.onGone())
    })
  }

  async post(data: string): Promise<'sent' | 'gone'> {
    if (this.#socket.readyState !== this.#socket.OPEN) return 'gone'
    this.#activeAt = this.#duties.timeline.now()
    const flushed = new Promise<void>(resolve => this.#socket.send(data, () => resolve()))
    if (this.#cutIfSlow()) return 'gone'
    if (this.#socket.bufferedAmount < busyBytes) this.#stalled = false
    else if (!this.#stalled) await this.#untilFlushed(flushed)
    return 'sent'
  }

  close(code: number, reason: string) {
    this.#socket.close(code, reason)
  }

  terminate() {
    this.#socket.terminate()
  }

  /** Resolves when all that it said, and its going, has been handled. */
  async settled() {
    await this.#working
  }

  #hear(data: string, binary: boolean) {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#activeAt = this.#duties.timeline.now()
    if (binary) return this.#refuse(1003, 'INVALID_REQUEST', 'A message is text, not binary')
    if (!this.#takeToken() || this.#waiting.length >= burst)
      return this.#refuse(1008, 'RATE_LIMITED', 'Too many messages on this socket')
    this.#waiting.push(data)
    this.#next(async () => {
      const message = this.#waiting.shift()
      if (message !== undefined) await this.#duties.onMessage(message)
    })
  }

  #next(work: () => Promise<void>) {
    this.#working = this.#working.then(work).catch((fault: unknown) => {
      this.#duties.onFault(fault)
      // As API Gateway answers when what is behind it fails.
      if (this.#socket.readyState === this.#socket.OPEN)
        this.#socket.send(JSON.stringify({ message: 'Internal server error' }))
    })
  }

  #refuse(code: number, errorCode: 'INVALID_REQUEST' | 'RATE_LIMITED', message: string) {
    this.#waiting.length = 0
    this.#socket.send(JSON.stringify({ type: 'error', errorCode, message }))
    this.#socket.close(code, errorCode)
  }

  #takeToken() {
    const now = this.#duties.timeline.now()
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#refilledAt) / 1000) * perSecond)
    this.#refilledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  #cutIfSlow() {
    if (this.#socket.bufferedAmount <= mostBytes) return false
    this.#socket.terminate()
    return true
  }

  async #untilFlushed(flushed: Promise<void>) {
    let timer: NodeJS.Timeout | undefined
    const pause = new Promise<'stalled'>(resolve => {
      timer = setTimeout(() => resolve('stalled'), busyPauseMs)
      timer.unref()
    })
    this.#stalled = (await Promise.race([flushed, pause])) === 'stalled'
    clearTimeout(timer)
  }

  #watchIdle() {
    const { timeline } = this.#duties
    this.#cancelIdle = timeline.at(this.#activeAt + idleMs, () => {
      if (timeline.now() - this.#activeAt < idleMs) return this.#watchIdle()
      this.#socket.close(1001, 'Idle')
    })
  }
}
