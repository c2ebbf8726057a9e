// A request against the schemas of its call: every fault at once, each with its field.
import type * as z from 'zod'
import { Refusal } from '../core/faults.ts'
import type { Match } from './match.ts'

export type Fault = { field: string; message: string }
export type Sent = { query: string; headers: Record<string, string | undefined>; body: string | undefined }

/** All parts in one object: their names do not meet. */
export const validated = ({ route, params }: Match, sent: Sent): object => {
  const faults: Fault[] = []
  const parse = (schema: z.ZodObject, value: unknown, nameless: string): object => {
    const result = schema.safeParse(value)
    if (!result.success) faults.push(...result.error.issues.flatMap(issue => faultsOf(issue, value, nameless)))
    return result.data ?? {}
  }
  const input = {
    ...parse(route.headers, sent.headers, 'headers'),
    ...parse(route.query, queryOf(sent.query, faults), 'query'),
    ...(route.body && withBody(sent.body, faults, value => parse(route.body!, value, 'body'))),
    ...parse(route.params, params, 'path'),
  }
  if (faults.length > 0) throw invalid(faults)
  return input
}

const invalid = (faults: Fault[]) =>
  new Refusal('INVALID_REQUEST', faults.map(({ field, message }) => `${field}: ${message}`).join('; '), { faults })

/** Saying a thing twice is a fault: which of the two was meant? */
const queryOf = (query: string, faults: Fault[]): Record<string, string> => {
  const given = [...new URLSearchParams(query)]
  const names = given.map(([name]) => name)
  const twice = new Set(names.filter((name, n) => names.indexOf(name) !== n))
  for (const name of twice) faults.push({ field: shortened(name), message: 'is given more than once' })
  return Object.fromEntries(given)
}

/** No body at all is an empty one. */
const withBody = (text: string | undefined, faults: Fault[], parse: (value: unknown) => object): object => {
  if (text === undefined || text.trim() === '') return parse({})
  try {
    return parse(JSON.parse(text))
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault
    faults.push({ field: 'body', message: 'is not JSON' })
    return {}
  }
}

/** Ten are enough to see what is wrong. */
const mostUnknown = 10

const faultsOf = (issue: z.core.$ZodIssue, value: unknown, nameless: string): Fault[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, mostUnknown)
      .map(key => ({ field: shortened(key), message: 'is not a field of this call' }))
  const field = shortened(issue.path.map(String).join('.'))
  if (field === '') return [{ field: nameless, message: 'must be a JSON object' }]
  const missing = isObject(value) && given(value, issue.path) === undefined && issue.code !== 'custom'
  return [{ field, message: missing ? 'is missing' : issue.message }]
}

/** What was sent at that place, however deep. */
const given = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[String(key)] : undefined), value)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** It is said back to whoever sent it, and need not be 256 kB long. */
const shortened = (name: string) => (name.length > 60 ? `${name.slice(0, 60)}…` : name)
