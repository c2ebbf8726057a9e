// EventBridge's event patterns, as far as Panda's rules use them; any other operator is refused.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
import { AwsError } from './aws-error.ts'

export type Pattern = { [field: string]: Pattern | Matcher[] }
type Scalar = string | number | boolean | null
type Matcher =
  | Scalar
  | { prefix: string }
  | { exists: boolean }
  | { 'anything-but': Scalar | Scalar[] | { prefix: string } }

export const readPattern = (text: string): Pattern => {
  let pattern: unknown
  try {
    pattern = JSON.parse(text)
  } catch {
    throw invalid('it is no JSON')
  }
  check(pattern, [])
  return pattern as Pattern
}

export const matches = (pattern: Pattern, event: unknown): boolean =>
  Object.entries(pattern).every(([field, wanted]) => {
    const value = isObject(event) && Object.hasOwn(event, field) ? event[field] : undefined
    return Array.isArray(wanted) ? wanted.some(one => fits(one, value)) : matches(wanted, value)
  })

/** Of an array in the event, any element may fit. */
const fits = (matcher: Matcher, value: unknown): boolean => {
  if (isObject(matcher) && 'exists' in matcher) return matcher.exists === (value !== undefined)
  const values = Array.isArray(value) ? value : [value]
  return values.some(one => one !== undefined && fitsOne(matcher, one))
}

const fitsOne = (matcher: Matcher, value: unknown): boolean => {
  if (!isObject(matcher)) return matcher === value
  if ('prefix' in matcher) return typeof value === 'string' && value.startsWith(matcher.prefix)
  if (!('anything-but' in matcher)) return false
  const unwanted = matcher['anything-but']
  if (isObject(unwanted) && !Array.isArray(unwanted))
    return typeof value === 'string' && !value.startsWith(unwanted.prefix)
  return ![unwanted].flat().some(one => one === value)
}

const check = (pattern: unknown, path: string[]): void => {
  const where = path.join('.') || 'the pattern'
  if (!isObject(pattern) || Array.isArray(pattern)) throw invalid(`${where} has to be an object or an array`)
  if (Object.keys(pattern).length === 0) throw invalid(`${where} is empty`)
  for (const [field, wanted] of Object.entries(pattern)) {
    const at = [...path, field]
    if (field.startsWith('$')) throw invalid(`${at.join('.')} is not known here`)
    if (!Array.isArray(wanted)) check(wanted, at)
    else if (wanted.length === 0) throw invalid(`${at.join('.')} is empty`)
    else
      for (const one of wanted)
        if (!isMatcher(one)) throw invalid(`${at.join('.')}: ${JSON.stringify(one)} is not known here`)
  }
}

const isMatcher = (one: unknown): boolean => {
  if (isScalar(one)) return true
  if (!isObject(one) || Array.isArray(one) || Object.keys(one).length !== 1) return false
  const unwanted = one['anything-but']
  if (isObject(unwanted) && !Array.isArray(unwanted)) return typeof unwanted.prefix === 'string'
  return (
    typeof one.prefix === 'string' ||
    typeof one.exists === 'boolean' ||
    (unwanted !== undefined && [unwanted].flat().every(isScalar))
  )
}

const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value)
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const invalid = (why: string) =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${why}`)
