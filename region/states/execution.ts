// What the shelf holds of an execution. Every transition replaces it as a whole and counts `n` up: who decided on an older
// one finds out and lets go.
import type { Kernel } from '../kernel.ts'
import type { StateError } from './expressions.ts'

/** Where an execution is. `retries` counts by retrier, `attempt` all together. */
export type Position = {
  state: string
  input: unknown
  enteredAt: number
  attempt: number
  retries: Record<number, number>
} & (
  | { phase: 'entered' }
  | { phase: 'task'; token: string; functionName: string; payload: unknown; invoked: boolean; deadline: number | null }
  | { phase: 'pause'; until: number; afterwards: 'again' | 'on' }
  | { phase: 'result'; result: unknown }
  | { phase: 'error'; error: StateError }
)

export type Execution = {
  arn: string
  name: string
  machineArn: string
  /** Which definition it was started with; an update does not change it. */
  definition: string
  input: unknown
  inputText: string
  startedAt: number
  n: number
  /** What AWS would have counted; 25,000 end it. */
  historyEvents: number
  lastEntered: number
  variables: Record<string, unknown>
  /** The last 50 transitions. */
  history: { at: number; state: string; what: string }[]
} & (
  | { status: 'RUNNING'; at: Position }
  | { status: 'SUCCEEDED'; stoppedAt: number; output: unknown }
  | { status: 'FAILED' | 'ABORTED'; stoppedAt: number; error?: string; cause?: string }
)
export type Running = Extract<Execution, { status: 'RUNNING' }>
export type Ending =
  | { status: 'SUCCEEDED'; output: unknown }
  | { status: 'FAILED' | 'ABORTED'; error?: string; cause?: string }

export const keptExecutions = (kernel: Pick<Kernel, 'shelf' | 'timeline'>) => {
  const { shelf } = kernel
  const get = (arn: string) => shelf.get<Execution>(executions, arn)
  return {
    get,
    all: () => shelf.list<Execution>(executions).map(([, execution]) => execution),
    of: (machineArn: string) =>
      shelf.list<Execution>(executions, `${executionArn(machineArn, '')}`).map(([, execution]) => execution),
    add: (execution: Execution) => {
      shelf.put(executions, execution.arn, execution)
      shelf.put<Name>(names, execution.arn, { until: null })
    },
    /** Standard executions keep their name for 90 days after their end. */
    isNameTaken: (arn: string) => {
      const name = shelf.get<Name>(names, arn)
      return name !== undefined && (name.until === null || name.until > kernel.timeline.now())
    },
    /** False, and nothing happens, if it has gone on since `before` was read. */
    replace: (before: Running, after: Execution): boolean => {
      const now = get(before.arn)
      if (now?.status !== 'RUNNING' || now.n !== before.n) return false
      shelf.put<Execution>(executions, before.arn, { ...after, n: before.n + 1 })
      if (after.status !== 'RUNNING') retire(kernel, after)
      return true
    },
    /** No transition: it only spares a restart the second call. */
    noteInvoked: (arn: string, token: string) => {
      const now = get(arn)
      if (now?.status !== 'RUNNING' || now.at.phase !== 'task' || now.at.token !== token) return
      shelf.put<Execution>(executions, arn, { ...now, at: { ...now.at, invoked: true } })
    },
  }
}

export const executionArn = (machineArn: string, name: string) =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`

const executions = 'states.execution'
/** By the time of their end, so that the oldest are dropped first. */
const ended = 'states.ended'
const names = 'states.name'
type Name = { until: number | null }

const endedKept = 200
const ninetyDays = 90 * 24 * 60 * 60_000

const retire = ({ shelf, timeline }: Pick<Kernel, 'shelf' | 'timeline'>, execution: Execution) => {
  shelf.put(ended, `${new Date(timeline.now()).toISOString()} ${execution.arn}`, execution.arn)
  shelf.put<Name>(names, execution.arn, { until: timeline.now() + ninetyDays })
  const all = shelf.list<string>(ended)
  for (const [key, arn] of all.slice(0, Math.max(0, all.length - endedKept))) {
    shelf.remove(ended, key)
    shelf.remove(executions, arn)
  }
}
