// The simulator is itself tested: each planted bug is found within 1,000 seeds.
import { describe, expect, it } from 'vitest'
import { bugs } from './all.ts'
import { foundBy } from './found.ts'

const minutes = 60_000

describe('a planted bug is found', () => {
  it.each(bugs.map(bug => [bug.name, bug] as const))('%s', { timeout: 15 * minutes }, async (_, bug) => {
    expect(bug.breaks).toContain((await foundBy(bug))?.told.broken.promise)
  })

  it('there are thirty at least', () => {
    expect(new Set(bugs.map(bug => bug.name)).size).toBeGreaterThanOrEqual(30)
  })
})
