import { expect, it } from 'vitest'
import tokens from './tokens.attack.ts'

it('nobody comes in with a token that is none', { timeout: 120_000 }, async () => {
  const { tried, violations } = await tokens.run({ size: 'ci', seed: 1, say: () => {} })
  expect(violations).toEqual([])
  expect(tried).toBeGreaterThan(5_000)
})
