// What Panda answers. Names are those of the HTTP API; `null` is a figure or fact that there is not (yet).

import type { AuditEntry } from '../core/audit.ts'
import type { NoticeKind, TargetKind } from '../core/notices.ts'
import type {
  Concurrency,
  ErrorCode,
  EventCode,
  EventType,
  Locale,
  Role,
  Stage,
  StageName,
  Status,
  StopReason,
} from '../core/vocabulary.ts'

/** A server newer than this client may know further words. */
type OrNewer<T extends string> = T | (string & Record<never, never>)

export type { Locale }
export type AnyErrorCode = OrNewer<ErrorCode>

export type PandaEvent = {
  type: EventType
  deploymentId: string
  seq: number
  /** `{deploymentId}:{seq}` */
  id: string
  timestamp: string
  code: OrNewer<EventCode>
  message: string
  details: { stage: Stage; reason?: OrNewer<StopReason>; [name: string]: unknown }
}

export type LogLines = { chunk: number; lines: string[] }
export type LogChunk = LogLines & { type: 'log'; deploymentId: string }

// ---- what is asked ----------------------------------------------------------------------------------------------------

export type GithubConnect = { owner: string; repo: string; branch: string; token: string }
export type AwsConnect =
  | { region: string; roleArn: string }
  | { region: string; accessKeyId: string; secretAccessKey: string; sessionToken?: string }

export type DeployRequest = {
  /** Need not be said where the environment names it. */
  githubConnectionId?: string
  awsConnectionId?: string
  owner: string
  repo: string
  branch: string
  environment?: string
  autoSwitch?: boolean
  concurrency?: Concurrency
  healthPath?: string
  port?: number
}

/** A webhook of GitHub. */
export type Hook = { id: string; owner: string; repo: string; url: string; createdAt: string; createdBy: string }
/** The secret is shown this once. */
export type NewHook = Hook & { secret: string }

export type RollbackRequest = { to?: string; autoSwitch?: boolean }

export type DeploymentFilter = {
  owner?: string
  repo?: string
  environment?: string
  status?: Status
  limit?: number
  cursor?: string
}

/** The last `days` days: 30 if nothing else is said. */
export type MetricsFilter = { owner?: string; repo?: string; environment?: string; days?: number }

/** Times in ISO 8601: from `from` on, before `to`. */
export type AuditFilter = {
  from?: string
  to?: string
  by?: string
  operation?: string
  limit?: number
  cursor?: string
}

/** Good for 90 days if nothing else is said. */
export type TokenRequest = { name: string; expiresInDays?: number } & ({ role: Role } | { scopes: Scope[] })

/** Each name may be `*`: whatever it is. */
export type Scope = { owner: string; repo: string; environment: string; role: Role }
/** `subject`: what `by` says of somebody, or `token:` and the id of an API token. */
export type GrantRequest = Scope & { subject: string }

// ---- what is answered -------------------------------------------------------------------------------------------------

export type Health = { status: string; samples?: Samples; [name: string]: unknown }
/** What to try Panda with where it runs on one machine; `github` is null where it is the real one. */
export type Samples = {
  github: { token: string; repositories: string[] } | null
  aws: { region: string; accessKeyId: string; secretAccessKey: string }
}
/** What the onboarding template asks for, and where it is. */
export type ExternalId = {
  externalId: string
  templateUrl: string | null
  platformAccountId: string | null
  ingressBusArn: string | null
}
export type Permissions = { checked: boolean; missing: string[]; unchecked: string[]; message: string }
/** `slow`: its events do not reach Panda, deployments go by slow looks. */
export type AwsConnected = { awsConnectionId: string; accountId: string; permissions: Permissions; slow: boolean }
export type GithubConnection = {
  githubConnectionId: string
  owner: string
  repo: string
  branch: string
  createdAt: string
}
/** `truncated`: there are more. */
export type Branches = { branches: string[]; defaultBranch: string; truncated: boolean }
export type AwsConnection = { awsConnectionId: string; accountId: string; region: string; createdAt: string }
export type Connections = { github: GithubConnection[]; aws: AwsConnection[] }
export type Accepted = { deploymentId: string; message: string }
type TokenFacts = { id: string; name: string; role: OrNewer<Role>; scopes?: Scope[]; expiresAt: string }
/** `token` is shown this once. */
export type NewToken = TokenFacts & { token: string }
export type ApiToken = TokenFacts & { createdBy: string; createdAt: string }
export type Grant = GrantRequest & { id: string; createdBy: string; createdAt: string }
export type { AuditEntry }
export type AuditPage = { entries: AuditEntry[]; cursor?: string }
export type SocketTicket = { url: string; ticket: string; expiresAt: string; eventsUrl?: string }

