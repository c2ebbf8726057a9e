import { expect, test } from 'vitest'
import { matches, readPattern } from '../../region/event-pattern.ts'

const event = {
  source: 'aws.ecr',
  account: '1',
  resources: ['a', 'b'],
  detail: { state: 'READY', n: 1, deep: { on: true } },
}

const table: [pattern: object, fits: boolean][] = [
  [{ source: ['aws.ecr'] }, true],
  [{ source: ['aws.ecs', 'aws.ecr'] }, true],
  [{ source: ['aws.ecs'] }, false],
  [{ source: ['aws.ecr'], account: ['2'] }, false],
  [{ resources: ['b', 'c'] }, true],
  [{ resources: ['c'] }, false],
  [{ detail: { state: ['READY'], n: [1], deep: { on: [true] } } }, true],
  [{ detail: { n: ['1'] } }, false],
  [{ source: [{ prefix: 'aws.' }] }, true],
  [{ source: [{ prefix: 'mine.' }] }, false],
  [{ detail: { n: [{ prefix: '1' }] } }, false],
  [{ detail: { reason: [{ exists: false }] } }, true],
  [{ detail: { state: [{ exists: true }] } }, true],
  [{ detail: { state: [{ exists: false }] } }, false],
  [{ detail: { state: [{ 'anything-but': 'STOP' }] } }, true],
  [{ detail: { state: [{ 'anything-but': ['STOP', 'READY'] }] } }, false],
  [{ detail: { state: [{ 'anything-but': { prefix: 'RE' } }] } }, false],
  [{ detail: { reason: [{ 'anything-but': 'x' }] } }, false],
  [{ missing: { deeper: ['x'] } }, false],
  [{ source: { deeper: [{ exists: false }] } }, true],
]

test.each(table)('%j fits: %s', (pattern, fits) => {
  expect(matches(readPattern(JSON.stringify(pattern)), event)).toBe(fits)
})

test.each([
  '{',
  '[]',
  '{}',
  '{"a":[]}',
  '{"a":{}}',
  '{"a":"b"}',
  '{"$or":[{"a":["b"]}]}',
  '{"a":[{"suffix":"b"}]}',
  '{"a":[["b"]]}',
])('%s is refused', text => {
  expect(() => readPattern(text)).toThrow('Event pattern is not valid. Reason:')
})
