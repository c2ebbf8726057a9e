import { expect, test } from 'vitest'
import { compare, figuresOf } from '../../core/evidence.ts'

const figures = (p95Ms: number | null, errors = 0, requests = 100) => ({ requests, errors, p50Ms: p95Ms, p95Ms })

test.each([
  ['the same', figures(100), figures(100), 'same'],
  ['a little slower, within a busy machine’s noise', figures(100), figures(139), 'same'],
  ['slower', figures(100), figures(141), 'worse'],
  ['faster', figures(141), figures(100), 'better'],
  ['fails more often', figures(100, 0), figures(50, 2), 'worse'],
  ['fails less often', figures(100, 2), figures(200, 0), 'better'],
  ['one in a hundred is no difference', figures(100, 0), figures(100, 1), 'same'],
  ['latency of one is not known', figures(null), figures(100), 'same'],
] as const)('%s', (_, blue, green, verdict) => {
  const evidence = compare(blue, green)
  expect(evidence).toMatchObject({ verdict, blue, green })
  expect(evidence.why).toContain(`${green.errors} errors in 100 requests`)
})

test('too few requests to either colour say nothing', () => {
  for (const [blue, green] of [
    [figures(1, 0, 9), figures(1)],
    [figures(1), figures(1, 0, 9)],
    [figures(1), null],
  ] as const)
    expect(compare(blue, green).verdict).toBe('insufficient-traffic')
  expect(compare(figures(1, 0, 9), null).why).toBe('Only 9 requests to blue and 0 to green')
  expect(compare(null, figures(1))).toMatchObject({ verdict: 'insufficient-traffic', why: 'Nothing served before' })
})

test('figures are measured, or null', () => {
  expect(figuresOf([], 0)).toEqual({ requests: 0, errors: 0, p50Ms: null, p95Ms: null })
  expect(figuresOf([7.26], 1)).toEqual({ requests: 1, errors: 1, p50Ms: 7.3, p95Ms: 7.3 })
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect(figuresOf(hundred, 3)).toEqual({ requests: 100, errors: 3, p50Ms: 51, p95Ms: 96 })
})
