// One GET of an address in a customer's account, as a user of it would make it.
import type { Probe } from '../core/ports.ts'

/** A redirect is an answer: following it would leave what is probed. The body is read, so that the socket is free again. */
export const probe: Probe = {
  async get(url, timeoutMs) {
    const startedAt = performance.now()
    const latencyMs = () => Math.round(performance.now() - startedAt)
    try {
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
      const answeredAfter = latencyMs()
      for await (const _chunk of answer.body ?? []);
      return { httpStatus: answer.status, latencyMs: answeredAfter }
    } catch (fault) {
      return { httpStatus: null, latencyMs: latencyMs(), reason: reasonOf(fault, timeoutMs) }
    }
  },
}

/** `fetch failed` says nothing; its cause does. */
const reasonOf = (fault: unknown, timeoutMs: number): string => {
  if (!(fault instanceof Error)) return String(fault)
  if (fault.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const { cause } = fault
  if (!(cause instanceof Error)) return fault.message
  return 'code' in cause ? `${cause.code}: ${cause.message}`.replace(/: $/, '') : cause.message
}
