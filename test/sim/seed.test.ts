// One process, one seed, one story: what the simulator itself promises.
import { describe, expect, it } from 'vitest'
import { runSeed } from './seed.ts'

describe('a seed', () => {
  it('tells the same story twice, to the last step', async () => {
    const [once, again] = [await runSeed({ seed: 4, trace: true }), await runSeed({ seed: 4, trace: true })]
    expect(again.trace).toEqual(once.trace)
    expect(again.hash).toBe(once.hash)
    expect(once.steps).toBeGreaterThan(1_000)
  })

  it('differs from the next', async () => {
    expect((await runSeed({ seed: 5 })).hash).not.toBe((await runSeed({ seed: 6 })).hash)
  })
})
