// What a policy's words come to.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import * as z from 'zod'

export type Circumstances = Record<string, string[]>
type Question = { action: string; resource: string; context: Circumstances }
type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny'

export const strings = z.union([z.string(), z.array(z.string())])
export const conditionSchema = z.record(z.string(), z.record(z.string(), strings))
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: strings,
  Resource: strings,
  Condition: conditionSchema.optional(),
})
const documentSchema = z.object({ Statement: z.union([z.array(statementSchema), statementSchema]) })

export type Statement = z.infer<typeof statementSchema>

/** A statement that is not known here (NotAction, NotResource) is refused loudly. */
export const statementsIn = (documents: string[]): Statement[] =>
  documents.flatMap(document => [documentSchema.parse(JSON.parse(document)).Statement].flat())

/** A no anywhere is a no. */
export const decision = (statements: Statement[], question: Question): Decision => {
  const speaking = statements.filter(statement => speaks(statement, question))
  if (speaking.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny'
  return speaking.length > 0 ? 'allowed' : 'implicitDeny'
}

const speaks = (statement: Statement, { action, resource, context }: Question) =>
  list(statement.Action).some(pattern => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
  list(statement.Resource).some(pattern => isLike(pattern, resource)) &&
  holds(statement.Condition ?? {}, context)

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export const holds = (condition: z.infer<typeof conditionSchema>, context: Circumstances) =>
  Object.entries(condition).every(([operator, keys]) => {
    const [, set, name = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
    const compare = comparisons[name]
    if (!compare) throw new Error(`The pretend IAM does not know the condition ${operator}`)
    return Object.entries(keys).every(([key, wanted]) => {
      const values = context[key]
      if (!values) return ifExists !== undefined || set === 'ForAllValues'
      const fits = (value: string) => list(wanted).some(one => compare(one, value))
      return set === 'ForAllValues' ? values.every(fits) : values.some(fits)
    })
  })

const isLike = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text)

const comparisons: Record<string, (wanted: string, value: string) => boolean> = {
  StringEquals: (wanted, value) => wanted === value,
  StringLike: isLike,
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: (wanted, value) => wanted.toLowerCase() === value.toLowerCase(),
}

const list = (value: string | string[]) => [value].flat()
