// One deployment's events on a socket, for its followers. The rule: drop seq <= last; on a jump subscribe again from last.
import type { EventCode } from '../core/vocabulary.ts'
import { type Inbox, inbox } from './inbox.ts'
import { LogTail, type ReadLogs } from './log-tail.ts'
import { pauseBefore, type Timing } from './timing.ts'
import type { LiveFigures, LogChunk, PandaEvent } from './types.ts'

export type Subscribe = { deploymentId: string; after: number; lang?: string; logs: boolean }

export type FeedWiring = {
  deploymentId: string
  lang: string | undefined
  timing: Timing
  readLogs: ReadLogs
  /** False: the socket is not open; it will be asked again when it is. */
  subscribe(request: Subscribe): boolean
}

const finalCodes: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED'] satisfies EventCode[])

export class Follower {
  last: number
  /** It has the final event, or will have it once the last log lines are there. */
  done = false
  readonly inbox: Inbox<PandaEvent | LogChunk | LiveFigures> = inbox()
  readonly logs: LogTail | undefined
  /** Undefined: it does not want them. */
  lastFigures: number | undefined
  constructor(after: number, logs: LogTail | undefined, figures: boolean) {
    this.last = after
    this.logs = logs
    this.lastFigures = figures ? 0 : undefined
  }
}

export class Feed {
  readonly followers = new Set<Follower>()
  readonly lang: string | undefined
  readonly #wiring: FeedWiring
  #newest = 0
  /** A subscribe is on its way, and `subscribed` has not come. */
  #asked = false
  #failures = 0
  #cancelRetry = () => {}

  constructor(wiring: FeedWiring) {
    this.#wiring = wiring
    this.lang = wiring.lang
  }

  /** Whether an error that names no deployment may be about this one. */
  get asked() {
    return this.#asked
  }

  follow(after: number, { logs = false, figures = false }: { logs?: boolean; figures?: boolean }) {
    const { timing, readLogs, deploymentId } = this.#wiring
    const follower: Follower = new Follower(
      after,
      logs
        ? new LogTail(timing, readLogs, ({ chunk, lines }) =>
            follower.inbox.push({ type: 'log', deploymentId, chunk, lines }),
          )
        : undefined,
      figures,
    )
    this.followers.add(follower)
    this.subscribe()
    return follower
  }

  leave(follower: Follower) {
    this.followers.delete(follower)
    if (this.#waiting().length === 0) this.#cancelRetry()
  }

  /** From the follower that is furthest back: the others drop what they have. */
  subscribe() {
    const waiting = this.#waiting()
    if (waiting.length === 0) return
    this.#cancelRetry()
    const { deploymentId, lang } = this.#wiring
    const logs = waiting.some(follower => follower.logs)
    this.#asked = this.#wiring.subscribe({ deploymentId, after: this.#last(), lang, logs })
  }

  event(event: PandaEvent) {
    this.#newest = Math.max(this.#newest, event.seq)
    for (const follower of this.followers) this.#give(follower, event)
    if (!this.#asked) this.#catchUp()
  }

  subscribed(lastSeq: number) {
    this.#asked = false
    this.#newest = Math.max(this.#newest, lastSeq)
    for (const follower of this.followers) follower.logs?.look()
    this.#catchUp()
  }

  /** `undefined`: the server does not know of our subscription (any more). */
  pong(lastSeq: number | undefined) {
    this.#newest = Math.max(this.#newest, lastSeq ?? 0)
    if (lastSeq === undefined || this.#last() < this.#newest) this.subscribe()
  }

  log(chunk: LogChunk) {
    for (const follower of this.followers) follower.logs?.push(chunk)
  }

  /** The whole each time: an older one is dropped, and one that was lost is made good by the next. */
  figures(figures: LiveFigures) {
    for (const follower of this.followers) {
      if (follower.done || follower.lastFigures === undefined || figures.n <= follower.lastFigures) continue
      follower.lastFigures = figures.n
      follower.inbox.push(figures)
    }
  }

  fail(fault: unknown) {
    for (const follower of this.followers) follower.inbox.fail(fault)
  }

  end() {
    for (const follower of this.followers) follower.inbox.end()
  }

  #give(follower: Follower, event: PandaEvent) {
    if (event.seq !== follower.last + 1) return
    follower.last = event.seq
    this.#failures = 0
    if (!finalCodes.has(event.code)) return follower.inbox.push(event)
    follower.done = true
    if (follower.logs) return void finish(follower, follower.logs, event)
    follower.inbox.push(event)
    follower.inbox.end()
  }

  /** At once the first time; a server that keeps leaving something out is not asked in a tight circle. */
  #catchUp() {
    if (this.#last() >= this.#newest) return
    this.#failures += 1
    if (this.#failures === 1) return this.subscribe()
    this.#cancelRetry()
    const { timing } = this.#wiring
    this.#cancelRetry = timing.after(pauseBefore(this.#failures - 1, timing), () => this.subscribe())
  }

  /** Of the one furthest back; without anybody waiting, nothing is missing. */
  #last() {
    return Math.min(...this.#waiting().map(follower => follower.last))
  }

  #waiting() {
    return [...this.followers].filter(follower => !follower.done)
  }
}

/** The last lines before the final event; if they cannot be had, the event comes all the same, and then the fault. */
const finish = async (follower: Follower, logs: LogTail, event: PandaEvent) => {
  const fault = await logs.finish()
  follower.inbox.push(event)
  if (fault === undefined) follower.inbox.end()
  else follower.inbox.fail(fault)
}
