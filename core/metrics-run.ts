// What a deployment is to the figures: a few facts of its folded log, kept beside its summary.
import { type StageSeconds, waitedSeconds, workedStages } from './estimate.ts'
import { type DeploymentState, isBackOnWarm, isBuilt } from './state.ts'
import type { Status } from './vocabulary.ts'

export type Run = {
  deploymentId: string
  owner: string
  repo: string
  environment: string
  /** Where one release takes the place of another. */
  place: string
  /** A rollback brings nothing new: it is no change. */
  kind: 'change' | 'rollback'
  /** A promoted one is not: it was built before. */
  built: boolean
  status: Status
  acceptedAt: string
  /** By git's account of the commit. */
  committedAt: string | null
  /** Taken back after its end: nobody has measured how long that took. */
  afterwards?: true
  /** Users got it from here on; null: they never did. */
  servedAt: string | null
  /** Whether somebody looked after it when it began to serve: back on a warm one, nobody does. */
  watched: boolean
  stoppedAt: string | null
  /** The first sign that it was sick: the first bad look of its bake, or that it was stopped. */
  sickAt: string | null
  /** What served before was seen to serve again. */
  backAt: string | null
  endedAt: string | null
  /** After its end. */
  serves: 'blue' | 'green' | null
  /** For people: to review it, and to switch. */
  waitedSeconds: number
  /** Worked in each stage: neither queued nor waiting for somebody. */
  stages: StageSeconds[]
}

export const runOf = (state: DeploymentState): Run => {
  const { request } = state
  const { owner, repo, branch, environment, accountId, region } = request
  return {
    ...{ deploymentId: state.id, owner, repo, environment },
    place: [accountId, region, owner, repo, branch, environment].join(' '),
    kind: request.rollback ? 'rollback' : 'change',
    built: isBuilt(request),
    status: state.status,
    acceptedAt: state.createdAt,
    committedAt: state.committedAt,
    servedAt: servedAt(state),
    watched: state.release?.mode !== 'warm-back',
    stoppedAt: state.stopping?.at ?? null,
    sickAt: sickAt(state),
    backAt: state.rolledBackAt,
    endedAt: state.finishedAt,
    serves: state.finalService,
    waitedSeconds: waitedSeconds(state),
    stages: workedStages(state),
  }
}

/** One that went back onto a warm release serves, though it was cut off before it could say so. */
const servedAt = (state: DeploymentState) =>
  state.switchedAt ?? (isBackOnWarm(state) && state.finalService === 'green' ? state.switchingAt : null)

const sickAt = ({ stopping }: DeploymentState) => {
  const since = stopping?.more.since
  return typeof since === 'string' ? since : (stopping?.at ?? null)
}

/** Of one that was taken back after its end: as if it had fallen sick in its bake. */
export const takenBackRun = (run: Run, { at, since }: { at: string; since: string }): Run => ({
  ...run,
  ...{ stoppedAt: since, sickAt: since, backAt: at, serves: 'blue', afterwards: true },
})

/** It served, and nothing stopped it since. */
export const isGood = (run: Run) => run.servedAt !== null && (run.stoppedAt === null || run.serves === 'green')

/** It fell sick after users had got it. */
export const fellSick = (run: Run) => run.servedAt !== null && run.stoppedAt !== null && !isGood(run)
