// Where a deployment can be killed: before and after every call that changes something, as one run without kills met them.
import type { Kind } from './crossing.ts'

export type Side = 'before' | 'after'
export type Point = { call: string; side: Side; kind: Kind }

/** Points that leave the same, one of which is killed at. What is killed leaves nothing but its data folder and the processes
 *  that it had: points between which no lasting call begins or ends are one and the same. */
export type Spot = Point & { same: number }

export const spotsOf = (points: readonly Point[]): Spot[] => {
  const spots: Spot[] = []
  let begun = true
  for (const point of points) {
    const lasts = point.kind === 'lasting'
    const ended = lasts && point.side === 'after'
    if (begun || ended) spots.push({ ...point, same: 1 })
    else spots.at(-1)!.same += 1
    begun = lasts && point.side === 'before'
  }
  return spots
}

/** Every `every`-th, beginning with another one each time. */
export const share = <T>(all: readonly T[], every: number, seed: number): T[] =>
  all.filter((_, n) => n % every === seed % every)
