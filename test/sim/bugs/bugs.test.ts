// The simulator is itself tested: each planted bug is found within 1,000 seeds. Where it was found before is tried first.
import { describe, expect, it } from 'vitest'
import type { Promised } from '../broken.ts'
import { runSeed } from '../seed.ts'
import { bugs } from './all.ts'
import type { Bug } from './bug.ts'

const most = 1_000
const minutes = 60_000

describe('a planted bug is found', () => {
  it.each(bugs.map(bug => [bug.name, bug] as const))('%s', { timeout: 15 * minutes }, async (_, bug) => {
    expect(bug.breaks).toContain(await brokenBy(bug))
  })

  it('there are thirty at least', () => {
    expect(new Set(bugs.map(bug => bug.name)).size).toBeGreaterThanOrEqual(30)
  })
})

const brokenBy = async ({ seed: first, plant }: Bug): Promise<Promised | undefined> => {
  for (let seed = first; seed < first + most; seed++) {
    const { broken } = await runSeed({ seed, plant })
    if (broken) return broken.promise
  }
  return undefined
}
