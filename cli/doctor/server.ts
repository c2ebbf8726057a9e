// Of the server: whether it answers, whether it is Panda, its clock, who it takes us for, and its socket.
import { PandaError, Unreachable } from '../../client/faults.ts'
import type { Context } from '../context.ts'
import { mishapOf } from '../faults.ts'
import { bad, type Check, good, note } from './check.ts'
import { socketTrip } from './socket-trip.ts'

export async function* serverChecks(context: Context): AsyncGenerator<Check> {
  const server = await answers(context)
  yield server
  const proxy = proxyCheck(context)
  if (proxy) yield proxy
  if (server.state === 'bad') return
  yield clock(context)
  const identity = await identified(context)
  yield identity
  if (identity.state !== 'bad') yield await socket(context)
}

/** What this command line speaks. */
const apiVersion = '1'

const answers = async (context: Context): Promise<Check> => {
  const { say, client, server } = context
  const began = performance.now()
  try {
    const { status } = await client.health()
    const ms = Math.round(performance.now() - began)
    if (status !== 'UP')
      return bad('server', say('doctor.server.other', { url: server.url }), say('doctor.server.mend'))
    const version = await versionOf(server.url)
    const newer = version !== undefined && version !== apiVersion
    return newer
      ? note('server', say('doctor.version', { version, ours: apiVersion }), 'git pull')
      : good('server', say('doctor.server', { url: server.url, ms, version: version ?? '?' }))
  } catch (fault) {
    const { message, next } = await mishapOf(fault, context)
    return bad('server', message, ...next.filter(line => !line.includes('panda doctor')))
  }
}

const versionOf = async (url: string): Promise<string | undefined> => {
  try {
    const response = await fetch(`${url}/api-docs`, { signal: AbortSignal.timeout(5000) })
    const document = (await response.json()) as { info?: { version?: unknown } }
    return typeof document.info?.version === 'string' ? document.info.version : undefined
  } catch {
    return undefined // it answered before: what it is called is only told
  }
}

/** Node's fetch looks at these only when told to, and its WebSocket likewise. */
const proxyCheck = ({ say, env }: Context): Check | undefined => {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter(name => env[name])
  const [name] = names
  if (!name || env.NODE_USE_ENV_PROXY === '1') return undefined
  return note('proxy', say('doctor.proxy', { name }), 'export NODE_USE_ENV_PROXY=1')
}

/** Tokens have ends, tickets live for 30 s: a minute is a lot. */
const clock = ({ say, aheadMs }: Context): Check => {
  const seconds = Math.round(Math.abs(aheadMs()) / 1000)
  if (seconds < 30) return good('clock', say('doctor.clock'))
  const what = say(aheadMs() > 0 ? 'doctor.clock.ahead' : 'doctor.clock.behind', { seconds })
  return (seconds < 120 ? note : bad)('clock', what, say('doctor.clock.mend'))
}

const identified = async (context: Context): Promise<Check> => {
  const { say, client, server } = context
  try {
    await client.services()
  } catch (fault) {
    const { message, next } = await mishapOf(fault, context)
    return bad('identity', message, ...next)
  }
  if (server.token === undefined) return good('identity', say('doctor.identity.open'))
  try {
    await client.externalId() // the least that a deployer may and a viewer may not
    return good('identity', say('doctor.identity.deployer'))
  } catch (fault) {
    if (fault instanceof PandaError && fault.status === 403)
      return note('identity', say('doctor.identity.viewer'), say('doctor.identity.mend'))
    if (fault instanceof PandaError || fault instanceof Unreachable)
      return bad('identity', (await mishapOf(fault, context)).message)
    throw fault
  }
}

const socket = async ({ say, client, env }: Context): Promise<Check> => {
  const ticket = await client.socketTicket()
  const trip = await socketTrip(ticket)
  if ('ms' in trip) return good('socket', say('doctor.socket', { ms: trip.ms }))
  const host = URL.parse(ticket.url)?.host ?? ticket.url
  const proxied = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy
  const mend = proxied ? say('doctor.socket.proxy', { host }) : say('doctor.socket.mend', { host })
  return bad('socket', say('doctor.socket.none', { host, reason: trip.failed }), mend)
}
