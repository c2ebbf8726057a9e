import { expect, test } from 'vitest'
import { cleanJourney, sampled, withTrouble } from './trouble.ts'

const { calls } = await cleanJourney()

test.each(sampled(calls, 0))('call $n is throttled, $action of $entry: a little later, and as well', async call => {
  const states = await withTrouble(call, 'throttled')
  expect(states.map(state => state.status)).toEqual(['COMPLETED', 'COMPLETED'])
})
