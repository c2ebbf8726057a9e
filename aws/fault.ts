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

/** The answer, or nothing where AWS said one of these: its error's name, or a pattern of its words. */
export const unless = async <T>(expected: readonly (string | RegExp)[], answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer
  } catch (fault) {
    const said = fault instanceof CloudFault ? fault.cause : fault
    const isExpected = (one: string | RegExp) =>
      said instanceof Error && (typeof one === 'string' ? said.name === one : one.test(said.message))
    if (expected.some(isExpected)) return undefined
    throw fault
  }
}

/** What is no answer of AWS's is a mistake of ours: it stays what it is. */
const asFault = (operation: string, fault: unknown): unknown => {
  if (fault instanceof CloudFault || !(fault instanceof Error) || !isOfAws(fault)) return fault
  return Object.assign(new CloudFault(kindOf(fault), operation, wordsOf(fault)), { cause: fault })
}

const isOfAws = (fault: Error) =>
  '$metadata' in fault || '$fault' in fault || isNetwork(fault) || /^(Timeout|Abort|Networking)Error$/.test(fault.name)

/** A refused signature is explained with the whole request, session token included; key ids are nobody's business either. */
const wordsOf = (fault: Error) =>
  fault.message
    .replace(/\s*The Canonical String for this request[\s\S]*/, '')
    .replace(/\b(A[KS]IA)[A-Z0-9]{12,}/g, '$1…')

/** A service's own names say what they are; these are common to all services.
 *  https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const kindOf = (fault: Error): CloudFaultKind => {
  const { name } = fault
  if (status(fault) === 429) return 'throttled'
  if (/Throttl|TooManyRequests|RequestLimitExceeded|Rate exceeded/.test(`${name} ${fault.message}`)) return 'throttled'
  if (/^Expired|ExpiredToken|RequestExpired/.test(name)) return 'expired'
  if (
    /AccessDenied|NotAuthorized|Unauthorized|InvalidSignature|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure|OptInRequired/.test(
      name,
    )
  )
    return 'denied'
  if (status(fault) >= 500 || /Timeout|Abort|Networking|ServiceUnavailable|InternalFailure/.test(name))
    return 'unreachable'
  if (isNetwork(fault)) return 'unreachable'
  if (/NotFound|NoSuch|DoesNotExist/.test(name)) return 'missing'
  return /AlreadyExists|InUse|Conflict|Duplicate|LimitExceeded/.test(name) ? 'conflict' : 'invalid'
}

const status = (fault: Error) => {
  const metadata = '$metadata' in fault ? fault.$metadata : undefined
  return typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0
}

const isNetwork = (fault: Error) => 'code' in fault && networkCodes.has(String(fault.code))

const networkCodes = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH'.split(' '),
)
