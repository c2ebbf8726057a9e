// Live events of any number of deployments over one socket, each event exactly once and in order, whatever becomes of the socket.
import type { Panda } from './api.ts'
import { Connection, type LiveState, type SocketClass } from './connection.ts'
import { PandaError } from './faults.ts'
import { Feed, type Follower } from './feed.ts'
import { incoming, type ServerMessage } from './messages.ts'
import { type Timing, wallTiming } from './timing.ts'
import type { LiveFigures, Locale, LogChunk, PandaEvent } from './types.ts'

export type LiveOptions = {
  onState?: (state: LiveState) => void
  /** The language of `message`; else the client's locale, else the server's. */
  lang?: Locale
  WebSocket?: SocketClass
  timing?: Timing
  pingMs?: number
}

export type FollowOptions = {
  /** The last `seq` that you have. */
  after?: number
  logs?: boolean
  /** The newest figures of blue and green, each time that there are any. */
  figures?: boolean
  lang?: Locale
  /** Aborting makes the iteration throw the signal's reason. */
  signal?: AbortSignal
}

type EventsOnly = { logs?: false; figures?: false }
type EventsAndLogs = { figures?: false }
type Followed = PandaEvent | LogChunk | LiveFigures

export type LiveEvents = {
  /** Ends after the final event; throws what Panda refuses with. The socket is there while somebody iterates. */
  follow(deploymentId: string, options?: FollowOptions & EventsOnly): AsyncGenerator<PandaEvent, void>
  follow(deploymentId: string, options: FollowOptions & EventsAndLogs): AsyncGenerator<PandaEvent | LogChunk, void>
  follow(deploymentId: string, options: FollowOptions): AsyncGenerator<Followed, void>
  /** Ends every iteration, without a fault. */
  close(): void
}

export type LiveClient = Pick<Panda, 'socketTicket' | 'logs'> & { options?: { locale?: Locale } }

export const liveEvents = (client: LiveClient, options: LiveOptions = {}): LiveEvents => new Live(client, options)

class Live {
  readonly #client: LiveClient
  readonly #options: LiveOptions
  readonly #timing: Timing
  readonly #feeds = new Map<string, Feed>()
  readonly #connection: Connection
  #closed = false

  constructor(client: LiveClient, options: LiveOptions) {
    this.#client = client
    this.#options = options
    this.#timing = options.timing ?? wallTiming
    this.#connection = new Connection({
      ticket: () => client.socketTicket(),
      Socket: options.WebSocket ?? WebSocket,
      timing: this.#timing,
      pingMs: options.pingMs ?? 30_000,
      onState: state => options.onState?.(state),
      onOpen: () => this.#all(feed => feed.subscribe()),
      onMessage: text => this.#message(incoming(text)),
      onRefused: fault => this.#all(feed => feed.fail(fault)),
    })
  }

  follow(deploymentId: string, options?: FollowOptions & EventsOnly): AsyncGenerator<PandaEvent, void>
  follow(deploymentId: string, options: FollowOptions & EventsAndLogs): AsyncGenerator<PandaEvent | LogChunk, void>
  follow(deploymentId: string, options: FollowOptions): AsyncGenerator<Followed, void>
  async *follow(deploymentId: string, options: FollowOptions = {}): AsyncGenerator<Followed, void> {
    options.signal?.throwIfAborted()
    if (this.#closed) return
    const feed = this.#feed(deploymentId, options.lang)
    const follower = feed.follow(options.after ?? 0, options)
    const abort = () => follower.inbox.abort(options.signal?.reason)
    options.signal?.addEventListener('abort', abort, { once: true })
    this.#connection.start()
    try {
      yield* follower.inbox.read()
    } finally {
      options.signal?.removeEventListener('abort', abort)
      this.#leave(deploymentId, feed, follower)
    }
  }

  close() {
    this.#closed = true
    this.#all(feed => feed.end())
    this.#connection.stop()
  }

  #feed(deploymentId: string, wanted: Locale | undefined) {
    const lang = wanted ?? this.#options.lang ?? this.#client.options?.locale
    const known = this.#feeds.get(deploymentId)
    if (known && known.lang !== lang) throw new Error(`${deploymentId} is followed in another language on this socket`)
    const feed = known ?? this.#newFeed(deploymentId, lang)
    this.#feeds.set(deploymentId, feed)
    return feed
  }

  #newFeed(deploymentId: string, lang: Locale | undefined) {
    return new Feed({
      deploymentId,
      lang,
      timing: this.#timing,
      readLogs: async after => (await this.#client.logs(deploymentId, { after })).chunks,
      subscribe: request => {
        this.#connection.send({ action: 'subscribe', ...request })
        return this.#connection.open
      },
    })
  }

  #leave(deploymentId: string, feed: Feed, follower: Follower) {
    feed.leave(follower)
    if (feed.followers.size > 0 || this.#feeds.get(deploymentId) !== feed) return
    this.#feeds.delete(deploymentId)
    this.#connection.send({ action: 'unsubscribe', deploymentId })
    if (this.#feeds.size === 0) this.#connection.stop()
  }

  #message(message: ServerMessage) {
    if (message.kind === 'event' || message.kind === 'subscribed') this.#connection.thrives()
    if (message.kind === 'event') this.#feeds.get(message.event.deploymentId)?.event(message.event)
    if (message.kind === 'log') this.#feeds.get(message.chunk.deploymentId)?.log(message.chunk)
    if (message.kind === 'subscribed') this.#feeds.get(message.deploymentId)?.subscribed(message.lastSeq)
    if (message.kind === 'figures') this.#feeds.get(message.figures.deploymentId)?.figures(message.figures)
    if (message.kind === 'pong') for (const [id, feed] of this.#feeds) feed.pong(message.lastSeq[id])
    if (message.kind === 'error') this.#refused(message)
    if (message.kind === 'strange') this.#connection.lose() // the gateway's own words: what was asked got lost
  }

  #refused({ errorCode, body }: { errorCode: string; body: Record<string, unknown> }) {
    if (errorCode === 'RATE_LIMITED' || errorCode === 'UNEXPECTED_ERROR') return this.#connection.lose()
    const fault = new PandaError(0, body, 'The socket')
    for (const feed of this.#meant(body)) feed.fail(fault)
  }

  /** Whom an error is about: named, or named in its words, or waiting for an answer; else everybody. */
  #meant(body: Record<string, unknown>): Feed[] {
    const named = this.#feeds.get(String(body.deploymentId))
    if (named) return [named]
    const inWords = [...this.#feeds].filter(([id]) => String(body.message).includes(id)).map(([, feed]) => feed)
    if (inWords.length > 0) return inWords
    const all = [...this.#feeds.values()]
    const asking = all.filter(feed => feed.asked)
    return asking.length > 0 ? asking : all
  }

  #all(run: (feed: Feed) => void) {
    for (const feed of [...this.#feeds.values()]) run(feed)
  }
}
