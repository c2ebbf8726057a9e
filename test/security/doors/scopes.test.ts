// A token for one environment finds nothing in another, of all that a call can name; and what it tries reaches the calls.
import { expect, it } from 'vitest'
import { routes } from '../../../app/routes.ts'
import { namingFields } from './naming.ts'
import scopes from './scopes.attack.ts'

it('a token for one environment sees none of another', { timeout: 120_000 }, async () => {
  const { tried, violations } = await scopes.run({ size: 'ci', seed: 1, say: () => {} })
  expect(violations).toEqual([])
  expect(tried).toBeGreaterThan(2_000)
})

it('whoever adds a call about a deployment says that it is about one', () => {
  for (const route of routes) {
    const naming = namingFields(route).filter(({ kind }) => kind === 'deployment')
    if (naming.length > 0 && route.allows !== 'anyone') expect([route.operation, route.within]).not.toContain('place')
    if (route.path.startsWith('/api/v1/deploy/{id}')) expect([route.operation, route.within]).toContain('deployment')
  }
})
