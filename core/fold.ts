// A deployment is its log; its state is a pure fold of the log.
import type { LoggedEvent } from './event.ts'
import type { StackOutputs } from './ports.ts'
import type { RuleName } from './rollback-rules.ts'
import type { Approval, DeploymentRequest, DeploymentState, Evidence, Gates, KeptRelease } from './state.ts'
import { type ErrorCode, type EventCode, milestones, type Stage, type Status, type StopReason } from './vocabulary.ts'

export const fold = (log: readonly LoggedEvent[]): DeploymentState | undefined =>
  log.reduce<DeploymentState | undefined>((state, event) => evolve(state, event), undefined)

export const evolve = (before: DeploymentState | undefined, event: LoggedEvent): DeploymentState => {
  const state = before ?? born(event)
  const stage = Number(event.details.stage) as Stage
  const next: DeploymentState = {
    ...state,
    seq: event.seq,
    updatedAt: event.timestamp,
    stage,
    stageStartedAt: { [stage]: event.timestamp, ...state.stageStartedAt },
    noted: state.noted.includes(event.code) ? state.noted : [...state.noted, event.code],
  }
  const changed = changes[event.code]?.(event, next)
  return changed ? { ...next, ...changed } : next
}

type Change = (event: LoggedEvent, state: DeploymentState) => Partial<DeploymentState>

const born = (event: LoggedEvent): DeploymentState => {
  const { request } = event.private as { request: DeploymentRequest }
  const known = request.rollback ?? request.promotion
  const ready = known ?? request.image
  return {
    id: event.deploymentId,
    seq: 0,
    status: 'QUEUED',
    stage: 0,
    request,
    createdAt: event.timestamp,
    updatedAt: event.timestamp,
    stageStartedAt: {},
    noted: [],
    blue: null,
    build: null,
    commitHash: known?.commitHash ?? null,
    commitMessage: known?.commitMessage ?? null,
    committedAt: request.promotion?.committedAt ?? null,
    imageUri: ready?.imageUri ?? null,
    imageDigest: ready?.imageDigest ?? null,
    imageTag: known?.imageTag ?? request.image?.tag ?? null,
    gates: null,
    review: null,
    infra: null,
    stackExisted: true,
    release: null,
    greenStartedAt: null,
    greenChecks: 0,
    progress: null,
    evidence: null,
    initializedAt: null,
    readyAt: null,
    switchRequested: null,
    verified: 0,
    smoked: [],
    warned: [],
    switchingAt: null,
    switchedAt: null,
    stopping: null,
    rolledBack: false,
    rolledBackAt: null,
    finishedAt: null,
    durationSeconds: null,
    finalService: null,
    url: null,
    blueUrl: null,
    greenUrl: null,
  }
}

const ended =
  (status: Status): Change =>
  ({ timestamp, details }) => ({
    status,
    finishedAt: timestamp,
    finalService: details.finalService as 'blue' | 'green' | null,
  })

