// How long a deployment should take, from those before it: medians a stage, without the time that people took.
import { secondsBetween } from './deadlines.ts'
import type { DeploymentState } from './state.ts'
import type { Stage } from './vocabulary.ts'

export type StageSeconds = { stage: Stage; seconds: number }

export type PastRun = {
  deploymentId: string
  /** The first one makes the infrastructure, and a rollback builds nothing: they say little of each other. */
  kind: 'first' | 'deployment' | 'rollback'
  stages: StageSeconds[]
}

export type Estimate = { stages: StageSeconds[]; totalSeconds: number; runs: number }

/** Runs of one kind that are kept, and that the medians are of. */
const keptRuns = 5

export const pastRun = (state: DeploymentState): PastRun => ({
  deploymentId: state.id,
  kind: kindOf(state),
  stages: workedStages(state),
})

/** Newest first. Saying it twice is saying it once. */
export const withRun = (runs: readonly PastRun[], run: PastRun): PastRun[] => {
  const others = runs.filter(one => one.deploymentId !== run.deploymentId)
  const all = [run, ...others]
  return all.filter(one => all.filter(other => other.kind === one.kind).indexOf(one) < keptRuns)
}

/** Null: there was none like it. */
export const estimateOf = (runs: readonly PastRun[], isRollback: boolean): Estimate | null => {
  const of = (kind: PastRun['kind']) => runs.filter(run => run.kind === kind)
  const deployments = of('deployment')
  const like = isRollback ? of('rollback') : deployments.length > 0 ? deployments : of('first')
  if (like.length === 0) return null
  const inOrder = [...new Set(like.flatMap(run => run.stages.map(({ stage }) => stage)))].sort((a, b) => a - b)
  const stages = inOrder.map(stage => ({ stage, seconds: median(secondsIn(like, stage)) }))
  return { stages, totalSeconds: rounded(sum(stages.map(({ seconds }) => seconds))), runs: like.length }
}

const kindOf = ({ request, blue }: DeploymentState): PastRun['kind'] =>
  request.rollback ? 'rollback' : blue ? 'deployment' : 'first'

/** From one stage's start to the next one's; queued, and waiting for people, it did not work. */
export const workedStages = (state: DeploymentState): StageSeconds[] => {
  const begun = (Object.keys(state.stageStartedAt).map(Number) as Stage[]).sort((a, b) => a - b)
  return begun.map((stage, n) => {
    const next = begun[n + 1]
    const from = stage === 0 ? (state.initializedAt ?? state.createdAt) : state.stageStartedAt[stage]!
    const to = next === undefined ? (state.finishedAt ?? state.updatedAt) : state.stageStartedAt[next]!
    return { stage, seconds: rounded(Math.max(0, secondsBetween(from, to) - waited(state, stage))) }
  })
}

/** For people, in all: to review it, and to switch. */
export const waitedSeconds = (state: DeploymentState) =>
  sum(Object.keys(state.stageStartedAt).map(stage => waited(state, Number(stage) as Stage)))

const waited = ({ readyAt, switchRequested, review }: DeploymentState, stage: Stage) => {
  const forSwitch = stage === 4 && readyAt && switchRequested ? secondsBetween(readyAt, switchRequested.at) : 0
  const forReview = review?.stage === stage && review.grantedAt ? secondsBetween(review.askedAt, review.grantedAt) : 0
  return forSwitch + forReview
}

const secondsIn = (runs: PastRun[], wanted: Stage) =>
  runs.flatMap(({ stages }) => stages.filter(({ stage }) => stage === wanted).map(({ seconds }) => seconds))

const median = (values: number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return rounded((sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2)
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const rounded = (seconds: number) => Math.round(seconds * 10) / 10
