import { expect, test } from 'vitest'
import { cleanJourney, sampled, withTrouble } from './trouble.ts'

const { calls } = await cleanJourney()

test.each(sampled(calls, 1))('call $n is done and nobody is told, $action of $entry: done once', async call => {
  const states = await withTrouble(call, 'lost')
  expect(states.map(state => state.status)).toEqual(['COMPLETED', 'COMPLETED'])
})
