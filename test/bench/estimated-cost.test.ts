// What a result says that its deployment has cost, against the calls that bench/cost counts of the same deployment.
import { expect, test } from 'vitest'
import { countedDeployment } from '../../bench/cost/deployment.ts'
import { estimatedCost } from '../../core/cost.ts'
import { prices } from '../../core/prices.ts'
import { at, stateOf } from '../core/logs.ts'

test('is within a quarter of what is counted, but for the build', { timeout: 120_000 }, async () => {
  const { items, state } = await countedDeployment()
  const counted = items.reduce((sum, { count, unit }) => sum + count * unit, 0)
  const { usd, of } = estimatedCost(state)
  expect(usd - of.build).toBeGreaterThan(counted * 0.75)
  expect(usd - of.build).toBeLessThan(counted * 1.25)
})

const cloning = ['CLONE_STARTED', 1, {}, { buildId: 'b', attempt: 1 }] as const

test('a build is of whole minutes, from its start to the image', () => {
  // From 1 to 4.5: three and a half, so four are paid.
  const built = stateOf([['INITIALIZED'], [...cloning], ['INFRA_STARTED', 4.5]])
  expect(estimatedCost(built).of.build).toBe(4 * prices.buildMinute)
  // Reviewers are asked when the image is there; that they took an hour is not the build's.
  const review = { askedAt: at(3), stage: 2 as const, approvals: [], rejected: null, skipped: null, grantedAt: at(63) }
  const reviewed = { ...stateOf([['INITIALIZED'], [...cloning], ['INFRA_STARTED', 64]]), review }
  expect(estimatedCost(reviewed).of.build).toBe(2 * prices.buildMinute)
})

test('what builds nothing pays for no build', () => {
  expect(estimatedCost(stateOf([['INITIALIZED'], ['INFRA_STARTED', 9]])).of.build).toBe(0)
})

test('the parts are the whole, and it grows with the log', () => {
  const [short, long] = [
    stateOf([['INITIALIZED']]),
    stateOf([['INITIALIZED'], [...cloning], ['CLONED', 2], ['INFRA_STARTED', 3]]),
  ]
  for (const state of [short, long]) {
    const { usd, of, assumptions } = estimatedCost(state)
    expect(Object.values(of).reduce((sum, one) => sum + one, 0)).toBeCloseTo(usd, 5)
    expect(assumptions.join()).toContain('us-east-1')
  }
  expect(estimatedCost(long).usd).toBeGreaterThan(estimatedCost(short).usd)
})
