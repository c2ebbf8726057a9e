// A call that nobody has written a rule for does not pass, and the matrix that is made of the rules finds nothing.
import { describe, expect, it } from 'vitest'
import { routes } from '../../../app/routes.ts'
import matrix from './matrix.attack.ts'
import { rules } from './rules.ts'

const how = 'say in test/security/doors/rules.ts who may make it, and which of its fields name what somebody has'

describe('the rules', () => {
  it('are of the calls that there are', () => {
    expect(Object.keys(rules).sort(), how).toEqual(routes.map(({ operation }) => operation).sort())
  })

  it.each(routes.map(route => [route.operation, route] as const))(
    '%s is for whom its rule says',
    (operation, route) => {
      expect(route.allows, how).toBe(rules[operation]?.least)
    },
  )

  it.each(routes.map(route => [route.operation, route] as const))(
    '%s has no field without a rule',
    (operation, route) => {
      const { params, query, headers, body } = route
      const fields = [params, query, headers, body].flatMap(schema => Object.keys(schema?.shape ?? {}))
      const { names = {}, says = [] } = rules[operation] ?? {}
      expect([...Object.keys(names), ...says].sort(), how).toEqual(fields.sort())
      // Alone, these two name nothing that somebody has.
      const inPath = Object.keys(params.shape).filter(name => name !== 'owner' && name !== 'environment')
      for (const name of inPath) expect(names, how).toHaveProperty(name)
    },
  )
})

it('the matrix lets nobody in', { timeout: 600_000 }, async () => {
  const { tried, violations } = await matrix.run({ size: 'ci', seed: 1, say: () => {} })
  expect(violations).toEqual([])
  expect(tried).toBeGreaterThan(5_000)
})
