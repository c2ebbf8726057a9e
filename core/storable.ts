// What a table can hold, in one place for every Table: both adapters store exactly what this answers.
import { CloudFault } from './faults.ts'
import type { Item, Key } from './ports.ts'

/** A deep copy as it will be read again: without undefined attributes and empty sets, strings well-formed.
 *  Throws CloudFault `invalid` for what DynamoDB would refuse or hand back as something else. */
export const storable = (item: Item): Item => ({
  ...Object.fromEntries(
    Object.entries(item)
      .filter(([, value]) => value !== undefined && !(value instanceof Set && value.size === 0))
      .map(([name, value]) => [name, value instanceof Set ? stringSet(name, value) : plain(name, value)]),
  ),
  ...storableKey(item),
})

export const storableKey = ({ pk, sk }: Key): Key => ({ pk: keyPart('pk', pk, 2048), sk: keyPart('sk', sk, 1024) })

/** DynamoDB orders strings by their UTF-8 bytes, JavaScript by UTF-16 units: they differ beyond U+FFFF. */
export const byteOrder = (a: string, b: string) => {
  if (a === b) return 0
  const [left, right] = [encoder.encode(a), encoder.encode(b)]
  const at = left.findIndex((byte, i) => byte !== right[i])
  return at === -1 ? -1 : left[at]! - (right[at] ?? -1)
}

export const bytesOf = (text: string) => encoder.encode(text).length

const encoder = new TextEncoder()

const keyPart = (name: 'pk' | 'sk', value: unknown, most: number) => {
  if (typeof value !== 'string' || value === '') throw invalid(name, 'must be a string that is not empty')
  // A character has three bytes at most: most keys need no counting.
  if (value.length * 3 > most && bytesOf(value) > most) throw invalid(name, `is longer than ${most} bytes`)
  return value.toWellFormed()
}

const stringSet = (name: string, values: Set<unknown>) => {
  for (const value of values) if (typeof value !== 'string') throw invalid(name, 'a set holds strings')
  return new Set([...values].map(value => String(value).toWellFormed()))
}

const plain = (path: string, value: unknown): unknown => {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value === 'number') return safeNumber(path, value)
  if (Array.isArray(value)) return value.filter(one => one !== undefined).map((one, at) => plain(`${path}[${at}]`, one))
  if (isPlainObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([name, one]) => [name, plain(`${path}.${name}`, one)]),
    )
  throw invalid(path, `cannot hold ${Object.prototype.toString.call(value)}`)
}

const safeNumber = (path: string, value: number) => {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) throw invalid(path, `cannot hold ${value}`)
  return value + 0 // -0 is read again as 0
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === null || Object.prototype.toString.call(value) === '[object Object]') &&
  (Object.getPrototypeOf(value) === null || Object.getPrototypeOf(Object.getPrototypeOf(value)) === null)

const invalid = (path: string, why: string) => new CloudFault('invalid', 'PutItem', `Attribute ${path}: ${why}`)