export type Figures = { requests: number; errors: number; p50Ms: number | null; p95Ms: number | null }
export type Evidence = {
  blue: Figures | null
  green: Figures | null
  verdict: 'better' | 'same' | 'worse' | 'insufficient-traffic'
  why: string
}

/** Of production traffic, 0 to 1. */
export type Share = { blue: number; green: number }
export type HealthCheck = { color: 'blue' | 'green'; at: string; ok: boolean; latencyMs: number | null }
export type FiguresPoint = {
  at: string
  blueP95: number | null
  greenP95: number | null
  /** 0 to 1 */
  blueErrorRate: number | null
  greenErrorRate: number | null
  share: Share | null
}
/** The whole each time: what is newest replaces what was there. */
export type LiveFigures = {
  type: 'figures'
  deploymentId: string
  /** Grows: one that is not above the last is old. */
  n: number
  at: string
  evidence: Evidence | null
  /** When the evidence was measured. */
  measuredAt: string | null
  share: Share | null
  /** The last ones, oldest first. */
  checks: HealthCheck[]
  history: FiguresPoint[]
}

/** Medians of the last `runs` deployments of the same service, without waiting for people. */
export type Estimate = { stages: { stage: Stage; seconds: number }[]; totalSeconds: number; runs: number }

export type Opinion = { by: string; comment: string | null; at: string }

/** What reviewers have said so far. */
export type Review = {
  askedAt: string
  /** So many have to agree. */
  reviewers: number
  approvals: Opinion[]
  notBefore: string
  expiresAt: string
  rejected: Opinion | null
  skipped: Opinion | null
  grantedAt: string | null
}

export type ImageFinding = {
  id: string
  severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'OTHER'
  package: string | null
  version: string | null
  fixedVersion: string | null
  waiver: { by: string | null; until: string; reason: string } | null
}

/** What had to be so before anybody was asked to release it. */
export type Gates = {
  startedAt: string
  /** Null: nobody has asked for a scan, or it is waited for. */
  scan: {
    /** Null: it was scanned; else why not. */
    notScanned: string | null
    counts: { critical: number; high: number; medium: number; low: number; other: number }
    blocking: number
    waived: number
    /** The ten worst, those that block before all others. */
    findings: ImageFinding[]
    blocks: boolean
  } | null
  checks: { name: string; state: 'passed' | 'failed' | 'pending' | 'missing' }[] | null
  passedAt: string | null
}

type Identity = {
  deploymentId: string
  status: Status
  owner: string
  repo: string
  branch: string
  environment: string
  awsRegion: string
  deployedBy: string
  commitHash: string | null
  commitMessage: string | null
  imageUri: string | null
  imageDigest: string | null
  /** By which another tool has pushed it: then there is no commit. Absent: of an older server. */
  imageTag?: string | null
  startedAt: string
  completedAt: string | null
  finalService: 'blue' | 'green' | null
  url: string | null
  blueUrl: string | null
  greenUrl: string | null
  gates: Gates | null
  approval: Review | null
  errorMessage: string | null
  errorCode: AnyErrorCode | null
  evidence: Evidence | null
  stages: StageTimes[]
}

/** Each entry of `GET /deploy`. */
export type DeploymentState = Identity & { stage: Stage; stageName: StageName; percent: number; lastSeq: number }

