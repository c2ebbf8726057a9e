import { describe, expect, test } from 'vitest'
import { scheduledBranch, timingOf } from '../../core/schedule.ts'
import { schedule } from '../../core/schedule-schema.ts'

const expression = (when: string) => timingOf(schedule.parse({ when })).expression
const why = (when: string) => schedule.safeParse({ when }).error?.issues[0]?.message

describe('what cron says in five fields, AWS says in six', () => {
  test.each([
    ['0 9 * * mon-fri', 'cron(0 9 ? * MON,TUE,WED,THU,FRI *)'],
    ['*/15 * * * *', 'cron(0,15,30,45 * * * ? *)'],
    ['30 6,18 1 * *', 'cron(30 6,18 1 * ? *)'],
    ['0 0 1 jan,jul *', 'cron(0 0 1 1,7 ? *)'],
    // Sunday is 0 and 7 of cron, and 1 of AWS: its name is the same everywhere.
    ['0 0 * * 0', 'cron(0 0 ? * SUN *)'],
    ['0 0 * * 5-7', 'cron(0 0 ? * SUN,FRI,SAT *)'],
    ['5 8-18/5 * * *', 'cron(5 8,13,18 * * ? *)'],
    ['rate(12 hours)', 'rate(12 hours)'],
    ['rate(1 days)', 'rate(1 day)'],
  ])('%s: %s', (when, said) => expect(expression(when)).toBe(said))
})

describe('what makes no sense is refused, with the reason', () => {
  test.each([
    ['0 9 * *', /minute hour day-of-month/],
    ['61 9 * * *', /the minute does not understand "61"/],
    ['0 9 * * moon', /the day of the week does not understand "moon"/],
    ['0 9-5 * * *', /the hour/],
    ['0 9- * * *', /the hour/],
    ['0 9/0 * * *', /the hour/],
    ['* 9 * * *', /four minutes/],
    ['*/5 * * * *', /four minutes/],
    ['0 9 1 * mon', /not both/],
    ['0 9 31 feb,apr *', /a day that its months have/],
    ['rate(5 minutes)', /every 15 minutes/],
    ['rate(0 hours)', /rate/],
    ['@daily', /minute hour/],
    ['0 9 * * mon; rm', /minute hour|day of the week/],
  ])('%s', (when, words) => expect(why(when)).toMatch(words))

  test('and so is a zone that there is not', () => {
    expect(schedule.safeParse({ when: '0 9 * * *', timeZone: 'Moon/Base' }).success).toBe(false)
  })
})

test('what is deployed is the branch that is said, else the first that is no pattern', () => {
  expect(scheduledBranch({ when: '', branch: 'nightly' }, ['main'])).toBe('nightly')
  expect(scheduledBranch({ when: '' }, ['release/*', 'main'])).toBe('main')
  expect(scheduledBranch({ when: '' }, ['*'])).toBeUndefined()
})
