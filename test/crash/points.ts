// Where a deployment can be killed: before and after every call that changes something, as one run without kills met them.
import type { Kind } from './crossing.ts'

export type Side = 'before' | 'after'
export type Point = { call: string; side: Side; kind: Kind }

/** Points that leave the same: one of them is killed at. What is killed leaves nothing but its data folder, so points between
 *  which nothing began, went on or ended that reaches the disk or starts a process are one and the same. */
export type Spot = Point & { same: number }

export const spotsOf = (points: readonly Point[]): Spot[] => {
  const spots: Spot[] = []
  let underWay = 0
  // Whether anything may have changed since the last spot.
  let changed = true
  for (const point of points) {
    const lasts = point.kind === 'lasting'
    if (lasts && point.side === 'after') underWay -= 1
    if (changed || underWay > 0) spots.push({ ...point, same: 1 })
    else spots.at(-1)!.same += 1
    if (lasts && point.side === 'before') underWay += 1
    changed = lasts && point.side === 'before'
  }
  return spots
}

/** Every `every`-th, beginning with another one each time. */
export const share = <T>(all: readonly T[], every: number, seed: number): T[] =>
  all.filter((_, n) => n % every === seed % every)
