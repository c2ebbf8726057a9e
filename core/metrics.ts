// The figures of deployments that were accepted within some time: how often, how fast, how well. docs/metrics.md defines each.
import { secondsBetween } from './deadlines.ts'
import { type Incident, incidentsOf } from './metrics-incidents.ts'
import { fellSick, type Run } from './metrics-run.ts'
import { atLeast, type Rate, rounded, share, sumOf, type Times, targets, timesOf } from './metrics-spread.ts'
import { type Stage, type StageName, stages } from './vocabulary.ts'

export type Counts = { completed: number; failed: number; cancelled: number; unfinished: number }

export type ServiceFigures = {
  deployments: Counts & { rollbacks: number }
  deploymentsPerWeek: Rate
  leadTimeSeconds: Times
  changeFailureRate: Rate
  /** `open`: not restored yet. */
  timeToRestoreSeconds: Times & { open: number }
  successRate: Rate
  pipelineSeconds: Times
  stages: ({ stage: Stage; name: StageName } & Pick<Times, 'p50' | 'p95' | 'of'>)[]
  rollbackSeconds: Times
  downtimeSeconds: Rate
}

export const weekSeconds = 604_800

/** `seconds`: how long the time is that these were accepted in. */
export const figuresOf = (runs: readonly Run[], seconds: number): ServiceFigures => {
  const changes = runs.filter(({ kind, servedAt }) => kind === 'change' && servedAt !== null)
  const incidents = incidentsOf(runs)
  const counts = countsOf(runs)
  return {
    deployments: { ...counts, rollbacks: runs.filter(({ kind }) => kind === 'rollback').length },
    deploymentsPerWeek: atLeast(changes.length / (seconds / weekSeconds), changes.length, targets.deploymentsPerWeek),
    leadTimeSeconds: timesOf(changes.flatMap(leadSeconds)),
    changeFailureRate: share(incidents.length, changes.length),
    timeToRestoreSeconds: restoring(incidents),
    successRate: share(counts.completed, counts.completed + counts.failed, targets.successRate),
    ...working(runs.filter(({ built, status }) => built && status === 'COMPLETED')),
    rollbackSeconds: timesOf(runs.flatMap(rollbackSeconds), targets.rollbackSeconds),
    downtimeSeconds: sumOf(runs.flatMap(downtime), targets.downtimeSeconds),
  }
}

export const countsOf = (runs: readonly Run[]): Counts => {
  const count = (wanted: Run['status']) => runs.filter(({ status }) => status === wanted).length
  const ended = { completed: count('COMPLETED'), failed: count('FAILED'), cancelled: count('CANCELLED') }
  return { ...ended, unfinished: runs.length - ended.completed - ended.failed - ended.cancelled }
}

/** From the commit until users got it. A commit from the future says that two clocks disagree, and nothing else. */
export const leadSeconds = ({ committedAt, servedAt }: Run): number[] => {
  if (committedAt === null || servedAt === null) return []
  const seconds = secondsBetween(committedAt, servedAt)
  return seconds < 0 ? [] : [rounded(seconds)]
}

const restoring = (incidents: readonly Incident[]): ServiceFigures['timeToRestoreSeconds'] => {
  const times = incidents.flatMap(({ signAt, restoredAt }) => (restoredAt ? [secondsBetween(signAt, restoredAt)] : []))
  return { ...timesOf(times, targets.timeToRestoreSeconds), open: incidents.length - times.length }
}

/** Of those that were built and went well: one that failed in its first stage was not quick. It ends where the bake begins. */
const working = (runs: readonly Run[]): Pick<ServiceFigures, 'pipelineSeconds' | 'stages'> => ({
  pipelineSeconds: timesOf(
    runs.map(run => run.stages.reduce((sum, { stage, seconds }) => sum + (stage < 6 ? seconds : 0), 0)),
    targets.pipelineSeconds,
  ),
  stages: stages.map((name, n) => {
    const stage = n as Stage
    const of = runs.flatMap(run => run.stages.filter(one => one.stage === stage).map(one => one.seconds))
    const { p50, p95, of: measured } = timesOf(of)
    return { stage, name, p50, p95, of: measured }
  }),
})

/** Asked for by somebody, from then on; by itself, from the moment that the change was stopped. */
const rollbackSeconds = (run: Run): number[] => {
  if (run.afterwards) return []
  if (fellSick(run)) return run.backAt === null ? [] : [secondsBetween(run.stoppedAt!, run.backAt)]
  if (run.kind !== 'rollback' || run.servedAt === null) return []
  return [secondsBetween(run.acceptedAt, run.servedAt) - run.waitedSeconds]
}

/** What the log can tell: 0 of one that was watched to its end; of one that fell sick, until what served before did again. */
const downtime = (run: Run): number[] => {
  // What comes after its bake nobody has looked at.
  if (run.afterwards) return [0]
  if (fellSick(run)) return run.backAt === null ? [] : [secondsBetween(run.sickAt!, run.backAt)]
  return run.servedAt !== null && run.watched && run.status === 'COMPLETED' ? [0] : []
}
