// The figures as they are answered: of everything, of each service and environment, and over time.
import { secondsBetween } from './deadlines.ts'
import { type Counts, countsOf, figuresOf, leadSeconds, type ServiceFigures, weekSeconds } from './metrics.ts'
import type { Run } from './metrics-run.ts'

/** `cut`: there are more deployments than are read; `from` is when the oldest of those that were read was accepted. */
export type Window = { from: string; to: string; days: number; cut: boolean }

export type Week = Counts & { from: string; to: string }
export type LeadTime = { deploymentId: string; servedAt: string; seconds: number }

export type FiguresReport = Window & {
  /** Deployments that the figures are of. */
  read: number
  all: ServiceFigures
  services: { owner: string; repo: string; environment: string; figures: ServiceFigures }[]
  /** Oldest first. The first of them may be a part of a week. */
  weeks: Week[]
  /** The newest ones, oldest first. */
  leadTimes: LeadTime[]
}

/** For a chart: more than that nobody tells apart. */
const keptLeadTimes = 200

export const reportOf = (runs: readonly Run[], window: Window): FiguresReport => {
  // Of a moment there is no rate.
  const seconds = Math.max(1, secondsBetween(window.from, window.to))
  const services = Map.groupBy(runs, ({ owner, repo, environment }) => [owner, repo, environment].join(' '))
  return {
    ...window,
    read: runs.length,
    all: figuresOf(runs, seconds),
    services: [...services].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => ({ ...whose(own), ...of(own) })),
    weeks: weeksOf(runs, window),
    leadTimes: leadTimesOf(runs),
  }

  function of(own: readonly Run[]) {
    return { figures: figuresOf(own, seconds) }
  }
}

const whose = (runs: readonly Run[]) => {
  const { owner, repo, environment } = runs[0]!
  return { owner, repo, environment }
}

/** Counted back from the end, so that the newest week is whole. */
const weeksOf = (runs: readonly Run[], { from, to }: Window): Week[] => {
  const count = Math.max(1, Math.ceil(secondsBetween(from, to) / weekSeconds))
  const back = (weeks: number) => new Date(Date.parse(to) - weeks * weekSeconds * 1000).toISOString()
  const weekOf = ({ acceptedAt }: Run) =>
    count - 1 - Math.min(count - 1, Math.floor(secondsBetween(acceptedAt, to) / weekSeconds))
  return Array.from({ length: count }, (_, n) => {
    const begins = back(count - n)
    const counts = countsOf(runs.filter(run => weekOf(run) === n))
    return { from: begins < from ? from : begins, to: back(count - n - 1), ...counts }
  })
}

const leadTimesOf = (runs: readonly Run[]): LeadTime[] =>
  runs
    .flatMap(run =>
      run.kind === 'change' && run.servedAt !== null
        ? leadSeconds(run).map(seconds => ({ deploymentId: run.deploymentId, servedAt: run.servedAt!, seconds }))
        : [],
    )
    .sort((a, b) => (a.servedAt < b.servedAt ? -1 : 1))
    .slice(-keptLeadTimes)
