// That the fuzzer says the same of the same seed, gets as far as a start, and would see what it is there to see.
import { describe, expect, it } from 'vitest'
import fuzz from './fuzz.attack.ts'
import type { Question, Reply } from './house.ts'
import { judge, judgeMessages, type Seen } from './judge.ts'
import { playRound } from './round.ts'
import { secrets } from './world.ts'

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-type': 'application/json' }
const nothing: Seen = { started: [], written: [], faults: [], others: ['b0bb1eb0'] }
const asked = (line: string, more: Partial<Question> = {}): Question => {
  const [method = '', path = ''] = line.split(' ')
  return { door: 'local', method, path, query: '', headers: {}, ...more }
}
const answered = (data: unknown, more: Partial<Reply> = {}): Reply => ({
  ...{ status: 200, headers, text: JSON.stringify({ code: 200, message: 'OK', data }) },
  ...more,
})
const health = asked('GET /health')
const cancel = asked('POST /api/v1/deploy/dep_1/cancel', { body: '{}' })
const refusal = (message: string) =>
  answered(undefined, {
    status: 404,
    text: JSON.stringify({
      ...{ timestamp: '2026-11-20T10:00:00.000Z', status: 404, error: 'Not Found', message },
      errorCode: 'DEPLOYMENT_NOT_FOUND',
    }),
  })

describe('the fuzzer', () => {
  it('says the same of the same seed', { timeout: 60_000 }, async () => {
    const [one, again, other] = [await playRound(7, 600), await playRound(7, 600), await playRound(8, 600)]
    expect(again).toEqual(one)
    expect(other.fingerprint).not.toBe(one.fingerprint)
    expect([one.violations, other.violations]).toEqual([[], []])
    expect(one.starts + other.starts).toBeGreaterThan(0)
  })

  it('is found by the runner', () => {
    expect(fuzz.name).toBe('fuzz')
  })
})

describe('the judge has nothing against', () => {
  it.each([
    ['a good answer', health, answered({ status: 'UP' }), nothing],
    ['a refusal', cancel, refusal('Deployment not found: dep_1'), nothing],
    [
      'a foreign id that is said back',
      asked('POST /api/v1/deploy/dep_b0bb1eb07/cancel'),
      refusal('Deployment not found: dep_b0bb1eb07'),
      nothing,
    ],
  ])('%s', (_, question, reply, seen) => {
    expect(judge(question, reply, seen)).toEqual([])
  })
})

describe('the judge sees', () => {
  const started = { ...nothing, started: ['dep_1'] }
  it.each([
    ['a fault', health, answered({ status: 'UP' }), { ...nothing, faults: ['boom'] }, 'nobody expected: boom'],
    ['a 500', health, answered({}, { status: 500 }), nothing, 'answered 500'],
    ['an answer that is not documented', health, answered({ status: 'DOWN' }), nothing, 'not as documented'],
    ['a status that is not documented', health, answered({}, { status: 418 }), nothing, '418 is not documented'],
    ['an error of another call', health, refusal('x'), nothing, '404 is not documented'],
    ['another’s id', cancel, refusal('It is dep_b0bb1eb07'), nothing, 'another'],
    ['a secret', cancel, refusal(secrets.github), nothing, 'the secret'],
    ['a stack', cancel, refusal('at Object.x (file)'), nothing, 'of code'],
    ['a start that nobody asked for', health, answered({ status: 'UP' }), started, 'started dep_1'],
    ['a start by a refused call', asked('POST /api/v1/deploy', { body: '{}' }), refusal('x'), started, 'started dep_1'],
    ['a body that should not be taken', { ...cancel, body: '{"x":1}' }, answered({}), nothing, 'taken, though'],
    [
      'a query that should not be taken',
      { ...health, query: 'x=1' },
      answered({ status: 'UP' }),
      nothing,
      'taken, though',
    ],
    [
      'a refusal that writes',
      cancel,
      refusal('x'),
      { ...nothing, written: ['dep_1 e#0000000002'] },
      'refused, and wrote',
    ],
    ['a write to another’s', cancel, refusal('x'), { ...nothing, written: ['dep_b0bb1eb07 summary'] }, 'wrote what'],
    [
      'a missing header',
      health,
      answered({ status: 'UP' }, { headers: { 'content-type': 'application/json' } }),
      nothing,
      'lacks',
    ],
  ])('%s', (_, question, reply, seen, words) => {
    expect(judge(question, reply, seen).join('\n')).toContain(words)
  })

  it('messages that are not documented, or tell of another', () => {
    expect(judgeMessages('{"action":"ping"}', ['{"type":"pong","lastSeq":{}}'], nothing.others)).toEqual([])
    expect(judgeMessages('', ['{"type":"pang"}'], nothing.others)[0]).toContain('pang')
    const foreign = '{"type":"pong","lastSeq":{"dep_b0bb1eb01":1}}'
    expect(judgeMessages('{"action":"ping"}', [foreign], nothing.others)).toEqual([expect.stringContaining('another')])
  })

  it('a polluted prototype, and cleans it', () => {
    Object.assign(Object.prototype, { polluted: 1 })
    expect(judge(health, answered({ status: 'UP' }), nothing)).toEqual(['Object.prototype has polluted'])
    expect(judge(health, answered({ status: 'UP' }), nothing)).toEqual([])
  })
})
