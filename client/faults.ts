// The two ways a call fails: Panda said no, or nobody answered.
import type { AnyErrorCode } from './types.ts'

/** Panda answered, and said no. */
export class PandaError extends Error {
  override name = 'PandaError'
  /** The HTTP status; 0 when it was said over a socket. */
  readonly status: number
  /** Absent when what answered was not Panda (a proxy in between). */
  readonly errorCode: AnyErrorCode | undefined
  readonly deploymentId: string | undefined
  readonly stage: number | undefined
  /** The whole answer: an object, or the text if it was not JSON. */
  readonly body: unknown
  constructor(status: number, body: unknown, where: string) {
    const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
    super(text(said.message) ?? `${where} answered ${status}`)
    this.status = status
    this.body = body
    this.errorCode = text(said.errorCode)
    this.deploymentId = text(said.deploymentId)
    this.stage = typeof said.stage === 'number' ? said.stage : undefined
  }
}

/** Nobody answered at that address, in time. */
export class Unreachable extends Error {
  override name = 'Unreachable'
  readonly address: string
  constructor(address: string, cause: unknown) {
    super(`No answer from ${address}: ${reason(cause)}`, { cause })
    this.address = address
  }
}

/** Whether the same call may succeed later. */
export const passes = (fault: unknown) =>
  fault instanceof Unreachable || (fault instanceof PandaError && (fault.status === 429 || fault.status >= 500))

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Node says only "fetch failed"; what happened is the cause, which may have a code and no message. */
const reason = (fault: unknown): string => {
  if (!(fault instanceof Error)) return String(fault)
  if (fault.cause instanceof Error) return reason(fault.cause)
  const { code } = fault as Error & { code?: unknown }
  return fault.message || (typeof code === 'string' ? code : fault.name)
}
