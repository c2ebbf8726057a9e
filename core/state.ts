// What a deployment's state is. It is never stored as the truth: core/fold.ts makes it of the log.
import type { Infra } from './infra.ts'
import type { CheckState, Figures, StackOutputs } from './ports.ts'
import type { Program } from './program.ts'
import type { RuleName, Rules } from './rollback-rules.ts'
import type { ScanReport, ScanRule } from './scan.ts'
import type { Smoke } from './smoke.ts'
import {
  type Concurrency,
  type ErrorCode,
  type EventCode,
  eventFacts,
  type Stage,
  type Status,
  type StopReason,
} from './vocabulary.ts'

/** What was asked for: row 1 holds it, in the part that no reader gets. */
export type DeploymentRequest = {
  tenant: string
  by: string
  owner: string
  repo: string
  branch: string
  environment: string
  githubConnectionId: string
  awsConnectionId: string
  accountId: string
  region: string
  autoSwitch: boolean
  concurrency: Concurrency
  healthPath: string
  port: number | null
  /** Of the body as sent, for `Idempotency-Key`. */
  bodyHash: string
  rollback: KeptRelease | null
  /** An image that was good in another environment. Absent: it is built. */
  promotion?: Promotion
  /** An image that another tool has pushed. Absent: it is built, or promoted. */
  image?: PushedImage
  /** What has to be said before it is released. Absent: nothing. */
  approvals?: ApprovalRule
  /** What has to be so before anybody is asked. Absent: nothing. */
  gates?: GateRule
  /** Who has started what it promotes: they may not approve it either. */
  authors?: string[]
  /** What it has to answer. Absent: only that it is well. */
  smoke?: Smoke[]
  /** Absent: as usual. Of a rollback: of the release that it goes back to. */
  program?: Program
  /** What takes it back after the switch. Absent: what is usual. */
  rules?: Rules
  /** What its service stands on, as its environment has it now, of a rollback too. Absent: as it is. */
  infra?: Infra
}

export type ApprovalRule = { reviewers: number; waitMinutes: number; expiresHours: number }

/** `waitMinutes`: so long for what has not been said yet. */
export type GateRule = { scan: ScanRule; checks: string[]; waitMinutes: number }

export type Gates = {
  startedAt: string
  /** Null: not asked for, or there is no answer yet; so are the checks. */
  scan: ScanReport | null
  checks: { name: string; state: CheckState }[] | null
  passedAt: string | null
}

/** `maker`: who has made the token that it was said with. */
export type Approval = { by: string; maker: string | null; comment: string | null; at: string }

export type Review = {
  askedAt: string
  stage: Stage
  approvals: Approval[]
  rejected: Approval | null
  skipped: Approval | null
  grantedAt: string | null
}

export type Promotion = {
  deploymentId: string
  environment: string
  imageUri: string
  imageDigest: string
  commitHash: string | null
  commitMessage: string | null
  committedAt: string | null
  /** If another tool has pushed it. */
  imageTag?: string
}

/** Nothing is known of its commit. */
export type PushedImage = { tag: string; imageUri: string; imageDigest: string }

/** Nothing is built for what is there already. */
export const isBuilt = ({ rollback, promotion, image }: DeploymentRequest) =>
  rollback === null && promotion === undefined && image === undefined

/** A release that can be put back without building anything. */
export type KeptRelease = {
  deploymentId: string
  imageUri: string
  imageDigest: string
  taskDefinition: string
  /** Null: of an image that another tool has pushed. */
  commitHash: string | null
  commitMessage: string | null
  /** By which it was released then, if another tool has pushed it. */
  imageTag?: string
  port: number
  healthPath: string
  /** As its environment had it then; absent or null: nobody had said. */
  count?: number | null
}

export type Evidence = {
  blue: Figures | null
  green: Figures | null
  verdict: 'better' | 'same' | 'worse' | 'insufficient-traffic'
  why: string
}

export type Stopping = {
  reason: StopReason
  errorCode: ErrorCode | null
  errorMessage: string | null
  by: string | null
  at: string
  /** Whatever else the final event should tell: the failed checks, the deadline. */
  more: Record<string, unknown>
}

/** How green came to be: the very first tasks, CodeDeploy's blue/green, or back to a blue that was kept warm. */
export type ReleaseMode = 'first' | 'blue-green' | 'warm-back'

export type DeploymentState = {
  id: string
  seq: number
  status: Status
  stage: Stage
  request: DeploymentRequest
  createdAt: string
  updatedAt: string
  stageStartedAt: Partial<Record<Stage, string>>
  /** Codes that are in the log, once each. */
  noted: EventCode[]
  /** What served when this one began; null before the first good release. */
  blue: KeptRelease | null
  build: { id: string; attempt: number; n: number; progressAt: string | null } | null
  commitHash: string | null
  commitMessage: string | null
  /** By git's account; null: a rollback, or a log from before it was noted. */
  committedAt: string | null
  imageUri: string | null
  imageDigest: string | null
  /** By which another tool has pushed it; null: it was built. */
  imageTag: string | null
  /** Null: nothing was asked of it. */
  gates: Gates | null
  /** Null: nobody has been asked. */
  review: Review | null
  infra: StackOutputs | null
  stackExisted: boolean
  release: {
    mode: ReleaseMode
    id: string | null
    taskDefinition: string
    greenGroup: string
    blueGroup: string | null
    /** Another number of tasks than there were: more from green's start on, fewer once green has proved itself. */
    count?: { from: number; to: number }
  } | null
  greenStartedAt: string | null
  /** Health checks of green that were made before it was ready. */
  greenChecks: number
  progress: { running: number; desired: number } | null
  evidence: Evidence | null
  initializedAt: string | null
  readyAt: string | null
  switchRequested: { by: string; digest: string; at: string } | null
  verified: number
  /** Who has answered the smoke requests as they should be. */
  smoked: ('green' | 'production')[]
  /** Rules that were broken, and people told. */
  warned: RuleName[]
  switchingAt: string | null
  switchedAt: string | null
  stopping: Stopping | null
  rolledBack: boolean
  /** When what served before was seen to serve again. */
  rolledBackAt: string | null
  finishedAt: string | null
  /** As the final event tells it. */
  durationSeconds: number | null
  finalService: 'blue' | 'green' | null
  url: string | null
  blueUrl: string | null
  greenUrl: string | null
}

export const isFinal = (state: { status: Status }) =>
  state.status === 'COMPLETED' || state.status === 'FAILED' || state.status === 'CANCELLED'

/** Without a switch by anybody: nothing serves yet, or it was asked for beforehand. */
export const goesThrough = (state: DeploymentState) => state.request.autoSwitch || state.blue === null

/** Traffic goes back onto a warm blue in one call: once that may have been made there is only forward. */
export const isBackOnWarm = ({ release, switchingAt }: DeploymentState) =>
  release?.mode === 'warm-back' && switchingAt !== null

/** People take it back with a rollback from here on, not with a cancel. */
export const isPastReturn = (state: DeploymentState) => state.switchedAt !== null || isBackOnWarm(state)

/** The stage that an event of this code is written under. */
export const stageOf = (code: EventCode, state: DeploymentState): Stage => {
  const { stage } = eventFacts[code]
  return stage === 'now' ? state.stage : stage
}
