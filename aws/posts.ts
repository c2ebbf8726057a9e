// Posting to an address that a customer has given: through the guard (guarded-request.ts), and nothing is followed.
import type { Posted, Posts } from '../core/ports.ts'
import { guardedRequest, type Resolve, refusal } from './guarded-request.ts'
import { isLoopback, isPublic, type Reach } from './reach.ts'

type PostSettings = {
  reach?: Reach
  /** Whether http may be spoken there: what is said is not for everybody on the way. */
  plain?: (host: string) => boolean
  resolve?: Resolve
  timeoutMs?: number
}

/** On AWS: https, on the internet. */
export const posts = ({
  reach = isPublic,
  plain = () => false,
  resolve,
  timeoutMs = 10_000,
}: PostSettings = {}): Posts => {
  const unfit = (address: string): string | undefined => {
    if (!URL.canParse(address)) return 'is not an address'
    const { protocol, hostname } = new URL(address)
    if (protocol !== 'https:' && !(protocol === 'http:' && plain(hostname))) return 'must begin with https://'
    return refusal(new URL(address), reach)
  }
  return {
    unfit,
    async post(address, body, headers): Promise<Posted> {
      const startedAt = performance.now()
      const ms = () => Math.round(performance.now() - startedAt)
      const why = unfit(address)
      if (why !== undefined) return { httpStatus: null, ms: ms(), reason: why, refused: true, body: '' }
      const signal = AbortSignal.timeout(timeoutMs)
      const length = String(Buffer.byteLength(body))
      const wishes = { method: 'POST', headers: { ...headers, 'content-length': length }, signal }
      try {
        const answer = await sent(() => guardedRequest(address, wishes, { reach, resolve }), body, signal)
        return { ...answer, ms: ms() }
      } catch (fault) {
        const refused = fault instanceof Error && fault.name === 'AddressRefused' ? { refused: true as const } : {}
        return { httpStatus: null, ms: ms(), reason: reasonOf(fault, timeoutMs), ...refused, body: '' }
      }
    },
  }
}

/** On one machine: this machine too, where a receiver is tried out. */
export const localPosts = (timeoutMs?: number): Posts =>
  posts({
    reach: address => isLoopback(address) || isPublic(address),
    plain: host => host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, '')),
    ...(timeoutMs && { timeoutMs }),
  })

const longestAnswer = 200

/** The status counts once it is there: who is slow with the rest has taken it all the same. */
const sent = (ask: () => ReturnType<typeof guardedRequest>, body: string, signal: AbortSignal) =>
  new Promise<Omit<Posted, 'ms'>>((resolve, reject) => {
    const failed = (fault: Error) => reject(signal.aborted ? signal.reason : fault)
    let heard = false
    ask()
      .on('response', answer => {
        heard = true
        let said = ''
        const told = () => {
          const retryAfter = answer.headers['retry-after']
          resolve({
            httpStatus: answer.statusCode ?? 0,
            body: said.slice(0, longestAnswer),
            ...(retryAfter && { retryAfter }),
          })
          answer.destroy()
        }
        answer.setEncoding('utf8').on('data', (piece: string) => {
          said += piece
          if (said.length >= longestAnswer) told()
        })
        answer.on('end', told).on('error', told).on('close', told)
      })
      .on('error', fault => heard || failed(fault))
      .on('close', () => heard || failed(new Error('it closed the connection without an answer')))
      .end(body)
  })

const reasonOf = (fault: unknown, timeoutMs: number): string => {
  if (!(fault instanceof Error)) return String(fault)
  if (fault.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return 'code' in fault ? `no answer (${String(fault.code)})` : fault.message
}
