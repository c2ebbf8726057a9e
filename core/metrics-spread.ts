// Figures, and whether they are as they should be. What nobody measured is null.

export type Verdict = 'met' | 'missed' | null

/** `of`: how many it was measured on. */
export type Rate = { value: number | null; of: number; target: number | null; verdict: Verdict }
export type Times = { p50: number | null; p95: number | null; of: number; target: number | null; verdict: Verdict }

/** What issue 6 sets: seconds, shares, and deployments a week. */
export const targets = {
  pipelineSeconds: 1_800,
  successRate: 0.95,
  downtimeSeconds: 0,
  rollbackSeconds: 600,
  deploymentsPerWeek: 2,
  timeToRestoreSeconds: 1_800,
} as const

export const share = (part: number, of: number, least: number | null = null): Rate => {
  const value = of === 0 ? null : rounded(part / of, 4)
  return { value, of, target: least, verdict: verdictOf(value, least, (is, target) => is >= target) }
}

export const atLeast = (value: number, of: number, target: number): Rate => ({
  ...{ value: rounded(value, 2), of, target },
  verdict: verdictOf(value, target, (is, wanted) => is >= wanted),
})

/** Of nothing measured there is no sum. */
export const sumOf = (values: readonly number[], most: number): Rate => {
  const value = values.length === 0 ? null : rounded(values.reduce((sum, one) => sum + one, 0))
  return { value, of: values.length, target: most, verdict: verdictOf(value, most, (is, target) => is <= target) }
}

/** Met: nineteen of twenty are. */
export const timesOf = (seconds: readonly number[], most: number | null = null): Times => {
  const sorted = [...seconds].sort((a, b) => a - b)
  const p95 = at(sorted, 0.95)
  const verdict = verdictOf(p95, most, (is, target) => is <= target)
  return { p50: at(sorted, 0.5), p95, of: sorted.length, target: most, verdict }
}

/** The nearest rank: one of the values, and never one between two. */
const at = (sorted: readonly number[], portion: number): number | null => {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * portion) - 1)]
  return value === undefined ? null : rounded(value)
}

const verdictOf = (
  value: number | null,
  target: number | null,
  isMet: (is: number, target: number) => boolean,
): Verdict => (value === null || target === null ? null : isMet(value, target) ? 'met' : 'missed')

export const rounded = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits
