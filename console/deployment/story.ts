// What the events of a deployment have told so far: everything on its page that moves is made of this.
import type { PandaEvent } from '../../client/types.ts'
import type { EventCode, Stage, Status } from '../../core/vocabulary.ts'
import { isOpen, reviewChanges, type ToldReview } from '../approvals/review.ts'

export type Check = { at: string; ok: boolean; latencyMs: number | null }

export type Story = {
  seq: number
  status: Status
  stage: Stage
  startedAt: string | null
  finishedAt: string | null
  stageStartedAt: Partial<Record<Stage, string>>
  /** Left the queue. */
  initializedAt: string | null
  /** Null: nobody was asked. */
  review: ToldReview | null
  readyAt: string | null
  switchRequestedAt: string | null
  switchedAt: string | null
  stopping: { reason: string; at: string } | null
  /** Of the final event, when it is a bad one. */
  failure: { errorCode: string | null; errorMessage: string; lines: string[]; reason: string | null } | null
  finalService: 'blue' | 'green' | null
  rolledBack: boolean
  buildStep: { step: number; steps: number; message: string } | null
  tasks: { running: number; desired: number } | null
  commit: { hash: string; message: string } | null
  digest: string | null
  /** The five before the switch. */
  checks: Check[]
  greenStarted: boolean
  /** The last event about the gates: what they say is in the state. */
  gatesSeq: number
}

export const untold: Story = {
  seq: 0,
  status: 'QUEUED',
  stage: 0,
  startedAt: null,
  finishedAt: null,
  stageStartedAt: {},
  initializedAt: null,
  review: null,
  readyAt: null,
  switchRequestedAt: null,
  switchedAt: null,
  stopping: null,
  failure: null,
  finalService: null,
  rolledBack: false,
  buildStep: null,
  tasks: null,
  commit: null,
  digest: null,
  checks: [],
  greenStarted: false,
  gatesSeq: 0,
}

export const told = (story: Story, events: readonly PandaEvent[]): Story => events.reduce(next, story)

/** A release that is there already: gone back to, promoted, or pushed by another tool. */
export const isUnbuilt = ({ stage, stageStartedAt }: Story) => stage >= 3 && stageStartedAt[1] === undefined

export const isOver = ({ status }: Pick<Story, 'status'>) =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED'

/** Reviewers are waited for, or the time that they are given to look. */
export const isReviewed = (story: Story) => isOpen(story.review) && !story.stopping && !isOver(story)

const next = (story: Story, event: PandaEvent): Story => {
  const { stage } = event.details
  const after: Story = {
    ...story,
    seq: event.seq,
    stage,
    startedAt: story.startedAt ?? event.timestamp,
    stageStartedAt: { [stage]: event.timestamp, ...story.stageStartedAt },
  }
  const changed = changes[event.code as EventCode]?.(event, after)
  const review = reviewChanges[event.code as EventCode]?.(event, story.review) ?? story.review
  return { ...after, review, ...changed }
}

type Change = (event: PandaEvent, story: Story) => Partial<Story>

const changes: Partial<Record<EventCode, Change>> = {
  INITIALIZED: ({ timestamp }) => ({ status: 'RUNNING', initializedAt: timestamp }),
  // A build may be tried again.
  CLONE_STARTED: () => ({ buildStep: null }),
  CLONED: ({ details }) => ({
    commit: { hash: String(details.commitHash), message: String(details.commitMessage ?? '') },
  }),
  BUILD_PROGRESS: ({ details }) => ({
    buildStep:
      Number(details.steps) > 0
        ? { step: Number(details.step), steps: Number(details.steps), message: String(details.message ?? '') }
        : null,
  }),
  PUSHED: ({ details }) => ({ digest: text(details.digest) }),
  GATES_STARTED: ({ seq }) => ({ gatesSeq: seq }),
  IMAGE_SCANNED: ({ seq }) => ({ gatesSeq: seq }),
  IMAGE_NOT_SCANNED: ({ seq }) => ({ gatesSeq: seq }),
  CHECKS_AWAITED: ({ seq }) => ({ gatesSeq: seq }),
  CHECKS_REPORTED: ({ seq }) => ({ gatesSeq: seq }),
  GATES_PASSED: ({ seq }) => ({ gatesSeq: seq }),
  GREEN_STARTING: () => ({ greenStarted: true }),
  RELEASE_PROGRESS: ({ details }) => ({
    tasks: { running: Number(details.running), desired: Number(details.desired) },
  }),
  READY: ({ timestamp }) => ({ status: 'DEPLOYMENT_READY', readyAt: timestamp }),
  SWITCH_REQUESTED: ({ timestamp }) => ({ status: 'RUNNING', switchRequestedAt: timestamp }),
  HEALTH_CHECK_PROGRESS: ({ timestamp, details }, { checks }) => ({
    checks: [...checks, { at: timestamp, ok: isGood(details.httpStatus), latencyMs: number(details.latencyMs) }],
  }),
  // What follows, the bake, is the last stage, though its own event comes only at its end.
  SWITCHED: ({ timestamp }, { stageStartedAt }) => ({
    switchedAt: timestamp,
    stage: 6,
    stageStartedAt: { ...stageStartedAt, 6: timestamp },
  }),
  STOPPING: ({ timestamp, details }) => ({
    status: 'RUNNING',
    stopping: { reason: String(details.reason), at: timestamp },
  }),
  ROLLED_BACK: () => ({ rolledBack: true }),
  COMPLETED: event => ended(event, 'COMPLETED'),
  FAILED: event => ended(event, 'FAILED'),
  CANCELLED: event => ended(event, 'CANCELLED'),
}

const ended = ({ timestamp, details }: PandaEvent, status: Status): Partial<Story> => ({
  status,
  finishedAt: timestamp,
  finalService: details.finalService === 'blue' || details.finalService === 'green' ? details.finalService : null,
  failure: status === 'COMPLETED' ? null : failureOf(details),
  ...(details.rolledBack === true && { rolledBack: true }),
})

const failureOf = ({ errorCode, errorMessage, lines, reason }: PandaEvent['details']): Story['failure'] => ({
  errorCode: text(errorCode),
  errorMessage: text(errorMessage) ?? '',
  lines: Array.isArray(lines) ? lines.map(String) : [],
  reason: text(reason),
})

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
const number = (value: unknown) => (typeof value === 'number' ? value : null)
const isGood = (httpStatus: unknown) => Number(httpStatus) >= 200 && Number(httpStatus) < 300
