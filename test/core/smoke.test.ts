// What a smoke request is, and what is told of one that failed.
import { describe, expect, it } from 'vitest'
import { type Smoke, smokeSays } from '../../core/smoke.ts'
import { smoke } from '../../core/smoke-schema.ts'
import { isIn } from '../../core/text-pattern.ts'

const answer = { httpStatus: 200, latencyMs: 12, body: '<h1>Welcome, Ann</h1>' }

describe('a smoke request', () => {
  it.each<[Omit<Smoke, 'path'>, object, boolean]>([
    [{}, {}, true],
    [{}, { httpStatus: 302 }, true],
    [{}, { httpStatus: 404 }, false],
    [{}, { httpStatus: null, reason: 'no answer within 6000 ms' }, false],
    [{ status: 404 }, { httpStatus: 404 }, true],
    [{ status: 201 }, {}, false],
    [{ body: 'Welcome' }, {}, true],
    [{ body: 'welcome' }, {}, false],
    [{ body: 'Welcome*</h1>' }, {}, true],
    [{ body: 'Welcome' }, { body: '' }, false],
    [{ withinMs: 12 }, {}, true],
    [{ withinMs: 11 }, {}, false],
    [{}, { latencyMs: 5_500 }, false],
  ])('%j of %j: %s', (asked, given, good) => {
    expect(smokeSays({ path: '/', ...asked }, { ...answer, ...given }) === undefined).toBe(good)
  })

  it('that failed tells what was expected and what came, and of the body no more than its beginning', () => {
    const body = `no\nluck \u0007 today ${'x'.repeat(500)}SECRET`
    const said = smokeSays({ path: '/a', body: 'ok', withinMs: 300 }, { httpStatus: 500, latencyMs: 7, body })
    expect(said).toEqual({
      path: '/a',
      expected: '200 to 399 with "ok" within 300 ms',
      got: `500 in 7 ms: "no luck today ${'x'.repeat(66)}…"`,
    })
    expect(smokeSays({ path: '/' }, { httpStatus: null, latencyMs: 1 })?.got).toBe('no answer')
  })

  it.each([
    [[{ path: 'https://elsewhere.example/' }]],
    [[{ path: '//elsewhere.example/' }]],
    [[{ path: '/a b' }]],
    [[{ path: '/', status: 99 }]],
    [[{ path: '/', withinMs: 5_001 }]],
    [[{ path: '/', body: '' }]],
    [[{ path: '/', body: '**' }]],
    [[{ path: '/', body: 'a\nb' }]],
    [[{ path: '/', header: 'x' }]],
    [Array(21).fill({ path: '/' })],
    [{ path: '/' }],
  ])('is not %j', given => expect(smoke.safeParse(given).success).toBe(false))
})

describe('a pattern', () => {
  it.each([
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['level*error', '{"level": "error"}', true],
    ['error*level', '{"level": "error"}', false],
    ['a.c', 'abc', false],
    ['a*a', 'a', false],
    ['*a*', 'bab', true],
  ])('%s in %s: %s', (pattern, text, found) => expect(isIn(pattern, text)).toBe(found))

  it('comes to an end whatever it is asked of', () => {
    const began = performance.now()
    expect(isIn(`${'a*'.repeat(90)}b`, 'a'.repeat(65_536))).toBe(false)
    expect(isIn(`${'a'.repeat(190)}b`, 'a'.repeat(65_536))).toBe(false)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
