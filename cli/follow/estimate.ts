// How far along and how long still: by past runs where there are some, else by the stage alone, without a guess at time.
import type { Estimate } from '../../client/types.ts'
import type { Progress } from './progress.ts'

export type Outlook = {
  /** 0 to 1 */
  share: number
  /** Null: nothing to go by, or it takes longer than it ever did. */
  secondsLeft: number | null
  late: boolean
}

/** What share of the way each stage begins at, as the server's `percent` has it. */
const begins = [0, 0.05, 0.35, 0.5, 0.6, 0.85, 0.95, 1] as const

export const outlook = (progress: Progress, estimate: Estimate | null | undefined, now: number): Outlook => {
  if (progress.status === 'COMPLETED') return { share: 1, secondsLeft: null, late: false }
  const expected = (stage: number) => estimate?.stages.find(one => one.stage === stage)?.seconds
  const known = estimate && estimate.totalSeconds > 0 && expected(progress.stage) !== undefined
  if (!known) return { share: byStage(progress), secondsLeft: null, late: false }
  const here = expected(progress.stage)!
  // What it waits for somebody is nobody's estimate.
  const until = progress.waitingSince ?? progress.endedAt ?? now
  const spent = Math.max(0, (until - (progress.startedAt[progress.stage] ?? until)) / 1000)
  // A stage is not over before it says so.
  const counted = Math.min(spent, here * 0.95)
  const before = sum(estimate.stages.filter(one => one.stage < progress.stage))
  const total = sum(estimate.stages)
  if (total <= 0) return { share: byStage(progress), secondsLeft: null, late: false }
  const late = spent > here * 1.5 + 2
  return {
    share: Math.min(0.99, (before + counted) / total),
    secondsLeft: late ? null : Math.max(0, total - before - Math.min(spent, here)),
    late,
  }
}

const byStage = ({ stage, steps }: Progress) => {
  const [from, to] = [begins[stage], begins[stage + 1]!]
  return from + (to - from) * (1 - 0.8 ** Math.max(0, steps))
}

const sum = (stages: { seconds: number }[]) => stages.reduce((total, { seconds }) => total + seconds, 0)
