// Where an execution goes next: decided from its state's definition, its input and its variables, and nothing else.
import type { Kernel } from '../kernel.ts'
import { functionName } from '../lambda-name.ts'
import type { Machine, State, TaskState } from './definition.ts'
import type { Ending, Execution, Position, Running } from './execution.ts'
import { evaluate, QueryFault, type Scope, type StateError } from './expressions.ts'
import { matchesError, pauseBefore } from './retry.ts'
import { newToken } from './token.ts'

export type Move = { to: Position | Ending; what: string; variables?: Record<string, unknown> }

/** Undefined: it waits for something outside. */
export const moveOf = async (kernel: Kernel, machine: Machine, execution: Running): Promise<Move | undefined> => {
  const { at } = execution
  const state = machine.States[at.state]!
  try {
    if (at.phase === 'entered') return await enter(kernel, machine, execution, state)
    if (at.phase === 'result') return await leave(kernel, machine, execution, { result: at.result }, exitOf(state))
    if (at.phase === 'error') return await recover(kernel, machine, execution, state, at.error)
    return undefined
  } catch (fault) {
    if (!(fault instanceof QueryFault)) throw fault
    const error = { Error: fault.name, Cause: fault.message }
    // A task's retriers and catchers see it, unless it comes out of a catcher itself.
    if (state.Type !== 'Task' || at.phase === 'error') return failed(error.Error, error.Cause)
    return { to: { ...at, phase: 'error', error }, what: error.Error }
  }
}

/** Later than every entry of this execution before: the app tells attempts apart by it. */
export const entering = (kernel: Pick<Kernel, 'timeline'>, execution: Pick<Execution, 'lastEntered'>) =>
  Math.max(kernel.timeline.now(), execution.lastEntered + 1)

export const entry = (
  kernel: Pick<Kernel, 'timeline'>,
  execution: Pick<Execution, 'lastEntered'>,
  state: string,
  input: unknown,
): Position => ({ state, input, enteredAt: entering(kernel, execution), attempt: 0, retries: {}, phase: 'entered' })

const enter = async (kernel: Kernel, machine: Machine, execution: Running, state: State): Promise<Move> => {
  const scope = scopeOf(kernel, execution)
  switch (state.Type) {
    case 'Task':
      return schedule(kernel, execution, state)
    case 'Choice':
      for (const rule of state.Choices) {
        const holds = await evaluate(rule.Condition, scope)
        if (typeof holds !== 'boolean') throw new QueryFault(`${rule.Condition} is neither true nor false`)
        if (holds) return leave(kernel, machine, execution, {}, rule)
      }
      if (!state.Default) return failed('States.NoChoiceMatched', `No choice of ${execution.at.state} holds`)
      return leave(kernel, machine, execution, {}, { ...state, Next: state.Default })
    case 'Wait': {
      const until = kernel.timeline.now() + (await secondsOf(state.Seconds, scope)) * 1000
      return { to: { ...execution.at, phase: 'pause', until, afterwards: 'on' }, what: 'waits' }
    }
    case 'Fail':
      return failed(String(await evaluate(state.Error ?? '', scope)), String(await evaluate(state.Cause ?? '', scope)))
    default:
      return leave(kernel, machine, execution, {}, state)
  }
}

const schedule = async (kernel: Kernel, execution: Running, state: TaskState): Promise<Move> => {
  const token = newToken(kernel, execution.arn)
  const scope = scopeOf(kernel, execution, { token })
  const name = String(await evaluate(state.Arguments.FunctionName, scope))
  const payload = await evaluate(state.Arguments.Payload, scope)
  const timeout = state.TimeoutSeconds === undefined ? undefined : await secondsOf(state.TimeoutSeconds, scope)
  const deadline = timeout === undefined ? null : kernel.timeline.now() + timeout * 1000
  const called = functionName(name) ?? name
  const to = { ...execution.at, phase: 'task' as const, token, functionName: called, payload, invoked: false, deadline }
  return { to, what: 'scheduled' }
}

const recover = async (
  kernel: Kernel,
  machine: Machine,
  execution: Running,
  state: State,
  error: StateError,
): Promise<Move> => {
  const { at } = execution
  const { Retry, Catch } = state.Type === 'Task' ? state : { Retry: [], Catch: [] }
  const index = Retry.findIndex(one => matchesError(one.ErrorEquals, error.Error))
  const retrier = Retry[index]
  const done = at.retries[index] ?? 0
  if (retrier && done < retrier.MaxAttempts) {
    const until = kernel.timeline.now() + pauseBefore(retrier, done)
    const retries = { ...at.retries, [index]: done + 1 }
    const to = { ...at, retries, attempt: at.attempt + 1, phase: 'pause' as const, until, afterwards: 'again' as const }
    return { to, what: error.Error }
  }
  const catcher = Catch.find(one => matchesError(one.ErrorEquals, error.Error))
  return catcher ? leave(kernel, machine, execution, { errorOutput: error }, catcher) : failed(error.Error, error.Cause)
}

type Exit = { Assign?: Record<string, unknown>; Output?: unknown; Next?: string }

/** Assign and Output both see the variables as they were before. */
const leave = async (
  kernel: Kernel,
  machine: Machine,
  execution: Running,
  seen: { result?: unknown; errorOutput?: StateError },
  exit: Exit,
): Promise<Move> => {
  const scope = scopeOf(kernel, execution, { seen })
  const assigned = (await evaluate(exit.Assign ?? {}, scope)) as Record<string, unknown>
  const unchanged = 'result' in seen ? seen.result : (seen.errorOutput ?? execution.at.input)
  const output = exit.Output === undefined ? unchanged : await evaluate(exit.Output, scope)
  if ((JSON.stringify(output) ?? '').length > dataLimit)
    return failed('States.DataLimitExceeded', `The output of ${execution.at.state} is over 256 kB`)
  const variables = { ...execution.variables, ...assigned }
  if (exit.Next === undefined) return { to: { status: 'SUCCEEDED', output }, what: 'succeeded', variables }
  if (!machine.States[exit.Next]) throw new Error(`There is no state ${exit.Next}`)
  return { to: entry(kernel, execution, exit.Next, output), what: `to ${exit.Next}`, variables }
}

/** 256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const dataLimit = 256 * 1024

const failed = (error: string, cause: string): Move => ({ to: { status: 'FAILED', error, cause }, what: error })

const secondsOf = async (seconds: number | string, scope: Scope) => {
  const value = await evaluate(seconds, scope)
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw new QueryFault(`${seconds}: ${JSON.stringify(value)} is no whole number of seconds`)
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-example.html, the context object. */
const scopeOf = (
  kernel: Kernel,
  execution: Running,
  more: { token?: string; seen?: { result?: unknown; errorOutput?: StateError } } = {},
): Scope => {
  const { at } = execution
  const iso = (time: number) => new Date(time).toISOString()
  const context = {
    Execution: {
      Id: execution.arn,
      Name: execution.name,
      Input: execution.input,
      StartTime: iso(execution.startedAt),
    },
    State: { Name: at.state, EnteredTime: iso(at.enteredAt), RetryCount: at.attempt },
    StateMachine: {
      Id: execution.machineArn,
      Name: execution.machineArn.slice(execution.machineArn.lastIndexOf(':') + 1),
    },
    ...(more.token && { Task: { Token: more.token } }),
  }
  return {
    states: { input: at.input, context, ...more.seen },
    variables: execution.variables,
    now: kernel.timeline.now(),
  }
}

const exitOf = (state: State): Exit => (state.Type === 'Fail' ? {} : state)
