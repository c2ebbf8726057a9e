// Bugs of the product that a seed has found, by their names. A story changes with the simulator, so each of them has also a test
// of its own, or a planted bug that brings it back: what is named in brackets.
import { describe, expect, it } from 'vitest'
import { runSeed } from './seed.ts'

const found: [seed: number, name: string][] = [
  [419, 'a stack begun beside a cancel outlived it [undoing does not wait for those who still work]'],
  [482, 'one that had ended without giving back its place was never taken up [the sweep passes by what has ended]'],
  [143, 'a cancel was taken when traffic had gone back onto a warm blue [test/core/decide]'],
  [1125, 'an alarm about a blue that stays warm took a healthy release back [test/region/alarms]'],
]

describe('a seed that has found a bug', () => {
  it.each(found)('%i: %s', async seed => expect((await runSeed({ seed })).broken).toBeUndefined())
})
