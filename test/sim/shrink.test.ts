// What is told of a seed that breaks a promise: the same one, in no more steps.
import { expect, it } from 'vitest'
import { bugs } from './bugs/all.ts'
import { foundBy } from './bugs/found.ts'
import { runSeed } from './seed.ts'
import { shrink } from './shrink.ts'

it('a story that breaks a promise is told in fewer steps', { timeout: 300_000 }, async () => {
  const { wish: whole, told: first } = (await foundBy(bugs.find(bug => bug.name.startsWith('traffic moves'))!))!
  const { wish, told } = await shrink(whole, first, 20)
  expect(told.broken?.promise).toBe('switch')
  expect(told.steps).toBeLessThan(first.steps)
  // It is a story of its own: told again, it ends the same.
  expect((await runSeed(wish)).hash).toBe(told.hash)
})
