// text/event-stream, byte by byte as it comes: a piece may end inside a character or between CR and LF.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

export type ServerSentEvent = { id: string; event: string; data: string }

export class SseParser {
  /** The last id that a whole event carried, for `Last-Event-ID`. */
  lastEventId: string
  /** What the server asked for, in ms. */
  retry: number | undefined
  readonly #decoder = new TextDecoder() // drops a leading byte order mark
  #rest = ''
  #afterCr = false
  #data: string[] = []
  #event = ''
  #id: string

  constructor(lastEventId = '') {
    this.lastEventId = lastEventId
    this.#id = lastEventId
  }

  push(bytes: Uint8Array): ServerSentEvent[] {
    const lines = this.#lines(this.#decoder.decode(bytes, { stream: true }))
    return lines.flatMap(line => (line === '' ? this.#whole() : this.#field(line)))
  }

  /** A CR ends its line at once; the LF that may follow it, even in the next piece, is no line of its own. */
  #lines(text: string) {
    if (text === '') return []
    const fresh = this.#afterCr && text.startsWith('\n') ? text.slice(1) : text
    this.#afterCr = text.endsWith('\r')
    const lines = (this.#rest + fresh).split(/\r\n|\r|\n/)
    this.#rest = lines.pop() ?? ''
    return lines
  }

  #field(line: string): [] {
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') this.#data.push(value)
    if (name === 'event') this.#event = value
    if (name === 'id' && !value.includes('\0')) this.#id = value
    if (name === 'retry' && /^\d+$/.test(value)) this.retry = Number(value)
    return []
  }

  #whole(): ServerSentEvent[] {
    this.lastEventId = this.#id
    const found = this.#data.length
      ? [{ id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') }]
      : []
    this.#data = []
    this.#event = ''
    return found
  }
}
