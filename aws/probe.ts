// One GET of an address in a customer's account, as a user of it would make it.
import type { Probe } from '../core/ports.ts'
import { guardedRequest, type Resolve } from './guarded-request.ts'
import { isPublic, type Reach } from './reach.ts'

type ProbeSettings = {
  /** Whom it may call: the load balancer is the customer's, and so is what its name leads to. */
  reach: Reach
  resolve?: Resolve
  /** Hosts that are asked whatever name their certificate has. */
  nameless?: (host: string) => boolean
}

/** A redirect is an answer: following it would leave what is probed. The body is read: half an answer is none. */
export const probeOf = ({ reach, resolve, nameless = isBalancer }: ProbeSettings): Probe => ({
  async get(url, timeoutMs, keep = 0) {
    const startedAt = performance.now()
    const elapsed = () => Math.round(performance.now() - startedAt)
    let latencyMs: number | undefined
    const answered = () => {
      latencyMs = elapsed()
    }
    try {
      // Under AWS's name of a load balancer stands the certificate of the customer's name, which can never match. Nothing
      // secret is sent, and nothing is believed of the answer but what is compared with a smoke request.
      const rejectUnauthorized = !nameless(new URL(url).hostname)
      const signal = AbortSignal.timeout(timeoutMs)
      const ask = () =>
        guardedRequest(url, { signal, headers: { 'user-agent': 'panda' }, rejectUnauthorized }, { reach, resolve })
      const { httpStatus, body } = await answerOf(ask, signal, answered, keep)
      return { httpStatus, latencyMs: latencyMs ?? elapsed(), ...(keep > 0 && { body }) }
    } catch (fault) {
      return { httpStatus: null, latencyMs: elapsed(), reason: reasonOf(fault, timeoutMs) }
    }
  },
})

const answerOf = (
  ask: () => ReturnType<typeof guardedRequest>,
  signal: AbortSignal,
  answered: () => void,
  keep: number,
) =>
  new Promise<{ httpStatus: number; body: string }>((resolve, reject) => {
    const failed = (fault: Error) => reject(signal.aborted ? signal.reason : fault)
    let heard = false
    ask()
      .on('response', answer => {
        heard = true
        answered()
        let body = ''
        answer
          .setEncoding('utf8')
          .on('data', (text: string) => {
            if (body.length < keep) body += text.slice(0, keep - body.length)
          })
          .on('end', () => resolve({ httpStatus: answer.statusCode ?? 0, body }))
          .on('error', failed)
      })
      .on('error', failed)
      // As after 101, when nobody goes on in another protocol. Of an answer the end tells: it may come after this.
      .on('close', () => heard || failed(new Error('it closed the connection without an answer')))
      .end()
  })

const isBalancer = (host: string) =>
  /\.elb\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$|\.elb\.amazonaws\.com(\.cn)?$/.test(host)

const reasonOf = (fault: unknown, timeoutMs: number): string => {
  if (!(fault instanceof Error)) return String(fault)
  if (fault.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  return 'code' in fault ? `${fault.code}: ${fault.message}`.replace(/: $/, '') : fault.message
}

/** From AWS: on the internet, or not at all. */
export const probe = probeOf({ reach: isPublic })
