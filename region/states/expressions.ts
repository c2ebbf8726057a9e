// JSONata in state machines: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
import { randomUUID } from 'node:crypto'
import jsonata from 'jsonata'

/** What went wrong in a state, as retriers and catchers see it. */
export type StateError = { Error: string; Cause: string }

export class QueryFault extends Error {
  override name = 'States.QueryEvaluationError'
}

export type Scope = { states: Record<string, unknown>; variables: Record<string, unknown>; now: number }

/** Every string of the form `{% … %}`, however deep, is an expression; all else stands for itself. */
export const evaluate = async (template: unknown, scope: Scope): Promise<unknown> => {
  if (typeof template === 'string') return isExpression(template) ? query(template, scope) : template
  if (Array.isArray(template)) return Promise.all(template.map(one => evaluate(one, scope)))
  if (typeof template !== 'object' || template === null) return template
  const entries = Object.entries(template).map(async ([field, one]) => [field, await evaluate(one, scope)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

export const syntaxFault = (text: string): string | undefined => {
  if (!isExpression(text)) return undefined
  try {
    compiled(text)
    return undefined
  } catch (fault) {
    return `${text}: ${wordsOf(fault)}`
  }
}

const isExpression = (text: string) => text.startsWith('{%') && text.endsWith('%}')

/** As many as there are expressions in definitions. */
const known = new Map<string, ReturnType<typeof jsonata>>()

const compiled = (text: string) => {
  const expression = known.get(text) ?? jsonata(text.slice(2, -2).trim())
  known.set(text, expression)
  return expression
}

const query = async (text: string, scope: Scope): Promise<unknown> => {
  let value: unknown
  try {
    value = await compiled(text).evaluate(undefined, bindings(scope))
  } catch (fault) {
    throw new QueryFault(`${text}: ${wordsOf(fault)}`)
  }
  if (value === undefined) throw new QueryFault(`${text}: the expression returned nothing`)
  if (typeof value === 'function') throw new QueryFault(`${text}: the expression returned a function`)
  return JSON.parse(JSON.stringify(value))
}

/** `$now` and `$millis` are the region's; `$uuid` and `$parse` are what Step Functions adds and may be of use. */
const bindings = (scope: Scope) => ({
  ...scope.variables,
  states: scope.states,
  now: () => new Date(scope.now).toISOString(),
  millis: () => scope.now,
  uuid: () => randomUUID(),
  parse: (text: string) => JSON.parse(text) as unknown,
})

/** JSONata throws objects that are no errors. */
const wordsOf = (fault: unknown) =>
  typeof fault === 'object' && fault !== null && 'message' in fault ? String(fault.message) : String(fault)
