import { expect, test } from 'vitest'
import ciphertexts from './ciphertexts.attack.ts'

test('no sealed secret opens anywhere but where it belongs, and none is told', async () => {
  const { tried, violations } = await ciphertexts.run({ size: 'ci', seed: 3, say: () => {} })
  expect(violations).toEqual([])
  expect(tried).toBeGreaterThan(3_000)
}, 60_000)
