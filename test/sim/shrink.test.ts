// What is told of a seed that breaks a promise: the same one, in no more steps.
import { expect, it } from 'vitest'
import { bugs } from './bugs/all.ts'
import { runSeed } from './seed.ts'
import { shrink } from './shrink.ts'

it('a story that breaks a promise is told in fewer steps', { timeout: 120_000 }, async () => {
  const { plant, seed } = bugs.find(bug => bug.name === 'traffic moves as soon as green is ready')!
  const first = await runSeed({ seed, plant })
  const { wish, told } = await shrink({ seed, plant }, first, 20)
  expect(told.broken?.promise).toBe('switch')
  expect(told.steps).toBeLessThan(first.steps)
  // It is a story of its own: told again, it ends the same.
  expect((await runSeed(wish)).hash).toBe(told.hash)
})