/** `GET /deploy/{id}`, and what a switch and a cancel answer. */
/** In dollars, of the account that Panda runs in. */
export type EstimatedCost = {
  usd: number
  of: { build: number; machine: number; functions: number; table: number; other: number }
  assumptions: string[]
}

/** By an alarm, or by somebody in CodeDeploy's console; `serves`: the deployment whose release does instead. */
export type TakenBack = { at: string; by: 'codedeploy'; reason: string; serves: string | null }

export type LiveDeployment = DeploymentState & {
  share: Share | null
  /** When `evidence` and `share` were measured. */
  measuredAt: string | null
  /** If it is taken back after the switch; null: it is over, or nothing served before. Absent: of an older server. */
  expectedRollbackSeconds?: number | null
  /** After its end, while blue was still warm: status and events stay as they were. Absent: of an older server. */
  takenBack?: TakenBack | null
  estimate: Estimate | null
  /** Absent: of an older server. */
  estimatedCost?: EstimatedCost
}

/** Kept: `GET /deploy/{id}/result`, from `DEPLOYMENT_READY` on. */
export type DeploymentResult = Identity & {
  durationSeconds: number
  blueLatencyMs: number | null
  greenLatencyMs: number | null
  /** 0 to 1 */
  blueErrorRate: number | null
  greenErrorRate: number | null
  eventCount: number
  rolledBack: boolean
  /** Absent: of an older server. */
  estimatedCost?: EstimatedCost
}
export type StageTimes = {
  stage: Stage
  name: StageName
  startedAt: string
  completedAt: string | null
  seconds: number | null
}

export type DeploymentPage = { deployments: DeploymentState[]; cursor?: string | null }
export type EventPage = { events: PandaEvent[]; lastSeq: number }
export type LogPage = { chunks: LogLines[]; lastChunk: number }

/** A release that a rollback can go to. */
export type Release = {
  deploymentId: string
  imageDigest: string
  imageUri: string
  /** Null: of an image that another tool has pushed. */
  commitHash: string | null
  commitMessage: string | null
  /** By which it has. */
  imageTag?: string
  /** When it began to serve. */
  at: string
  by: string | null
  rollbackOf?: string
  /** How long going back to it should take, and why; null: it serves now. */
  rollback: { seconds: number | null; how: OrNewer<'warm' | 'new-release'> } | null
}
/** What serves one branch and environment of a repository now. */
export type ServiceView = {
  owner: string
  repo: string
  branch: string
  environment: string
  accountId: string
  region: string
  awsConnectionId: string
  url: string
  current: Release | null
  /** Good ones, newest first. */
  releases: Release[]
  /** Where a rollback goes to if nothing else is said. */
  rollbackTo: string | null
  expectedRollbackSeconds: number | null
  /** How long what served before is kept running, at most. */
  warmUntil: string | null
}

// ---- notifications ----------------------------------------------------------------------------------------------------

export type NotificationRequest = {
  owner?: string
  repo?: string
  environment?: string
  kind: TargetKind
  events?: NoticeKind[]
  address: string
  secret?: string
  template?: Partial<Record<NoticeKind, string>>
  channel?: string
}
export type NotificationView = {
  id: string
  owner: string
  repo: string
  environment: string
  kind: OrNewer<TargetKind>
  events: OrNewer<NoticeKind>[]
  channel: string | null
  /** Of its address, which is never answered, and its last four characters. */
  host: string
  tail: string
  template: Partial<Record<NoticeKind, string>>
  createdBy: string
  createdAt: string
}
/** `secret`: one that Panda has made; it is shown this once. `note`: what is left to do. */
export type NewNotification = NotificationView & { secret?: string; note?: string }
type Told = { httpStatus: number | null; ms: number; error: string | null }
export type NotificationTest = Told & { delivered: boolean; answer: string | null }
export type DeliveryView = {
  id: string
  targetId: string
  targetKind: OrNewer<TargetKind>
  channel: string | null
  host: string
  deploymentId: string
  seq: number
  kind: OrNewer<NoticeKind>
  occurredAt: string
  status: OrNewer<'waiting' | 'sending' | 'delivered' | 'failed'>
  attempt: number
  nextAt: string | null
  attempts: (Told & { attempt: number; at: string })[]
}

