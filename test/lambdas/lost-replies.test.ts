import { expect, test } from 'vitest'
import { cleanJourney, sampled, withTrouble } from './trouble.ts'

// A refusal (there is no such thing yet) has done nothing.
const calls = (await cleanJourney()).calls.filter(call => call.answered)

test.each(sampled(calls, 1))('call $n is done and nobody is told, $action of $entry: done once', async call => {
  const states = await withTrouble(call, 'lost')
  expect(states.map(state => state.status)).toEqual(['COMPLETED', 'COMPLETED'])
})
