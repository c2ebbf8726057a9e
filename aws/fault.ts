// AWS's ways of saying no, in the domain's words.
import { CloudFault, type CloudFaultKind } from '../core/faults.ts'

/** Runs an SDK call: what it throws is a CloudFault, with what AWS said as its cause. */
export const asked = async <T>(operation: string, send: () => Promise<T>): Promise<T> => {
  try {
    return await send()
  } catch (fault) {
    throw asFault(operation, fault)
  }
}

/** The answer, or nothing where AWS said one of these: its error's name, a pattern of its words, or its HTTP status. */
export const unless = async <T>(
  expected: readonly (string | RegExp | number)[],
  answer: Promise<T>,
): Promise<T | undefined> => {
  try {
    return await answer
  } catch (fault) {
    const said = fault instanceof CloudFault ? fault.cause : fault
    if (said instanceof Error && expected.some(one => isSaid(one, said))) return undefined
    throw fault
  }
}

const isSaid = (one: string | RegExp | number, said: Error) => {
  if (typeof one === 'number') return status(said) === one
  return typeof one === 'string' ? said.name === one : one.test(said.message)
}

/** What is no answer of AWS's is a mistake of ours: it stays what it is. */
const asFault = (operation: string, fault: unknown): unknown => {
  if (fault instanceof CloudFault || !(fault instanceof Error) || !isOfAws(fault)) return fault
  return Object.assign(new CloudFault(kindOf(fault), operation, wordsOf(fault)), { cause: fault })
}

const isOfAws = (fault: Error) =>
  '$metadata' in fault || '$fault' in fault || isNetwork(fault) || /^(Timeout|Abort|Networking)Error$/.test(fault.name)

/** A refused signature is explained with the whole request, session token included; key ids are nobody's business either.
 *  What the SDK could not read it explains with where a programmer finds the answer. */
const wordsOf = (fault: Error) =>
  fault.message
    .replace(/\s*The Canonical String for this request[\s\S]*/, '')
    .replace(/\s*Deserialization error: to see the raw response[\s\S]*/, '')
    .replace(/\b(A[KS]IA)[A-Z0-9]{12,}/g, '$1…')

/** A service's own names say what they are; these are common to all services.
 *  https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const kindOf = (fault: Error): CloudFaultKind => {
  const { name } = fault
  if (status(fault) === 429) return 'throttled'
  if (slowDown.test(`${name} ${fault.message}`)) return 'throttled'
  if (/^Expired|ExpiredToken|RequestExpired/.test(name)) return 'expired'
  if (refused.test(name)) return 'denied'
  if (status(fault) >= 500 || /Timeout|Abort|Networking|ServiceUnavailable|InternalFailure/.test(name))
    return 'unreachable'
  if (isNetwork(fault)) return 'unreachable'
  if (/NotFound|NoSuch|DoesNotExist/.test(name)) return 'missing'
  return inTheWay.test(name) || isBusy.test(fault.message) ? 'conflict' : 'invalid'
}

/** ECS says of registering one family at once: https://github.com/hashicorp/terraform-provider-aws/issues/9777 */
const slowDown =
  /Throttl|TooManyRequests|RequestLimitExceeded|Rate exceeded|ThroughputExceeded|BandwidthLimitExceeded|SlowDown|PriorRequestNotComplete|Too many concurrent attempts/
const refused =
  /AccessDenied|Forbidden|NotAuthorized|Unauthorized|MissingAuthenticationToken|IncompleteSignature|InvalidSignature|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure|OptInRequired|SubscriptionRequired/
/** Another is at it, or it is there already. */
const inTheWay = /AlreadyExists|InUse|InProgress|Conflict|Concurrent|Duplicate|LimitExceeded|TemporarilyUnmodifiable/
/** CloudFormation's words for it have no name of their own: ValidationError. */
const isBusy = /is in \w+_IN_PROGRESS state and can ?not be/

const status = (fault: Error) => {
  const metadata = '$metadata' in fault ? fault.$metadata : undefined
  return typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0
}

const isNetwork = (fault: Error) => 'code' in fault && networkCodes.has(String(fault.code))

const networkCodes = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH'.split(' '),
)
