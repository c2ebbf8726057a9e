// Runs executions: reads where one is, puts down where it goes next, and does what that needs: calls, and alarms.
import type { Kernel } from '../kernel.ts'
import type { Machine } from './definition.ts'
import { type Execution, keptExecutions, type Position, type Running } from './execution.ts'
import type { StateError } from './expressions.ts'
import { entering, entry, type Move, moveOf } from './move.ts'

type Outcome = { phase: 'result'; result: unknown } | { phase: 'error'; error: StateError }

export const runs = (kernel: Kernel, machineOf: (definition: string) => Machine) => {
  const kept = keptExecutions(kernel)
  const alarms = new Map<string, () => void>()

  const proceed = (arn: string) =>
    kernel.background(`execution ${arn}`, async () => {
      const execution = kept.get(arn)
      if (execution?.status !== 'RUNNING') return
      if (execution.at.phase === 'pause') return pause(execution, execution.at)
      if (execution.at.phase === 'task') return call(execution, execution.at)
      const move = await moveOf(kernel, machineOf(execution.definition), execution)
      if (move) go(execution, move)
    })

  /** The one way on. False if it has gone on otherwise meanwhile. */
  const go = (before: Running, move: Move): boolean => {
    const after = moved(before, move, kernel.timeline.now())
    if (!kept.replace(before, after)) return false
    alarms.get(before.arn)?.()
    alarms.delete(before.arn)
    if (after.status === 'RUNNING') proceed(before.arn)
    return true
  }

  /** The token is on the shelf before anybody is given it. After a restart it may be given once more. */
  const call = async (execution: Running, at: Extract<Position, { phase: 'task' }>) => {
    const timeout = { Error: 'States.Timeout', Cause: '' }
    if (at.deadline !== null) alarm(execution, at.deadline, () => fail(execution.arn, at.token, timeout))
    if (at.invoked) return
    await kernel.shelf.flush()
    try {
      await kernel.invoke(at.functionName, at.payload)
    } catch (fault) {
      fail(execution.arn, at.token, lambdaError(fault))
      return
    }
    kept.noteInvoked(execution.arn, at.token)
  }

  const pause = (execution: Running, at: Extract<Position, { phase: 'pause' }>) =>
    alarm(execution, at.until, () => {
      const { phase: _phase, until: _until, afterwards, ...rest } = at
      if (afterwards === 'on') go(execution, { to: { ...rest, phase: 'result', result: at.input }, what: 'waited' })
      else go(execution, { to: { ...rest, phase: 'entered', enteredAt: entering(kernel, execution) }, what: 'again' })
    })

  const alarm = (execution: Running, time: number, ring: () => unknown) => {
    alarms.get(execution.arn)?.()
    alarms.set(execution.arn, kernel.timeline.at(time, ring))
  }

  /** False: the token is dead. It dies with its attempt. */
  const complete = (arn: string, token: string, outcome: Outcome) => {
    const execution = kept.get(arn)
    if (execution?.status !== 'RUNNING' || execution.at.phase !== 'task' || execution.at.token !== token) return false
    const { state, input, enteredAt, attempt, retries } = execution.at
    return go(execution, { to: { state, input, enteredAt, attempt, retries, ...outcome }, what: outcome.phase })
  }
  const fail = (arn: string, token: string, error: StateError) => complete(arn, token, { phase: 'error', error })

  return {
    start: (execution: Omit<Running, 'at' | 'status'>) => {
      const at = entry(kernel, execution, machineOf(execution.definition).StartAt, execution.input)
      kept.add({ ...execution, status: 'RUNNING', lastEntered: at.enteredAt, at })
      proceed(execution.arn)
    },
    succeed: (arn: string, token: string, result: unknown) => complete(arn, token, { phase: 'result', result }),
    fail,
    stop: (execution: Running, error?: string, cause?: string) =>
      go(execution, { to: { status: 'ABORTED', error, cause }, what: 'stopped' }),
    resume: () => {
      for (const execution of kept.all()) if (execution.status === 'RUNNING') proceed(execution.arn)
    },
  }
}

const moved = (before: Running, move: Move, now: number): Execution => {
  const { at, status: _status, ...common } = before
  const historyEvents = before.historyEvents + (at.phase === 'task' ? 5 : 1)
  const history = [...before.history, { at: now, state: at.state, what: move.what }].slice(-50)
  const rest = { ...common, historyEvents, history, variables: move.variables ?? before.variables }
  if ('status' in move.to) return { ...rest, ...move.to, stoppedAt: now }
  // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
  if (historyEvents > 25_000)
    return { ...rest, status: 'FAILED', stoppedAt: now, error: 'States.Runtime', cause: 'Over 25000 history events' }
  return { ...rest, status: 'RUNNING', lastEntered: Math.max(before.lastEntered, move.to.enteredAt), at: move.to }
}

/** What Step Functions makes of a function that throws: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const lambdaError = (fault: unknown): StateError => {
  const error = fault instanceof Error ? fault : new Error(String(fault))
  return { Error: error.name, Cause: JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] }) }
}
