// decide(state, command): the one event that follows, or why none does. Pure; whoever appends reads again and asks again
// when somebody else was quicker.
import { decideReview, type ReviewCommand } from './review.ts'
import { type DeploymentState, isFinal, isPastReturn, stageOf } from './state.ts'
import { type ErrorCode, type EventCode, eventFacts, milestones, type StopReason } from './vocabulary.ts'

export type Draft = { code: EventCode; details: Record<string, unknown>; private?: Record<string, unknown> }

export type Command =
  /** Somebody says: move the traffic. */
  | { type: 'switch'; by: string }
  /** A reviewer says yes or no; an admin goes without. */
  | ReviewCommand
  /** Somebody, a newer deployment, a deadline or a failed step says: stop. */
  | {
      type: 'stop'
      reason: StopReason
      by?: string
      errorCode?: ErrorCode
      errorMessage?: string
      more?: Record<string, unknown>
    }
  /** A step, or the build, tells what has happened. */
  | { type: 'note'; note: Draft }

export type Decision =
  | { kind: 'append'; event: Draft }
  /** It is so already, or no longer matters. */
  | { kind: 'nothing' }
  | { kind: 'refused'; errorCode: ErrorCode; message: string }

export const decide = (state: DeploymentState, command: Command, now: string): Decision => {
  switch (command.type) {
    case 'switch':
      return decideSwitch(state, command.by)
    case 'approve':
    case 'reject':
    case 'skip':
      return decideReview(state, command)
    case 'stop':
      return decideStop(state, command)
    case 'note':
      return decideNote(state, command.note, now)
  }
}

const decideSwitch = (state: DeploymentState, by: string): Decision => {
  if (state.switchRequested && !state.stopping) return nothing
  if (state.status === 'COMPLETED') return nothing
  if (state.status !== 'DEPLOYMENT_READY' || state.stage > 5)
    return refused('NOT_READY', `Deployment is not ready for the switch: it is ${state.status}`)
  return append({ code: 'SWITCH_REQUESTED', details: { stage: 5, by, digest: state.imageDigest } })
}

const decideStop = (state: DeploymentState, stop: Extract<Command, { type: 'stop' }>): Decision => {
  if (isFinal(state) || state.stopping) return nothing
  // Only what watches the release may undo it once traffic has moved; people take a rollback.
  if (isPastReturn(state) && (stop.reason === 'cancelled' || stop.reason === 'superseded'))
    return refused('TOO_LATE', 'Traffic has moved already: use rollback instead of cancel')
  if (stop.reason === 'superseded' && (state.readyAt || state.stage >= 5))
    return refused('TOO_LATE', 'It is ready or switching: the newer one waits')
  const { reason, by = null, errorCode = null, errorMessage = null, more = {} } = stop
  return append({
    code: 'STOPPING',
    details: { stage: state.stage, reason, errorCode, by },
    private: { errorMessage, more },
  })
}

/** Those that may stand in a log more than once. */
const repeatable: readonly EventCode[] = [
  'CLONE_STARTED',
  'BUILD_PROGRESS',
  'PUSH_PROGRESS',
  'RELEASE_PROGRESS',
  'HEALTH_CHECK_PROGRESS',
  'SMOKE_TEST_PASSED',
  'RULE_WARNED',
]
/** All that may still be noted once a deployment is being stopped. */
const closing: readonly EventCode[] = ['ROLLED_BACK', 'FAILED', 'CANCELLED']

const decideNote = (state: DeploymentState, note: Draft, now: string): Decision => {
  if (isFinal(state)) return nothing
  if (state.stopping && !closing.includes(note.code)) return nothing
  if (!repeatable.includes(note.code) && state.noted.includes(note.code)) return nothing
  if (isStale(state, note, now)) return nothing
  const stage = stageOf(note.code, state)
  // A late report about a stage that is behind us: `stage` never goes down within a log.
  if (stage < state.stage) return nothing
  const { stage: _, ...told } = note.details
  return append({ ...note, details: { stage, ...told } })
}

const isStale = (state: DeploymentState, { code, details, private: hidden }: Draft, now: string): boolean => {
  if (code === 'CLONE_STARTED') return Number(hidden?.attempt) <= (state.build?.attempt ?? 0)
  if ((milestones as readonly EventCode[]).includes(code) || code.endsWith('_PROGRESS'))
    if (hidden?.buildId !== undefined && hidden.buildId !== state.build?.id) return true
  if (code === 'BUILD_PROGRESS' || code === 'PUSH_PROGRESS') return isStaleProgress(state, hidden, now)
  if (code === 'SMOKE_TEST_PASSED') return state.smoked.some(one => one === details.of)
  if (code === 'RULE_WARNED') return state.warned.some(one => one === details.rule)
  if (code === 'HEALTH_CHECK_PROGRESS') return Number(details.check) <= state.verified
  if (code === 'RELEASE_PROGRESS')
    return (
      state.progress?.running === details.running &&
      state.progress?.desired === details.desired &&
      Number(hidden?.checks ?? 0) <= state.greenChecks
    )
  return false
}

/** One in two seconds at most, and never an older one after a newer. */
const isStaleProgress = (state: DeploymentState, hidden: Draft['private'], now: string) => {
  const { build } = state
  if (!build || Number(hidden?.n) <= build.n) return true
  return build.progressAt !== null && Date.parse(now) - Date.parse(build.progressAt) < 2_000
}

export const isFinalCode = (code: EventCode) => eventFacts[code].final === true

const nothing: Decision = { kind: 'nothing' }
const append = (event: Draft): Decision => ({ kind: 'append', event })
const refused = (errorCode: ErrorCode, message: string): Decision => ({ kind: 'refused', errorCode, message })
