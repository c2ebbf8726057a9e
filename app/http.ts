// From a request to an answer, whatever carries them: node:http on one machine, API Gateway in the cloud.
import { Refusal } from '../core/faults.ts'
import { apiMessage, localeOf } from '../core/messages.ts'
import { admitted, mustBeAllowedAt, placeIn } from './admitted.ts'
import { callNotes, type SeenCall } from './audit.ts'
import type { Answer, CallContext, Caller, Context } from './caller.ts'
import { findRoute } from './find-route.ts'
import { callerFrom } from './identity.ts'
import type { Match } from './match.ts'
import { rateLimit } from './rate-limit.ts'
import { refused } from './refused.ts'
import type { Route } from './routes/route.ts'
import * as tickets from './store/tickets.ts'
import { validated } from './validate.ts'

export type Request = {
  method: string
  /** Still percent-encoded, without the query. */
  path: string
  /** Without `?`. */
  query: string
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  body: string | undefined
  /** Undefined: nobody that is known. */
  caller: Caller | undefined
  /** Why not, in words, if whoever looked said so. */
  denied?: string
  /** Of the other end of the connection, as whoever holds it saw it: never out of a header, which anybody can write. */
  ip?: string | undefined
  /** Aborted when whoever asked is gone. */
  signal?: AbortSignal
}
export type Reply = {
  status: number
  headers: Record<string, string>
  /** Absent: there is no such call. */
  called?: Match
} & ({ body: string } | { stream: AsyncIterable<string> })
export type Handle = (request: Request) => Promise<Reply>

/** 256 kB */
const mostBodyBytes = 262_144

/** Never throws. */
export const api = (context: Context): Handle => {
  const limit = rateLimit(context.settings.PANDA_REQUESTS_PER_MINUTE)
  const noteCall = callNotes(context)
  return async request => {
    const seen: SeenCall = { note: {} }
    const reply = await answer(request, context, { limit, seen }).catch(fault => {
      const { status, headers, body } = refused(fault, context)
      seen.errorCode = body.errorCode
      return json(status, body, headers)
    })
    await noteCall(seen, reply.status, { ip: request.ip, userAgent: request.headers['user-agent'] })
    const { route, params = {} } = seen
    return route ? { ...reply, called: { route, params } } : reply
  }
}

type Chain = { limit: ReturnType<typeof rateLimit>; seen: SeenCall }

/** What it finds out, `seen` holds: also when it goes no further. */
const answer = async (request: Request, context: Context, { limit, seen }: Chain): Promise<Reply> => {
  const found = await findRoute(request.method, request.path)
  seen.route = found.route
  seen.params = found.params
  const known = await callerOf(request, found, context)
  seen.caller = known
  const retryAfter = found.route.allows === 'anyone' ? undefined : limit(known.tenant, context.ports.clock.now())
  if (retryAfter !== undefined)
    throw new Refusal('RATE_LIMITED', `Too many requests: try again in ${retryAfter} s`, { retryAfter })
  const caller = await admitted(found.route, known, context.ports)
  refuseIfTooLong(found.route, request.body)
  const input = validated(found, request)
  seen.input = input
  const locale = localeOf(request.headers['accept-language'], context.settings.PANDA_LOCALE)
  const signal = request.signal ?? new AbortController().signal
  const { route } = found
  const place = route.within === 'place' ? placeIn(input) : undefined
  if (place) mustBeAllowedAt({ caller, audit: seen.note }, place, leastOf(route))
  // What the schemas of this entry let through is what its use case takes: the table's types say so.
  const given = await route.run(input as never, {
    ...context,
    caller,
    locale,
    signal,
    audit: seen.note,
    least: leastOf(route),
    rawBody: request.body,
  })
  if (given.kind === 'data') seen.data = given.data
  return replyOf(given, route, { locale })
}

/** An `EventSource` cannot send headers: a ticket in the address stands for whoever asked for it, for one log. */
const callerOf = async (request: Request, { route, params }: Match, { ports }: Context): Promise<Caller> => {
  if (route.allows === 'anyone') return nobody
  const ticket = route.operation === 'readEvents' ? new URLSearchParams(request.query).get('ticket') : null
  if (ticket === null) {
    if (request.caller) return request.caller
    throw new Refusal('UNAUTHENTICATED', request.denied ?? 'This call needs an identity')
  }
  const known = await tickets.find(ports, ticket)
  const caller = callerFrom(known?.identity)
  if (!caller || known?.deploymentId === undefined || known.deploymentId !== params.id)
    throw new Refusal('UNAUTHENTICATED', 'The ticket is not, or no longer, good for this address')
  return caller
}

const leastOf = ({ allows }: Route) => (allows === 'anyone' ? 'viewer' : allows)

const nobody: Caller = { tenant: '', by: '', role: 'viewer' }

const refuseIfTooLong = ({ body, mostBytes }: Route, sent = '') => {
  const most = mostBytes ?? mostBodyBytes
  if ((body || mostBytes !== undefined) && Buffer.byteLength(sent) > most)
    throw new Refusal('PAYLOAD_TOO_LARGE', `A body may have ${most / 1024} kB at most`)
}

const replyOf = (given: Answer, route: Route, { locale }: Pick<CallContext, 'locale'>): Reply => {
  switch (given.kind) {
    case 'data':
      return json(200, { code: 200, message: apiMessage(locale, route.successMessage), data: given.data })
    case 'document':
      return jsonText(200, given.json)
    case 'file':
      return {
        status: 200,
        headers: { ...always, 'content-type': `${given.type}; charset=utf-8`, ...given.headers },
        body: given.text,
      }
    case 'over':
      return { status: 204, headers: always, body: '' }
    case 'events':
      return {
        status: 200,
        // Proxies that collect an answer before they pass it on would keep it to themselves.
        headers: { ...always, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
        stream: given.stream,
      }
  }
}

const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

const json = (status: number, body: object, headers: Record<string, string> = {}): Reply =>
  jsonText(status, JSON.stringify(body), headers)

const jsonText = (status: number, body: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { ...always, 'content-type': 'application/json; charset=utf-8', ...headers },
  body,
})
