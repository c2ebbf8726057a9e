// What a load balancer changes in headers. Flat lists as in `rawHeaders`: order, case and repetitions stay as they were.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** RFC 9110 7.6.1, and `expect`: this side has answered 100-continue already. */
const hopByHop = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** What a client cannot have removed by naming it in `Connection`. */
const essential = new Set(['host', 'content-length', 'content-type', 'cookie', 'authorization'])
/** Made anew for the target. `content-length` too: the framing is this side's own. */
const ours = new Set(['content-length', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'x-amzn-trace-id'])

export type Framing = { length: number } | 'chunked' | 'none'

export const toTarget = (request: IncomingMessage, shownPort: number, framing: Framing, now: number): string[] => {
  const kept = without(request.rawHeaders, request.headers.connection, ours)
  const client = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown'
  const before = request.headers['x-forwarded-for']
  kept.push('X-Forwarded-For', before ? `${before}, ${client}` : client)
  kept.push('X-Forwarded-Proto', 'http', 'X-Forwarded-Port', String(shownPort))
  kept.push('X-Amzn-Trace-Id', traceId(request.headers['x-amzn-trace-id'], now))
  if (framing === 'chunked') kept.push('Transfer-Encoding', 'chunked')
  else if (framing !== 'none') kept.push('Content-Length', String(framing.length))
  return kept
}

export const toClient = (response: IncomingMessage): string[] =>
  without(response.rawHeaders, response.headers.connection, none)

/** A header block for a socket that no longer speaks through node:http (upgrades). */
export const headText = (response: IncomingMessage, headers: string[]): string => {
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`]
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

const none = new Set<string>()

const without = (raw: string[], connection: string | undefined, dropped: Set<string>): string[] => {
  const named = connection ? namedIn(connection) : none
  const kept: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase()
    if (hopByHop.has(name) || dropped.has(name) || named.has(name)) continue
    kept.push(raw[i]!, raw[i + 1]!)
  }
  return kept
}

const namedIn = (connection: string) =>
  new Set(
    connection
      .toLowerCase()
      .split(',')
      .map(name => name.trim())
      .filter(name => !essential.has(name)),
  )

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html */
const traceId = (given: string | string[] | undefined, now: number): string => {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0')
  const id = `1-${seconds}-${randomBytes(12).toString('hex')}`
  const fields = String(given ?? '')
    .split(';')
    .map(field => field.trim())
    .filter(field => field && !field.startsWith('Self='))
  if (fields.some(field => field.startsWith('Root='))) return [`Self=${id}`, ...fields].join(';')
  return [`Root=${id}`, ...fields].join(';')
}
