import { expect, test } from 'vitest'
import { exported } from '../../buildspec/exported.ts'
import type { Outcome } from '../../buildspec/host.ts'
import { milestones } from '../../core/vocabulary.ts'

const outcome: Outcome = {
  ...{ n: 12, succeeded: true, aborted: false, failure: undefined },
  milestones: milestones.map(code => ({ code, details: {} })),
}
const read = (of: Outcome) => {
  const text = exported(of)
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8_000)
  return JSON.parse(text)
}
const failure = (message: string, lines: string[]) => ({ errorCode: 'DOCKER_BUILD_FAILED' as const, message, lines })

test('what a build has reached is all there', () => {
  expect(read(outcome)).toEqual({ n: 12, milestones: outcome.milestones })
  const failed = failure('line 3', ['a', 'b'])
  expect(read({ ...outcome, failure: failed })).toEqual({ n: 12, milestones: outcome.milestones, failure: failed })
})

test('too many lines: the last ones are kept', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `${at} ${'x'.repeat(1_900)}`)
  const { failure: said } = read({ ...outcome, failure: failure('line 3', lines) })
  expect(said.message).toBe('line 3')
  expect(said.lines.at(-1)).toMatch(/^39 x+ …$/)
  expect(said.lines).toHaveLength(10)
})

test('too long words: they are cut, and every milestone is still there with what it found', () => {
  const details = { path: 'Dockerfile', commitHash: 'a'.repeat(40), commitMessage: '가'.repeat(1_000), steps: 3 }
  const said = read({
    ...outcome,
    milestones: milestones.map(code => ({ code, details })),
    failure: failure(`${'y'.repeat(8_000)} in the end`, Array(40).fill('z'.repeat(2_000))),
  })
  expect(said.milestones.map(({ code }: { code: string }) => code)).toEqual([...milestones])
  expect(said.failure.message).toMatch(/^y+ in the end$/)
  const short = read({
    ...outcome,
    milestones: [{ code: 'CLONED', details: { ...details, commitMessage: 'm'.repeat(9_000) } }],
  })
  expect(short.milestones[0].details).toMatchObject({ path: 'Dockerfile', commitHash: 'a'.repeat(40), steps: 3 })
})
