// When is it too late? Read off the log's timestamps, so that entering a state again does not extend its time.

import { type PipelineState, pipelineState, type StateName } from './pipeline.ts'
import { expiryOf } from './review.ts'
import type { Settings } from './settings.ts'
import type { DeploymentState } from './state.ts'
import type { ErrorCode } from './vocabulary.ts'

export type Overdue = { errorCode: ErrorCode; message: string; durationSeconds: number; timeoutSeconds: number }

export const overdue = (
  state: DeploymentState,
  name: StateName,
  settings: Settings,
  now: string,
): Overdue | undefined => {
  const waits = pipelineState(name)
  if (isBehind(state, waits)) return undefined
  const own = boundOf(state, waits, settings)
  if (own && secondsBetween(own.since, now) > own.seconds)
    return late(state, secondsBetween(own.since, now), own.seconds, own.errorCode)
  const total = settings.PANDA_TOTAL_MINUTES * 60
  if (name === 'Claim' || name === 'AwaitSwitch' || name === 'Bake' || !own) return undefined
  const worked = workedSeconds(state, now)
  return worked > total ? late(state, worked, total, 'DEPLOYMENT_TIMEOUT') : undefined
}

/** What the environment says, else what this Panda is set up for. */
export const bakeSeconds = ({ request }: DeploymentState, settings: Settings) =>
  request.rules?.bakeSeconds ?? settings.PANDA_BAKE_SECONDS

/** Undoing has its own time; when that is over, what remains is named and a person must look. */
export const givesUp = (state: DeploymentState, settings: Settings, now: string) =>
  state.stopping !== null && secondsBetween(state.stopping.at, now) > settings.PANDA_ROLLBACK_MINUTES * 60

/** An execution that begins anew passes through states whose work is done: how long ago that began is nobody's business. */
const isBehind = (state: DeploymentState, { work }: PipelineState) =>
  work !== undefined && (state.noted.includes(work.ends) || state.stage > work.stage)

type Bound = { since: string; seconds: number; errorCode: ErrorCode }

const boundOf = (state: DeploymentState, { deadline, work }: PipelineState, settings: Settings): Bound | undefined => {
  const minutes = (since: string | null | undefined, count: number, errorCode: ErrorCode = 'DEPLOYMENT_TIMEOUT') =>
    since ? { since, seconds: count * 60, errorCode } : undefined
  // Until its first event it is the last one of the stage before that it counts from.
  const stageBegan = state.stage === work?.stage ? state.stageStartedAt[state.stage] : state.updatedAt
  switch (deadline) {
    case 'queue':
      return minutes(state.createdAt, settings.PANDA_QUEUE_MINUTES)
    case 'stage':
      // Stage 0 begins with the wait for a slot: its ten minutes count from the end of that.
      return minutes(work?.stage === 0 ? state.initializedAt : stageBegan, settings.PANDA_STAGE_MINUTES)
    case 'gates':
      // The step itself ends it in time and says what was lacking; this is for a step that cannot.
      return state.gates && state.request.gates
        ? minutes(state.gates.startedAt, state.request.gates.waitMinutes + settings.PANDA_STAGE_MINUTES)
        : undefined
    case 'review':
      return state.review ? { ...expiryOf(state), errorCode: 'APPROVAL_TIMEOUT' } : undefined
    case 'infra':
      return minutes(stageBegan, state.stackExisted ? settings.PANDA_STAGE_MINUTES : settings.PANDA_FIRST_INFRA_MINUTES)
    case 'approval':
      return minutes(state.readyAt, settings.PANDA_APPROVAL_MINUTES, 'APPROVAL_TIMEOUT')
    case 'bake':
      // Watching ends by itself; this is for a watch that cannot see.
      return state.switchedAt
        ? { since: state.switchedAt, seconds: bakeSeconds(state, settings) + 600, errorCode: 'DEPLOYMENT_TIMEOUT' }
        : undefined
    case 'rollback':
    case 'none':
      return undefined
  }
}

/** Without the time spent queued, and waiting for gates, for reviewers and for the switch. */
const workedSeconds = (state: DeploymentState, now: string) => {
  const begun = state.initializedAt ?? now
  const waited = state.readyAt ? secondsBetween(state.readyAt, state.switchRequested?.at ?? now) : 0
  const reviewed = state.review ? secondsBetween(state.review.askedAt, state.review.grantedAt ?? now) : 0
  const gated = state.gates ? secondsBetween(state.gates.startedAt, state.gates.passedAt ?? now) : 0
  return secondsBetween(begun, now) - waited - reviewed - gated
}

const late = (state: DeploymentState, duration: number, timeout: number, errorCode: ErrorCode): Overdue => {
  const [d, t] = [Math.round(duration), Math.round(timeout)]
  const message = `Deployment timed out at Stage ${state.stage} after ${d} seconds (timeout: ${t} seconds)`
  return { errorCode, message, durationSeconds: d, timeoutSeconds: t }
}

export const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000
