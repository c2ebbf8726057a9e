// The state machines that the region runs: the Amazon States Language with JSONata, as far as Panda's machine uses it.
// https://states-language.net/spec.html; anything else is refused when the machine is created, naming state and field.
import * as z from 'zod'
import { AwsError } from '../aws-error.ts'
import { syntaxFault } from './expressions.ts'

const template = z.unknown()
const comment = { Comment: z.string().optional() }
const onward = { Next: z.string().optional(), End: z.literal(true).optional() }
const assign = { Assign: z.record(z.string(), template).optional() }
const output = { Output: template.optional() }
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'has to be an expression in {% %}')
const seconds = z.union([z.int().positive(), expression])
const count = z.union([z.int().nonnegative(), expression])
const errors = z.array(z.string()).nonempty()

const retrier = z.strictObject({
  ...comment,
  ErrorEquals: errors,
  IntervalSeconds: z.int().positive().default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: z.int().nonnegative().default(3),
  MaxDelaySeconds: z.int().positive().optional(),
})
const catcher = z.strictObject({ ...comment, ...assign, ...output, ErrorEquals: errors, Next: z.string() })
const choice = z.strictObject({
  ...comment,
  ...assign,
  ...output,
  Condition: z.union([z.boolean(), expression]),
  Next: z.string(),
})

const task = z.strictObject({
  ...comment,
  ...onward,
  ...assign,
  ...output,
  Type: z.literal('Task'),
  Resource: z.literal('arn:aws:states:::lambda:invoke.waitForTaskToken'),
  Arguments: z.strictObject({ FunctionName: z.string(), Payload: template }),
  TimeoutSeconds: seconds.optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
})
const stateSchema = z.discriminatedUnion('Type', [
  task,
  z.strictObject({
    ...comment,
    ...assign,
    ...output,
    Type: z.literal('Choice'),
    Choices: z.array(choice).nonempty(),
    Default: z.string().optional(),
  }),
  z.strictObject({ ...comment, ...onward, ...assign, ...output, Type: z.literal('Pass') }),
  z.strictObject({ ...comment, ...onward, ...assign, ...output, Type: z.literal('Wait'), Seconds: count }),
  z.strictObject({ ...comment, ...output, Type: z.literal('Succeed') }),
  z.strictObject({ ...comment, Type: z.literal('Fail'), Error: z.string().optional(), Cause: z.string().optional() }),
])
const machineSchema = z.strictObject({
  ...comment,
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), z.unknown()),
})

export type State = z.infer<typeof stateSchema>
export type TaskState = z.infer<typeof task>
export type Machine = { StartAt: string; States: Record<string, State> }

export const readDefinition = (text: string): Machine => {
  const machine = machineSchema.safeParse(parsed(text))
  if (!machine.success) throw invalid(wordsOf('the machine', machine.error))
  const faults: string[] = []
  const states: Record<string, State> = {}
  for (const [name, value] of Object.entries(machine.data.States)) {
    const state = stateSchema.safeParse(value)
    if (!state.success) faults.push(wordsOf(`state ${name}`, state.error))
    else states[name] = state.data
    faults.push(...syntaxFaults(`state ${name}`, value))
  }
  if (faults.length === 0) faults.push(...pathFaults(machine.data.StartAt, states))
  if (faults.length > 0) throw invalid(faults.join('; '))
  return { StartAt: machine.data.StartAt, States: states }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('it is no JSON')
  }
}

const wordsOf = (where: string, error: z.ZodError) => {
  const words = error.issues.map(issue => {
    const path = issue.path.map(String).join('.')
    if (issue.code === 'unrecognized_keys')
      return `field ${issue.keys.map(key => (path ? `${path}.${key}` : key)).join(', ')} is not known here`
    return `field ${path || 'Type'}: ${issue.message}`
  })
  return `${where}: ${words.join(', ')}`
}

const syntaxFaults = (where: string, value: unknown): string[] => {
  if (typeof value === 'string') {
    const fault = syntaxFault(value)
    return fault ? [`${where}: ${fault}`] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, inner]) => syntaxFaults(`${where}, ${field}`, inner))
}

/** Every target is there, every state can be reached, and all but the last ones lead on. */
const pathFaults = (start: string, states: Record<string, State>): string[] => {
  const faults: string[] = []
  const seen = new Set<string>()
  const open = [{ from: 'StartAt', to: start }]
  for (let step = open.pop(); step; step = open.pop()) {
    const state = Object.hasOwn(states, step.to) ? states[step.to] : undefined
    if (!state) faults.push(`${step.from}: there is no state ${step.to}`)
    if (!state || seen.has(step.to)) continue
    seen.add(step.to)
    const from = `state ${step.to}`
    if ('End' in state || 'Next' in state ? !!state.End === !!state.Next : leadsNowhere(state))
      faults.push(`${from}: field Next: there has to be Next or End`)
    for (const to of targetsOf(state)) open.push({ from, to })
  }
  for (const name of Object.keys(states)) if (!seen.has(name)) faults.push(`state ${name} cannot be reached`)
  return faults
}

const leadsNowhere = (state: State) => !['Choice', 'Succeed', 'Fail'].includes(state.Type)

const targetsOf = (state: State): string[] => [
  ...('Next' in state && state.Next ? [state.Next] : []),
  ...(state.Type === 'Task' ? state.Catch.map(one => one.Next) : []),
  ...(state.Type === 'Choice'
    ? [...state.Choices.map(one => one.Next), ...(state.Default ? [state.Default] : [])]
    : []),
]

const invalid = (why: string) => new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${why}`)