/** What each code changes beside stage and time. Private parts carry what only the fold needs. */
const changes: Partial<Record<EventCode, Change>> = {
  INITIALIZED: event => ({
    status: 'RUNNING',
    initializedAt: event.timestamp,
    blue: (event.private?.blue ?? null) as KeptRelease | null,
    url: text(event.private?.url),
    blueUrl: text(event.private?.url),
  }),
  CLONE_STARTED: (event, state) => ({
    build: { id: String(event.private?.buildId), attempt: Number(event.private?.attempt), n: 0, progressAt: null },
    // Another attempt passes the same milestones once more.
    noted: state.noted.filter(code => !(milestones as readonly EventCode[]).includes(code)),
  }),
  CLONED: event => ({
    commitHash: text(event.details.commitHash),
    commitMessage: text(event.details.commitMessage),
    committedAt: text(event.private?.committedAt),
  }),
  BUILD_PROGRESS: progressed,
  PUSH_PROGRESS: progressed,
  PUSHED: ({ details }) => ({ imageUri: String(details.uri), imageDigest: String(details.digest) }),
  GATES_STARTED: ({ timestamp }) => ({ gates: { startedAt: timestamp, scan: null, checks: null, passedAt: null } }),
  IMAGE_SCANNED: scanned,
  IMAGE_NOT_SCANNED: scanned,
  CHECKS_REPORTED: ({ details }, { gates }) => ({
    gates: gates && { ...gates, checks: details.checks as Gates['checks'] },
  }),
  GATES_PASSED: ({ timestamp }, { gates }) => ({ gates: gates && { ...gates, passedAt: timestamp } }),
  AWAITING_APPROVAL: ({ timestamp }, { stage }) => ({
    review: { askedAt: timestamp, stage, approvals: [], rejected: null, skipped: null, grantedAt: null },
  }),
  APPROVED: (event, { review }) => ({
    review: review && { ...review, approvals: [...review.approvals, opinion(event)] },
  }),
  REJECTED: (event, { review }) => ({ review: review && { ...review, rejected: opinion(event) } }),
  APPROVAL_SKIPPED: (event, { review }) => ({ review: review && { ...review, skipped: opinion(event) } }),
  APPROVAL_GRANTED: ({ timestamp }, { review }) => ({ review: review && { ...review, grantedAt: timestamp } }),
  INFRA_STARTED: event => ({ stackExisted: event.private?.existed !== false }),
  INFRA_READY: event => {
    const infra = event.private?.outputs as StackOutputs
    return { infra, url: infra.url }
  },
  RELEASE_STARTED: event => ({ release: event.private?.release as NonNullable<DeploymentState['release']> }),
  BLUE_RUNNING: ({ details }) => ({ blueUrl: text(details.url) }),
  GREEN_STARTING: ({ timestamp, details }) => ({ greenStartedAt: timestamp, greenUrl: text(details.url) }),
  RELEASE_PROGRESS: (event, state) => ({
    progress: { running: Number(event.details.running), desired: Number(event.details.desired) },
    greenChecks: Number(event.private?.checks ?? state.greenChecks),
  }),
  AWAITING_SWITCH: ({ details }) => ({ evidence: details.evidence as Evidence }),
  READY: ({ timestamp }) => ({ status: 'DEPLOYMENT_READY', readyAt: timestamp }),
  SWITCH_REQUESTED: ({ timestamp, details }) => ({
    status: 'RUNNING',
    switchRequested: { by: String(details.by), digest: String(details.digest), at: timestamp },
  }),
  HEALTH_CHECK_PROGRESS: ({ details }) => ({ verified: Number(details.check) }),
  HEALTH_CHECK_PASSED: (event, state) => ({ evidence: (event.private?.evidence ?? state.evidence) as Evidence | null }),
  SMOKE_TEST_PASSED: ({ details }, { smoked }) => ({ smoked: [...smoked, details.of as 'green' | 'production'] }),
  RULE_WARNED: ({ details }, { warned }) => ({ warned: [...warned, details.rule as RuleName] }),
  SWITCHING: ({ timestamp }) => ({ switchingAt: timestamp }),
  // What follows, the bake, is stage 6: its own event comes only when that has gone well.
  SWITCHED: ({ timestamp }, state) => ({
    switchedAt: timestamp,
    stage: 6,
    stageStartedAt: { ...state.stageStartedAt, 6: timestamp },
  }),
  COMPLETED_STAGE: event => ({ evidence: (event.private?.evidence ?? null) as Evidence | null }),
  COMPLETED: (event, state) => ({
    ...ended('COMPLETED')(event, state),
    durationSeconds: (event.details.durationSeconds ?? null) as number | null,
  }),
  STOPPING: event => ({
    status: 'RUNNING',
    stopping: {
      reason: event.details.reason as StopReason,
      errorCode: (event.details.errorCode ?? null) as ErrorCode | null,
      errorMessage: text(event.private?.errorMessage),
      by: text(event.details.by),
      at: event.timestamp,
      more: (event.private?.more ?? {}) as Record<string, unknown>,
    },
  }),
  ROLLED_BACK: ({ timestamp }) => ({ rolledBack: true, rolledBackAt: timestamp }),
  FAILED: ended('FAILED'),
  CANCELLED: ended('CANCELLED'),
}

function scanned({ details }: LoggedEvent, { gates }: DeploymentState): Partial<DeploymentState> {
  return { gates: gates && { ...gates, scan: details.scan as Gates['scan'] } }
}

function opinion({ timestamp, details, private: hidden }: LoggedEvent): Approval {
  return {
    by: String(details.by),
    maker: text(hidden?.maker),
    comment: text(details.comment ?? details.reason),
    at: timestamp,
  }
}

function progressed(event: LoggedEvent, state: DeploymentState): Partial<DeploymentState> {
  return { build: state.build && { ...state.build, n: Number(event.private?.n ?? 0), progressAt: event.timestamp } }
}

const text = (value: unknown) => (typeof value === 'string' ? value : null)
