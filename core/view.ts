// What readers get of a log: events with words, the live state, the result. Nothing private passes here.
import { estimatedCost } from './cost.ts'
import type { LoggedEvent } from './event.ts'
import { gatesView } from './gates.ts'
import { errorRate, type LiveFigures } from './live-figures.ts'
import { eventMessage } from './messages.ts'
import { reviewView } from './review.ts'
import { type DeploymentState, isFinal } from './state.ts'
import { eventFacts, type Locale, type Stage, stages } from './vocabulary.ts'

export const eventView = (event: LoggedEvent, locale: Locale) => ({
  type: eventFacts[event.code].type,
  deploymentId: event.deploymentId,
  seq: event.seq,
  id: `${event.deploymentId}:${event.seq}`,
  timestamp: event.timestamp,
  code: event.code,
  message: eventMessage(locale, event.code, event.details),
  details: event.details,
})
export type EventView = ReturnType<typeof eventView>

export const liveView = (state: DeploymentState) => ({
  ...identity(state),
  stage: state.stage,
  stageName: stages[state.stage],
  percent: percent(state),
  lastSeq: state.seq,
})

/** The newest evidence that there is: the log's of what has gone well, else what was measured last. */
export const evidenceOf = (state: DeploymentState, figures: LiveFigures | undefined) =>
  state.status === 'COMPLETED' ? state.evidence : (figures?.evidence ?? state.evidence)

/** What is said over a socket. */
export const figuresView = (deploymentId: string, figures: LiveFigures) => ({
  type: 'figures' as const,
  deploymentId,
  ...figures,
})

/** From the moment there is something to decide on, and for ever after. */
export const hasResult = (state: DeploymentState) => state.readyAt !== null || state.stage >= 5 || isFinal(state)

export const resultView = (state: DeploymentState) => ({
  ...identity(state),
  durationSeconds: state.durationSeconds ?? seconds(state.createdAt, state.finishedAt ?? state.updatedAt),
  blueLatencyMs: state.evidence?.blue?.p50Ms ?? null,
  greenLatencyMs: state.evidence?.green?.p50Ms ?? null,
  blueErrorRate: errorRate(state.evidence?.blue),
  greenErrorRate: errorRate(state.evidence?.green),
  eventCount: state.seq,
  rolledBack: state.rolledBack,
  estimatedCost: estimatedCost(state),
  ...deadline(state),
})

const identity = (state: DeploymentState) => ({
  deploymentId: state.id,
  status: state.status,
  owner: state.request.owner,
  repo: state.request.repo,
  branch: state.request.branch,
  environment: state.request.environment,
  awsRegion: state.request.region,
  deployedBy: state.request.by,
  commitHash: state.commitHash,
  commitMessage: state.commitMessage,
  imageUri: state.imageUri,
  imageDigest: state.imageDigest,
  imageTag: state.imageTag,
  startedAt: state.createdAt,
  completedAt: state.finishedAt,
  finalService: state.finalService,
  url: state.url,
  blueUrl: state.blueUrl,
  greenUrl: state.greenUrl,
  gates: gatesView(state),
  approval: reviewView(state),
  errorMessage: state.stopping?.errorMessage ?? null,
  errorCode: state.stopping?.errorCode ?? null,
  evidence: state.evidence,
  stages: stageTimes(state),
})

/** A missed deadline answers as the old server did: 408, with what it took and what it had. */
const deadline = ({ stopping }: DeploymentState) => {
  const { status, durationSeconds, timeoutSeconds } = stopping?.more ?? {}
  return stopping?.reason === 'timeout' ? { timeout: { status, durationSeconds, timeoutSeconds } } : {}
}

const stageTimes = (state: DeploymentState) => {
  const begun = (Object.keys(state.stageStartedAt).map(Number) as Stage[]).sort((a, b) => a - b)
  return begun.map((stage, index) => {
    const startedAt = state.stageStartedAt[stage]!
    const next = begun[index + 1]
    const completedAt = next === undefined ? state.finishedAt : state.stageStartedAt[next]!
    return {
      stage,
      name: stages[stage],
      startedAt,
      completedAt,
      seconds: completedAt === null ? null : seconds(startedAt, completedAt),
    }
  })
}

/** How far along, by the stage it is in: what share of the way each begins at, and what is noted within it. */
const percent = (state: DeploymentState): number => {
  if (state.status === 'COMPLETED') return 100
  const begins = [0, 5, 35, 50, 60, 85, 95, 100] as const
  const from = begins[state.stage]
  const steps = state.noted.length - 1
  return Math.min(from + Math.min(steps, 4), begins[state.stage + 1]! - 1)
}

export const seconds = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 100) / 10
