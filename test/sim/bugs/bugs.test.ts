// The simulator is itself tested: each planted bug is found, by the seed that is known to find it.
import { describe, expect, it } from 'vitest'
import { runSeed } from '../seed.ts'
import { bugs } from './all.ts'

describe('a planted bug is found', () => {
  it.each(bugs.map(bug => [bug.name, bug] as const))('%s', async (_, { seed, plant, breaks }) => {
    const { broken } = await runSeed({ seed, plant })
    expect(breaks).toContain(broken?.promise)
  })

  it('there are thirty at least', () => {
    expect(new Set(bugs.map(bug => bug.name)).size).toBeGreaterThanOrEqual(30)
  })
})
