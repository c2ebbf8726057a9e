// One GET of an address in a customer's account, as a user of it would make it.
import { get as httpsGet } from 'node:https'
import type { Probe } from '../core/ports.ts'

/** A redirect is an answer: following it would leave what is probed. The body is read, so that the socket is free again. */
export const probeOf = (nameless = isBalancer): Probe => ({
  async get(url, timeoutMs) {
    const startedAt = performance.now()
    const elapsed = () => Math.round(performance.now() - startedAt)
    let latencyMs: number | undefined
    const answered = () => {
      latencyMs = elapsed()
    }
    try {
      const { protocol, hostname } = new URL(url)
      const ask = protocol === 'https:' && nameless(hostname) ? askUnnamed : askUsual
      const httpStatus = await ask(url, timeoutMs, answered)
      return { httpStatus, latencyMs: latencyMs ?? elapsed() }
    } catch (fault) {
      return { httpStatus: null, latencyMs: elapsed(), reason: reasonOf(fault, timeoutMs) }
    }
  },
})

const askUsual = async (url: string, timeoutMs: number, answered: () => void) => {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  answered()
  for await (const _chunk of answer.body ?? []);
  return answer.status
}

/** Under AWS's name of a load balancer stands the certificate of the customer's name, which can never match. Nothing secret
 *  is sent, and nothing is taken from the answer but its status. */
const askUnnamed = (url: string, timeoutMs: number, answered: () => void) =>
  new Promise<number>((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const failed = (fault: Error) => reject(signal.aborted ? signal.reason : fault)
    const request = httpsGet(url, { rejectUnauthorized: false, agent: false, signal }, answer => {
      answered()
      answer.on('end', () => resolve(answer.statusCode ?? 0)).on('error', failed)
      answer.resume()
    })
    request.on('error', failed)
  })

const isBalancer = (host: string) =>
  /\.elb\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$|\.elb\.amazonaws\.com(\.cn)?$/.test(host)

/** `fetch failed` says nothing; its cause does. */
const reasonOf = (fault: unknown, timeoutMs: number): string => {
  if (!(fault instanceof Error)) return String(fault)
  if (fault.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const cause = fault.cause ?? fault
  if (!(cause instanceof Error)) return fault.message
  return 'code' in cause ? `${cause.code}: ${cause.message}`.replace(/: $/, '') : cause.message
}

export const probe = probeOf()
