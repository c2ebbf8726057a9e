// Looks like the browser's EventSource of /api/v1/deploy/{id}/events, and runs over the socket: a client changes one word.

import { dialectV1 } from '../core/dialect-v1.ts'
import { panda } from './api.ts'
import type { LiveState } from './connection.ts'
import type { PandaOptions } from './http.ts'
import { type LiveOptions, liveEvents } from './socket.ts'
import type { PandaEvent } from './types.ts'

export type PandaEventSourceOptions = Omit<PandaOptions, 'baseUrl'> &
  Pick<LiveOptions, 'WebSocket' | 'timing' | 'pingMs'> & {
    /** The last `seq` that you have. */
    after?: number
    withCredentials?: boolean
  }

type Listener = ((event: MessageEvent<string>) => void) | { handleEvent(event: MessageEvent<string>): void }

/** `stage`, `success`, `fail`; with `?dialect=v1` the final one is `done` or `error`. As with the browser's, `onmessage`
 *  gets what has no name of its own (Panda names everything), `error` without `data` tells of the line: `readyState` says
 *  whether it comes back. After the final event it is closed, and the last `error` says so. */
export class PandaEventSource extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSED = 2
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSED = 2
  readonly url: string
  readonly withCredentials: boolean
  readyState: 0 | 1 | 2 = 0
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent<string>) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  /** Why it is closed, if Panda refused. The browser's keeps that to itself. */
  fault: unknown
  readonly #v1: boolean
  readonly #ending = new AbortController()

  constructor(url: string | URL, options: PandaEventSourceOptions = {}) {
    super()
    const { href, baseUrl, deploymentId, v1 } = parts(url)
    this.url = href
    this.withCredentials = options.withCredentials ?? false
    this.#v1 = v1
    super.addEventListener('open', event => this.onopen?.(event))
    super.addEventListener('message', event => this.onmessage?.(event as MessageEvent<string>))
    super.addEventListener('error', event => this.onerror?.(event))
    const live = liveEvents(panda({ ...options, baseUrl }), {
      ...options,
      lang: v1 ? 'ko' : options.locale,
      onState: state => this.#state(state),
    })
    void this.#run(live.follow(deploymentId, { after: options.after, signal: this.#ending.signal }))
  }

  override addEventListener(type: string, listener: Listener | null, options?: AddEventListenerOptions | boolean) {
    super.addEventListener(type, listener as EventListenerOrEventListenerObject | null, options)
  }

  override removeEventListener(type: string, listener: Listener | null, options?: EventListenerOptions | boolean) {
    super.removeEventListener(type, listener as EventListenerOrEventListenerObject | null, options)
  }

  close() {
    this.readyState = this.CLOSED
    this.#ending.abort()
  }

  async #run(events: AsyncIterable<PandaEvent>) {
    try {
      await Promise.resolve() // whoever made this adds listeners first
      for await (const event of events) this.#dispatch(this.#v1 ? dialectV1(event) : event)
    } catch (fault) {
      if (!this.#ending.signal.aborted) this.fault = fault
    }
    if (this.readyState === this.CLOSED) return
    this.readyState = this.CLOSED
    this.dispatchEvent(new Event('error'))
  }

  #dispatch(event: { type: string; seq: number }) {
    if (this.readyState === this.CLOSED) return
    const origin = new URL(this.url).origin
    this.dispatchEvent(
      new MessageEvent(event.type, { data: JSON.stringify(event), lastEventId: String(event.seq), origin }),
    )
  }

  #state(state: LiveState) {
    if (this.readyState === this.CLOSED) return
    this.readyState = state === 'open' ? this.OPEN : this.CONNECTING
    if (state === 'open') this.dispatchEvent(new Event('open'))
    if (state === 'lost') this.dispatchEvent(new Event('error'))
  }
}

const parts = (given: string | URL) => {
  const url = new URL(given, globalThis.location?.href)
  const [, before, id] = /^(.*)\/api\/v1\/deploy\/([^/]+)\/events$/.exec(url.pathname) ?? []
  if (id === undefined) throw new SyntaxError(`Not the address of a deployment's events: ${url.href}`)
  return {
    href: url.href,
    baseUrl: url.origin + before,
    deploymentId: decodeURIComponent(id),
    v1: url.searchParams.get('dialect') === 'v1',
  }
}
