// The stages with the time spent in each: work, and apart from it the time that it waited for a person.
import type { Estimate } from '../../client/types.ts'
import type { Stage } from '../../core/vocabulary.ts'
import type { ToldReview } from '../approvals/review.ts'
import { isOver, isReviewed, type Story } from './story.ts'

export type StageState = 'done' | 'now' | 'wait' | 'todo' | 'failed' | 'stopped' | 'skipped'
export type RailStage = {
  stage: Stage
  state: StageState
  /** Of work; null: not begun. */
  seconds: number | null
  waitedSeconds: number
  expectedSeconds: number | null
}

const all: readonly Stage[] = [0, 1, 2, 3, 4, 5, 6]

export const railOf = (story: Story, estimate: Estimate | null | undefined, now: number): RailStage[] =>
  all.map(stage => {
    const begun = story.stageStartedAt[stage]
    const waitedSeconds = waited(story, stage, now)
    return {
      stage,
      state: stateOf(story, stage),
      seconds: begun === undefined ? null : Math.max(0, between(begun, endOf(story, stage), now) - waitedSeconds),
      waitedSeconds,
      expectedSeconds: estimate?.stages.find(one => one.stage === stage)?.seconds ?? null,
    }
  })

const stateOf = (story: Story, stage: Stage): StageState => {
  if (stage > story.stage) return 'todo'
  if (story.stageStartedAt[stage] === undefined) return 'skipped'
  if (stage < story.stage || story.status === 'COMPLETED') return 'done'
  if (story.status === 'FAILED') return 'failed'
  if (story.status === 'CANCELLED') return 'stopped'
  return story.status === 'DEPLOYMENT_READY' || isReviewed(story) ? 'wait' : 'now'
}

/** Null: it is still the one. */
const endOf = (story: Story, stage: Stage) => {
  const next = all.find(one => one > stage && story.stageStartedAt[one] !== undefined)
  return next === undefined ? (isOver(story) ? story.finishedAt : null) : story.stageStartedAt[next]!
}

/** Queued in the first stage, waiting for reviewers wherever they were asked, for the switch in the fifth: nobody worked. */
const waited = (story: Story, stage: Stage, now: number) =>
  waitedForOthers(story, stage, now) + (story.review?.stage === stage ? waitedForReview(story, story.review, now) : 0)

const waitedForReview = ({ stopping, finishedAt }: Story, { askedAt, ...review }: ToldReview, now: number) =>
  between(askedAt, review.grantedAt ?? review.rejected?.at ?? stopping?.at ?? finishedAt, now)

const waitedForOthers = (story: Story, stage: Stage, now: number) => {
  if (stage === 0 && story.startedAt) return between(story.startedAt, story.initializedAt ?? story.finishedAt, now)
  if (stage !== 4 || !story.readyAt) return 0
  return between(story.readyAt, story.switchRequestedAt ?? story.stopping?.at ?? story.finishedAt, now)
}

const between = (from: string, to: string | null, now: number) =>
  Math.max(0, ((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1000)
