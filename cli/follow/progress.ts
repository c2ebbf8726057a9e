// How far a deployment is, from its events: what the live view draws.
import type { DeploymentState, Evidence, HealthCheck, LiveFigures, PandaEvent } from '../../client/types.ts'
import type { Stage, Status } from '../../core/vocabulary.ts'
import type { Named } from '../screen/figures.ts'

export type Progress = {
  status: Status
  stage: Stage
  /** By stage; in ms of the server's clock. */
  startedAt: (number | undefined)[]
  endedAt: number | undefined
  /** The newest event's words, without "[Stage n]". */
  note: string
  commit: Named
  evidence: Evidence | null
  blueUrl: string | null
  greenUrl: string | null
  /** Of the traffic, 0 to 1. */
  greenShare: number
  checks: HealthCheck[]
  /** It waits for somebody to switch: since then, and for how long it waited in all before. */
  waitingSince: number | undefined
  stopping: boolean
  /** Within the stage, for a bar that moves. */
  steps: number
}

export const progressOf = ({ commitHash, commitMessage, imageTag, startedAt }: DeploymentState): Progress => ({
  status: 'QUEUED',
  stage: 0,
  startedAt: [Date.parse(startedAt)],
  endedAt: undefined,
  note: '',
  commit: { commitHash, commitMessage, imageTag },
  evidence: null,
  blueUrl: null,
  greenUrl: null,
  greenShare: 0,
  checks: [],
  waitingSince: undefined,
  stopping: false,
  steps: 0,
})

export const after = (before: Progress, event: PandaEvent): Progress => {
  const { details } = event
  const { stage } = details
  const at = Date.parse(event.timestamp)
  const startedAt = [...before.startedAt]
  if (stage > before.stage || startedAt[stage] === undefined) startedAt[stage] = at
  const next: Progress = {
    ...before,
    ...{ stage, startedAt },
    status: statusAfter(before.status, event.code),
    steps: stage === before.stage ? before.steps + 1 : 0,
    note: withoutStage(event.message),
  }
  return { ...next, ...changes(event, at) }
}

/** The newest figures replace what was there. */
export const withFigures = (before: Progress, { evidence, share, checks }: LiveFigures): Progress => ({
  ...before,
  evidence: evidence ?? before.evidence,
  greenShare: share?.green ?? before.greenShare,
  checks,
})

const changes = ({ code, details }: PandaEvent, at: number): Partial<Progress> => {
  const url = textOf(details.url)
  switch (code) {
    case 'CLONED':
      return { commit: { commitHash: textOf(details.commitHash), commitMessage: textOf(details.commitMessage) } }
    case 'BLUE_RUNNING':
      return { blueUrl: url }
    case 'GREEN_STARTING':
    case 'GREEN_READY':
      return { greenUrl: url }
    case 'AWAITING_SWITCH':
      return {
        blueUrl: textOf(details.blueUrl),
        greenUrl: textOf(details.greenUrl),
        // As the server measured it, in the shape that its answers have.
        evidence: (details.evidence as Evidence | null | undefined) ?? null,
      }
    case 'READY':
      return { waitingSince: at }
    case 'SWITCH_REQUESTED':
      return { waitingSince: undefined }
    case 'SWITCHED':
      return { greenShare: 1 }
    case 'STOPPING':
      return { stopping: true, waitingSince: undefined }
    case 'ROLLED_BACK':
      return { greenShare: 0 }
    case 'COMPLETED':
    case 'FAILED':
    case 'CANCELLED':
      return { endedAt: at, waitingSince: undefined }
    default:
      return {}
  }
}

const statusAfter = (before: Status, code: string): Status => {
  if (code === 'COMPLETED' || code === 'FAILED' || code === 'CANCELLED') return code
  if (code === 'READY') return 'DEPLOYMENT_READY'
  if (code === 'QUEUED') return 'QUEUED'
  if (code === 'INITIALIZED' || code === 'SWITCH_REQUESTED') return 'RUNNING'
  return before === 'QUEUED' && code !== 'STOPPING' ? 'RUNNING' : before
}

const withoutStage = (message: string) => message.replace(/^\[(?:Stage|Step) \d\]\s*/, '')

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
