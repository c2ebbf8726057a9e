// DynamoDB's ways of saying no, in the domain's words.
import { CloudFault, type CloudFaultKind } from '../core/faults.ts'

/** For `.catch`: throws what the SDK threw as a CloudFault. */
export const tableFault =
  (operation: string) =>
  (fault: unknown): never => {
    if (fault instanceof CloudFault) throw fault
    if (!(fault instanceof Error)) throw new CloudFault('invalid', operation, String(fault))
    const words = new CloudFault(kindOf(fault), operation, `DynamoDB ${operation}: ${fault.name}: ${fault.message}`)
    words.cause = fault
    throw words
  }

export const isConditionFailure = (fault: unknown) =>
  fault instanceof Error && fault.name === 'ConditionalCheckFailedException'

/** Whether the SDK sent the request more than once. */
export const wasRetried = (fault: unknown) => Number(metadataOf(fault).attempts ?? 1) > 1

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
const kinds: Record<string, CloudFaultKind> = {
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  RequestLimitExceeded: 'throttled',
  LimitExceededException: 'throttled',
  TransactionConflictException: 'throttled',
  ReplicatedWriteConflictException: 'throttled',
  InternalServerError: 'unreachable',
  InternalServerErrorException: 'unreachable',
  ServiceUnavailable: 'unreachable',
  ServiceUnavailableException: 'unreachable',
  TimeoutError: 'unreachable',
  AbortError: 'unreachable',
  NetworkingError: 'unreachable',
  ResourceNotFoundException: 'missing',
  ResourceInUseException: 'conflict',
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidSignatureException: 'denied',
  ExpiredTokenException: 'expired',
}

const kindOf = (fault: Error): CloudFaultKind => {
  const known = kinds[fault.name]
  if (known) return known
  if (Number(metadataOf(fault).httpStatusCode ?? 0) >= 500) return 'unreachable'
  return 'code' in fault && networkCodes.has(String(fault.code)) ? 'unreachable' : 'invalid'
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

const metadataOf = (fault: unknown): Record<string, unknown> =>
  typeof fault === 'object' && fault !== null && '$metadata' in fault && typeof fault.$metadata === 'object'
    ? { ...fault.$metadata }
    : {}
