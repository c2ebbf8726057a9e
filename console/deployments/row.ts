// A row of the list as events come: what the server would answer for it now, as far as a list shows it.
import type { DeploymentState, PandaEvent } from '../../client/types.ts'
import { type Stage, type Status, stages } from '../../core/vocabulary.ts'

/** `doing`: the words of its last event. */
export type Row = DeploymentState & { doing?: string }

export const isOver = ({ status }: { status: Status }) =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED'

export const rowAfter = (row: Row, event: PandaEvent): Row => {
  if (event.seq <= row.lastSeq) return row
  const stage = stageAfter(event)
  const status = statuses[event.code] ?? row.status
  const over = isOver({ status })
  return {
    ...row,
    ...known(event),
    status,
    stage,
    stageName: stages[stage],
    percent: status === 'COMPLETED' ? 100 : Math.max(row.percent, percentOf(stage)),
    completedAt: over ? event.timestamp : null,
    lastSeq: event.seq,
    doing: event.message,
  }
}

/** Of two of the same deployment, the one that knows more. */
export const newer = (loaded: Row, live: Row | undefined): Row =>
  live && live.lastSeq >= loaded.lastSeq ? live : loaded

const statuses: Partial<Record<string, Status>> = {
  INITIALIZED: 'RUNNING',
  READY: 'DEPLOYMENT_READY',
  SWITCH_REQUESTED: 'RUNNING',
  STOPPING: 'RUNNING',
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
}

/** From the switch on it is watched, which is the last stage. */
const stageAfter = ({ code, details }: PandaEvent): Stage => (code === 'SWITCHED' ? 6 : details.stage)

/** Where a stage begins, and a little way into it: as core/view.ts has it. */
const percentOf = (stage: Stage) => [4, 9, 39, 54, 64, 89, 99][stage]!

const known = ({ code, details }: PandaEvent): Partial<Row> => {
  if (code === 'CLONED') return { commitHash: text(details.commitHash), commitMessage: text(details.commitMessage) }
  if (code === 'COMPLETED') return { url: text(details.url) }
  if (code === 'STOPPING') return { errorCode: text(details.errorCode) }
  if (code === 'FAILED') return { errorCode: text(details.errorCode), errorMessage: text(details.errorMessage) }
  return {}
}

const text = (value: unknown) => (typeof value === 'string' ? value : null)
