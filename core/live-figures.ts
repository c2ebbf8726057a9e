// What is known of both colours at this moment: the newest figures, overwritten with each look. Beside the log, which tells
// what has happened; whoever listens gets the whole each time, so that a lost one is made good by the next.

import type { Figures, Route } from './ports.ts'
import type { Evidence } from './state.ts'

/** Of production traffic, 0 to 1. */
export type Share = { blue: number; green: number }
export type Check = { color: 'blue' | 'green'; at: string; ok: boolean; latencyMs: number | null }
/** For small charts. */
export type FiguresPoint = {
  at: string
  blueP95: number | null
  greenP95: number | null
  blueErrorRate: number | null
  greenErrorRate: number | null
  share: Share | null
}

export type LiveFigures = {
  /** Grows by one with each: a look that began before another was told is refused. */
  n: number
  at: string
  evidence: Evidence | null
  /** When the evidence was measured. */
  measuredAt: string | null
  share: Share | null
  /** The last ones, oldest first. */
  checks: Check[]
  history: FiguresPoint[]
}

/** What one look has seen; what it has not looked at stays as it was. */
export type Sight = { evidence?: Evidence; share?: Share | null; checks?: Check[] }

/** Half an hour of a look a minute; a message of some 5 kB. */
const keptPoints = 30
const keptChecks = 20

export const withSight = (before: LiveFigures | undefined, sight: Sight, at: string): LiveFigures => {
  const evidence = sight.evidence ?? before?.evidence ?? null
  const share = sight.share ?? before?.share ?? null
  const history = before?.history ?? []
  const isNews = sight.evidence !== undefined || (evidence !== null && !isSame(share, before?.share ?? null))
  return {
    n: (before?.n ?? 0) + 1,
    at,
    evidence,
    measuredAt: sight.evidence ? at : (before?.measuredAt ?? null),
    share,
    checks: [...(before?.checks ?? []), ...(sight.checks ?? [])].slice(-keptChecks),
    history: isNews ? [...history, pointOf(evidence, share, at)].slice(-keptPoints) : history,
  }
}

/** Null: the listener leads nowhere. */
export const shareOf = (routes: Route[], groups: { blueGroup: string | null; greenGroup: string }): Share | null => {
  const total = routes.reduce((sum, { weight }) => sum + weight, 0)
  const part = (group: string | null) =>
    routes.filter(one => one.targetGroupArn === group).reduce((sum, { weight }) => sum + weight, 0) / total
  return total === 0 ? null : { blue: part(groups.blueGroup), green: part(groups.greenGroup) }
}

/** Where most of the traffic goes. */
export const heaviest = (routes: Route[]): string | undefined =>
  [...routes].sort((a, b) => b.weight - a.weight)[0]?.targetGroupArn

const pointOf = (evidence: Evidence | null, share: Share | null, at: string): FiguresPoint => ({
  at,
  blueP95: evidence?.blue?.p95Ms ?? null,
  greenP95: evidence?.green?.p95Ms ?? null,
  blueErrorRate: errorRate(evidence?.blue),
  greenErrorRate: errorRate(evidence?.green),
  share,
})

export const errorRate = (figures: Figures | null | undefined) =>
  figures && figures.requests > 0 ? figures.errors / figures.requests : null

const isSame = (a: Share | null, b: Share | null) => a?.blue === b?.blue && a?.green === b?.green
