// Requests to one place over connections that are kept: as much of HTTP/1.1 as a post to a socket takes, which is half of the
// CPU that node:http takes for it. What is out of the ordinary costs the line, and is never guessed at.
import { connect, type Socket } from 'node:net'
import { connect as secured } from 'node:tls'

/** The status of the answer; undefined: there was none. */
export type Ask = (request: string) => Promise<number | undefined>
type Turn = { request: string; done: (status: number | undefined) => void }

/** Each costs a TLS handshake of 1.2 ms of CPU, four times that on the share of a core that a function has: who waits for one
 *  that opens takes one that gets free if that is sooner. A function may have 1,024 descriptors open. */
const most = { opening: 32, open: 300 }
/** Less than the other end would wait: what is closed here is not written to when it is closed there, nor after the function
 *  was frozen. */
const idleMs = 20_000

export const keptLines = ({ protocol, hostname, port }: URL, timeoutMs: number): Ask => {
  const free: Line[] = []
  const waiting: Turn[] = []
  let [open, opening] = [0, 0]
  let session: Buffer | undefined // what makes the next handshake a short one

  const connected = () =>
    protocol === 'http:'
      ? connect({ host: hostname, port: Number(port || 80) })
      : secured({ host: hostname, port: Number(port || 443), servername: hostname, session })

  const goOn = () => {
    while (waiting.length > 0 && free.length > 0) free.pop()!.take(waiting.shift()!)
    while (opening < Math.min(waiting.length, most.opening) && open < most.open) openOne()
  }
  const openOne = () => {
    const socket = connected()
    const line = new Line(socket, timeoutMs, () => {
      free.push(line)
      goOn()
    })
    open++
    opening++
    let isOpen = false
    socket
      .once(protocol === 'http:' ? 'connect' : 'secureConnect', () => {
        isOpen = true
        opening--
        line.rest()
      })
      .on('session', given => {
        session = given
      })
      .once('close', () => {
        open--
        if (!isOpen) {
          opening--
          // Where nobody has got through, nobody waits for the others to fail too.
          const losers = open === opening ? waiting.length : 1
          for (const turn of waiting.splice(0, losers)) turn.done(undefined)
        }
        if (free.includes(line)) free.splice(free.indexOf(line), 1)
        goOn()
      })
  }

  return request =>
    new Promise(done => {
      waiting.push({ request, done })
      goOn()
    })
}

class Line {
  readonly #socket: Socket
  readonly #timeoutMs: number
  readonly #rests: () => void
  #turn: Turn | undefined
  #said = ''

  constructor(socket: Socket, timeoutMs: number, rests: () => void) {
    this.#socket = socket
    this.#timeoutMs = timeoutMs
    this.#rests = rests
    socket
      .setNoDelay()
      .setTimeout(timeoutMs)
      .on('timeout', () => socket.destroy())
      .on('error', () => {}) // it is closed then
      .on('data', data => this.#hear(data.toString('latin1')))
      .once('close', () => this.#answer(undefined))
  }

  take(turn: Turn) {
    this.#turn = turn
    this.#socket.ref().setTimeout(this.#timeoutMs)
    this.#socket.write(turn.request)
  }

  rest() {
    this.#said = ''
    this.#socket.unref().setTimeout(idleMs)
    this.#rests()
  }

  #hear(text: string) {
    if (!this.#turn && this.#said === '') return this.#socket.destroy() // nobody has asked
    this.#said += text
    const end = this.#said.indexOf('\r\n\r\n') + 4
    if (end < 4) return
    const head = this.#said.slice(0, end)
    const [, status] = /^HTTP\/1\.1 ([2-5]\d\d)\b/.exec(head) ?? []
    this.#answer(status === undefined ? undefined : Number(status))
    const isAll = status === undefined || /\r\nconnection: *close\r/i.test(head) ? undefined : isWhole(this.#said, head)
    if (isAll) this.rest()
    else if (isAll === undefined) this.#socket.destroy()
  }

  #answer(status: number | undefined) {
    this.#turn?.done(status)
    this.#turn = undefined
  }
}

/** Undefined: it does not say where it ends. */
const isWhole = (said: string, head: string): boolean | undefined => {
  if (/\r\ntransfer-encoding: *chunked\r/i.test(head)) return areChunksWhole(said.slice(head.length))
  const [, length] = /\r\ncontent-length: *(\d+)\r/i.exec(head) ?? []
  return length === undefined ? undefined : said.length === head.length + Number(length)
}

const areChunksWhole = (body: string): boolean => {
  const [line, size] = /^([\da-f]+).*\r\n/i.exec(body) ?? []
  if (line === undefined) return false
  const rest = body.slice(line.length + Number.parseInt(size!, 16))
  return Number.parseInt(size!, 16) === 0 ? rest === '\r\n' : areChunksWhole(rest.slice(2))
}
