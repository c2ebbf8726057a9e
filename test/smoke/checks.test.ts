import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checks } from './checks.ts'

test('docs/unproven.md lists each check of the smoke run, in its order', () => {
  const listed = readFileSync('docs/unproven.md', 'utf8').matchAll(/^\| `([\w-]+)`/gm)
  expect([...listed].map(([, id]) => id)).toEqual(checks.map(({ id }) => id))
})
