// The body of a failure. It names what went wrong in Panda's words, never a class or a stack.
import { CloudFault, Refusal } from '../core/faults.ts'
import { type ErrorCode, errors, type HttpErrorStatus, httpErrors } from '../core/vocabulary.ts'
import type { Context } from './caller.ts'

type Refused = { status: number; headers: Record<string, string>; body: { errorCode: ErrorCode } }

export const refused = (fault: unknown, { ports, log }: Pick<Context, 'ports' | 'log'>): Refused => {
  const timestamp = ports.clock.now()
  if (fault instanceof Refusal) {
    const status = errors[fault.errorCode]
    if (status !== 'event') return { status, ...known(fault, status, timestamp) }
  }
  const reference = ports.random.hex(6)
  log(reference, fault)
  // The table or KMS was out of reach for a moment: that is all there is to tell.
  const passing = fault instanceof CloudFault && (fault.kind === 'throttled' || fault.kind === 'unreachable')
  const message = passing
    ? `Panda could not reach its own storage. Try again; reference ${reference}`
    : `Something went wrong in Panda. Reference: ${reference}`
  const body = {
    timestamp,
    status: 500,
    error: httpErrors[500],
    message,
    errorCode: 'UNEXPECTED_ERROR' as const,
    reference,
  }
  return { status: 500, headers: {}, body }
}

const known = ({ errorCode, message, details }: Refusal, status: HttpErrorStatus, timestamp: string) => {
  const { allow, retryAfter, field, ...more } = details
  const faults = typeof field === 'string' ? { faults: [{ field, message: message.replace(`${field}: `, '') }] } : {}
  return {
    headers: {
      ...(typeof allow === 'string' && { allow }),
      ...(typeof retryAfter === 'number' && { 'retry-after': String(retryAfter) }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: { timestamp, status, error: httpErrors[status], message, errorCode, ...more, ...faults },
  }
}
