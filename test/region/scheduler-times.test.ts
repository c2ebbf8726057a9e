import { expect, test } from 'vitest'
import { nextTime } from '../../region/scheduler-times.ts'

const next = (expression: string, after: string, timeZone = 'UTC') => {
  const at = nextTime({ expression, timeZone, since: Date.parse('2026-03-01T00:00:00Z') }, Date.parse(after))
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 16)
}

test.each([
  ['cron(0 9 ? * MON,FRI *)', '2026-11-20T09:00:00Z', '2026-11-23T09:00'],
  ['cron(0,30 9 * * ? *)', '2026-11-20T09:00:00Z', '2026-11-20T09:30'],
  ['cron(0 0 29 2 ? *)', '2026-03-01T00:00:00Z', '2028-02-29T00:00'],
  ['rate(6 hours)', '2026-03-01T06:00:00Z', '2026-03-01T12:00'],
  ['at(2026-03-02T00:00:00)', '2026-03-01T00:00:00Z', '2026-03-02T00:00'],
])('%s after %s is due at %s', (expression, after, due) => expect(next(expression, after)).toBe(due))

test('nine is nine in summer and in winter', () => {
  const daily = 'cron(0 9 * * ? *)'
  expect(next(daily, '2026-03-28T09:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T07:00')
  expect(next(daily, '2026-10-24T09:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T08:00')
})

test('a time that the clock jumps over does not come, and one that comes twice comes once', () => {
  const early = 'cron(30 2 * * ? *)'
  expect(next(early, '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30')
  expect(next(early, '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:30')
  expect(next(early, '2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('2026-10-26T01:30')
})

test.each(['daily', 'cron(0 9 * * *)', 'cron(0 9 * * * *)', 'rate(0 hours)', 'at(tomorrow)'])(
  '%s is no expression',
  text => {
    expect(() => next(text, '2026-03-01T00:00:00Z')).toThrow('Invalid Schedule Expression')
  },
)