export type EnvironmentId = { owner: string; repo: string; environment: string }

/** What holds; `EnvironmentSettings`: what somebody has set of it. */
export type Environment = {
  branches: string[]
  githubConnectionId: string | null
  awsConnectionId: string | null
  strategy: 'blue-green' | 'all-at-once'
  autoSwitch: boolean
  concurrency: 'supersede' | 'queue' | 'reject'
  healthPath: string
  port: number | null
  /** When it takes deployments; none: always. */
  windows: {
    days: ('sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat')[]
    from: string
    to: string
    timeZone: string
  }[]
  freezes: { from: string; to: string; reason: string }[]
  /** When its branch is deployed by itself; null: never. */
  schedule: { when: string; timeZone?: string; branch?: string } | null
  /** An image that another tool pushes with such a tag is released by itself. Absent: of an older server. */
  imageTags?: string[]
  /** What green has to answer before the switch, and production after it. */
  smoke: { path: string; status?: number; body?: string; withinMs?: number }[]
  /** CPU units; null: nobody has said. */
  cpu: number | null
  /** MiB. */
  memory: number | null
  /** Tasks. */
  count: number | null
  variables: Record<string, string>
  /** Where their values are kept. */
  secrets: Record<string, string>
  /** So long the program's lines are kept. */
  logRetentionDays: number
  /** Where a service is made; null: in the account's default VPC. */
  network: { vpcId: string; subnets: string[]; privateSubnets?: string[] } | null
  /** Null: HTTP. */
  certificateArn: string | null
  approvals: ApprovalRule
  gates: GateRule
  promotion: { from: string[]; only: boolean }
  rollback: RollbackRules
}
type Rule<T> = (T & { severity: 'rollback' | 'warn' }) | null
/** What takes a release back after the switch; null: that rule is off. */
export type RollbackRules = {
  bakeSeconds: number | null
  healthyHosts: Rule<{ below: number }>
  unhealthyHosts: Rule<{ over: number }>
  latency: Rule<{ p95Ms: number | null; meanMs: number | null; minutes: number }>
  serverErrors: Rule<{ over: number; criticalOver: number | null; minutes: number }>
  errorLog: Rule<{ patterns: string[]; over: number }>
  smoke: { severity: 'rollback' | 'warn' }
}
export type GateRule = {
  scan: {
    atSeverity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'none'
    /** Null: as the server's PANDA_NOT_SCANNED says. */
    notScanned: 'pass' | 'block' | null
    /** `by` is the server's to say. */
    waivers: { id: string; reason: string; until: string; by?: string }[]
  }
  checks: string[]
  waitMinutes: number
}
export type ApprovalRule = { reviewers: number; waitMinutes: number; expiresHours: number }
export type EnvironmentSettings = Partial<
  Omit<
    Environment,
    | 'approvals'
    | 'gates'
    | 'promotion'
    | 'schedule'
    | 'githubConnectionId'
    | 'awsConnectionId'
    | 'cpu'
    | 'memory'
    | 'count'
    | 'network'
    | 'certificateArn'
    | 'rollback'
  > & {
    schedule: NonNullable<Environment['schedule']>
    approvals: Partial<ApprovalRule>
    gates: Partial<Omit<GateRule, 'scan'> & { scan: Partial<GateRule['scan']> }>
    promotion: Partial<Environment['promotion']>
    rollback: {
      [rule in keyof RollbackRules]?: RollbackRules[rule] extends object | null
        ? Partial<NonNullable<RollbackRules[rule]>> | null
        : RollbackRules[rule]
    }
    githubConnectionId: string
    awsConnectionId: string
    cpu: number
    memory: number
    count: number
    network: NonNullable<Environment['network']>
    certificateArn: string
  }
>
export type EnvironmentView = EnvironmentId & {
  set: EnvironmentSettings
  settings: Environment
  /** 0: nothing is set. */
  version: number
  updatedAt: string | null
  updatedBy: string | null
}
