// How far along, and how much longer: from what earlier runs took, or nothing is said of it.
import type { Estimate } from '../../client/types.ts'
import { railOf } from './rail.ts'
import { isOver, isReviewed, type Story } from './story.ts'

export type Progress = {
  /** 0 to 100 */
  percent: number
  /** Null: nobody knows. */
  leftSeconds: number | null
  kind: 'estimated' | 'late' | 'unknown' | 'waits' | 'queued' | 'over'
}

/** Where each stage begins when there is nothing to go by. */
const begins = [0, 5, 35, 50, 60, 85, 95, 100] as const
/** A stage is late when it takes half as long again, and this much more. */
const patienceSeconds = 3

export const progressOf = (story: Story, estimate: Estimate | null | undefined, now: number): Progress => {
  const whole = estimate?.totalSeconds ?? 0
  const blind = begins[story.stage]
  if (story.status === 'COMPLETED') return { percent: 100, leftSeconds: 0, kind: 'over' }
  if (!estimate || whole <= 0) return { percent: blind, leftSeconds: null, kind: kindOf(story, 'unknown') }
  const expected = (stage: number) => estimate.stages.find(one => one.stage === stage)?.seconds ?? 0
  const before = sum(estimate.stages.filter(({ stage }) => stage < story.stage).map(({ seconds }) => seconds))
  const usual = expected(story.stage)
  const spent = story.status === 'DEPLOYMENT_READY' ? usual : (railOf(story, estimate, now)[story.stage]?.seconds ?? 0)
  const done = before + Math.min(spent, usual)
  return {
    // The last bit is not given before it is true.
    percent: Math.min(99, (100 * done) / whole),
    leftSeconds: isOver(story) || story.stopping ? null : Math.max(0, whole - done),
    kind: kindOf(story, spent > usual * 1.5 + patienceSeconds ? 'late' : 'estimated'),
  }
}

const kindOf = (story: Story, otherwise: Progress['kind']): Progress['kind'] => {
  if (isOver(story)) return 'over'
  if (story.status === 'QUEUED') return 'queued'
  if (story.status === 'DEPLOYMENT_READY' || isReviewed(story)) return 'waits'
  return story.stopping ? 'unknown' : otherwise
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
