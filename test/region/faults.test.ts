import { expect, test } from 'vitest'
import { parseFaults } from '../../region/faults.ts'
import { countingRandom } from './platform.ts'

const event = { source: 's', 'detail-type': 't', account: '1', region: 'r', time: '', resources: [], detail: {} }
const at = { service: 'ecr' as const, command: 'X', input: {}, caller: { accountId: '1', region: 'r', arn: '' } }
const parse = (text: string | undefined) => parseFaults(text, countingRandom())

const failures = async (run: (() => Promise<void>) | undefined) => {
  let count = 0
  for (let n = 0; n < 1000; n++) await run?.().catch(() => count++)
  return count
}

test('nothing said: nothing happens', async () => {
  for (const text of [undefined, '', ' , ']) {
    expect(parse(text).deliveries(event)).toEqual([0])
    expect(await failures(() => parse(text).beforeCommand!(at))).toBe(0)
  }
})

test('events are dropped, repeated, delayed', () => {
  expect(parse('drop-events').deliveries(event)).toEqual([])
  expect(parse('delay-events=250').deliveries(event)).toEqual([250])
  expect(parse('repeat-events, delay-events=250').deliveries(event)).toHaveLength(2)
})

test('commands are throttled, replies lost, about that often', async () => {
  const faults = parse('throttle=0.3,lose-replies=0.1')
  const throttled = await failures(() => faults.beforeCommand!(at))
  const lost = await failures(() => faults.afterCommand!(at))
  expect(throttled).toBeGreaterThan(200)
  expect(throttled).toBeLessThan(400)
  expect(lost).toBeGreaterThan(50)
  expect(lost).toBeLessThan(150)
  await expect(parse('throttle=1').beforeCommand!(at)).rejects.toMatchObject({ name: 'ThrottlingException' })
  await expect(parse('lose-replies=1').afterCommand!(at)).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test.each(['drop', 'throttle', 'throttle=2', 'throttle=-1', 'delay-events=soon', 'drop-events=yes', 'constructor=1'])(
  '%s is refused, naming it and what there is',
  word => {
    expect(() => parse(`repeat-events,${word}`)).toThrow(`PANDA_FAULT: "${word}"`)
    expect(() => parse(word)).toThrow('Known are drop-events,')
  },
)
