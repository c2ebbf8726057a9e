// One try of one request on one target. What came of it is a value: whoever asks decides whether another try is allowed.
import type { IncomingMessage } from 'node:http'
import { request as open } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Target } from './target.ts'

export type Question = {
  method: string
  path: string
  headers: string[]
  body: Buffer | IncomingMessage
  /** Nothing moves for so long: no answer. */
  idleMs: number
  /** The client is gone. */
  signal: AbortSignal
}

export type Outcome =
  | { kind: 'answered'; response: IncomingMessage }
  | { kind: 'upgraded'; response: IncomingMessage; socket: Duplex; head: Buffer }
  /** The target never saw a byte of it. */
  | { kind: 'unsent'; timedOut: boolean }
  /** It may have been acted upon. `reused`: on a kept socket that the target may have been closing just then. */
  | { kind: 'unanswered'; timedOut: boolean; reused: boolean }

/** As an ALB waits for a connection. */
const connectMs = 10_000

export const ask = (target: Target, question: Question, sockets: 'kept' | 'fresh'): Promise<Outcome> =>
  new Promise(resolve => {
    const { method, path, headers, body, idleMs, signal } = question
    const agent = sockets === 'kept' ? target.kept : false
    const request = open({
      host: target.host,
      port: target.port,
      method,
      path,
      headers,
      agent,
      timeout: idleMs,
      signal,
    })
    let connected = false
    let timedOut = false
    const giveUp = () => {
      timedOut = true
      request.destroy()
    }
    const failed = () =>
      resolve(connected ? { kind: 'unanswered', timedOut, reused: request.reusedSocket } : { kind: 'unsent', timedOut })

    request.on('socket', socket => {
      const ready = () => {
        clearTimeout(connecting)
        connected = true
        // A streamed body is not touched before there is a connection, so a refusal leaves it whole for another target.
        if (!Buffer.isBuffer(body)) body.pipe(request)
      }
      const connecting = setTimeout(giveUp, connectMs)
      request.once('close', () => clearTimeout(connecting))
      if (socket.connecting) socket.once('connect', ready)
      else ready()
    })
    request.on('timeout', giveUp)
    request.on('response', response => resolve({ kind: 'answered', response }))
    request.on('upgrade', (response, socket, head) => resolve({ kind: 'upgraded', response, socket, head }))
    request.on('error', failed)
    request.on('close', failed)
    if (Buffer.isBuffer(body)) request.end(body)
  })
