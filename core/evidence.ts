// Blue against green, from measured figures only.
import type { Figures } from './ports.ts'
import type { Evidence } from './state.ts'

/** Fewer requests than this to either colour say nothing. */
export const enough = 10
/** Green's p95 may be this much higher, and a fifth, before it counts as slower: a busy machine is not a slow program. */
const toleranceMs = 20

export const compare = (blue: Figures | null, green: Figures | null): Evidence => {
  if (!blue || !green || blue.requests < enough || green.requests < enough)
    return { blue, green, verdict: 'insufficient-traffic', why: tooFew(blue, green) }
  const why = `p95 ${green.p95Ms ?? '?'} ms against ${blue.p95Ms ?? '?'}; ${green.errors} errors in ${green.requests} requests against ${blue.errors} in ${blue.requests}`
  return { blue, green, verdict: verdict(blue, green), why }
}

const tooFew = (blue: Figures | null, green: Figures | null) =>
  blue === null
    ? 'Nothing served before'
    : `Only ${blue.requests} requests to blue and ${green?.requests ?? 0} to green`

const verdict = (blue: Figures, green: Figures): Evidence['verdict'] => {
  const [blueRate, greenRate] = [blue.errors / blue.requests, green.errors / green.requests]
  if (greenRate > blueRate + 0.01) return 'worse'
  if (blueRate > greenRate + 0.01) return 'better'
  if (blue.p95Ms === null || green.p95Ms === null) return 'same'
  if (green.p95Ms > blue.p95Ms * 1.2 + toleranceMs) return 'worse'
  return blue.p95Ms > green.p95Ms * 1.2 + toleranceMs ? 'better' : 'same'
}

export const figuresOf = (latenciesMs: number[], errors: number): Figures => {
  const sorted = [...latenciesMs].sort((a, b) => a - b)
  const at = (share: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
    return value === undefined ? null : Math.round(value * 10) / 10
  }
  return { requests: sorted.length, errors, p50Ms: at(0.5), p95Ms: at(0.95) }
}
