import { expect, test } from 'vitest'
import { cleanJourney, sampled, withTrouble } from './trouble.ts'

const { calls } = await cleanJourney()
const ofCustomer = calls.filter(call => call.ofCustomer)

// Whose credentials ended is told so; what served before serves, and the other deployment is none the worse.
test.each(sampled(ofCustomer, 2))('credentials end at call $n, $action of $entry', async call => {
  const states = await withTrouble(call, 'expired')
  const failed = states.filter(state => state.status !== 'COMPLETED')
  expect(failed.length).toBeLessThanOrEqual(1)
  for (const { status, stopping, finalService, blue } of failed) {
    expect(status).toBe('FAILED')
    expect(stopping?.errorCode).toBeOneOf(['CREDENTIALS_EXPIRED', 'AWS_CREDENTIALS_INVALID'])
    expect(finalService).toBe(blue ? 'blue' : null)
  }
})
