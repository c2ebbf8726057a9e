// When a schedule is due next: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { dayAfter, instantOf, wallAt } from '../core/zone.ts'
import { AwsError } from './aws-error.ts'

export type Times = { expression: string; timeZone: string; since: number }

/** After that moment; undefined: never again. Throws what the scheduler would of an expression that it does not know. */
export const nextTime = ({ expression, timeZone, since }: Times, after: number): number | undefined => {
  const [, kind = '', inside = ''] = /^(at|rate|cron)\((.+)\)$/.exec(expression) ?? []
  if (kind === 'at' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside)) {
    const due = Date.parse(`${inside}Z`)
    return due > after ? due : undefined
  }
  if (kind === 'rate') return nextOfRate(inside, since, after)
  if (kind === 'cron') return nextOfCron(inside, timeZone, after)
  throw invalid()
}

const invalid = () => new AwsError('ValidationException', 'Invalid Schedule Expression')

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

const nextOfRate = (inside: string, since: number, after: number) => {
  const [, count, unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(inside) ?? []
  if (!count) throw invalid()
  const every = Number(count) * unitMs[unit]!
  return since + (Math.floor((after - since) / every) + 1) * every
}

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** A time that the clock jumps over does not come; one that comes twice comes once.
 *  https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time */
const nextOfCron = (inside: string, timeZone: string, after: number) => {
  const fields = inside.split(' ')
  if (fields.length !== 6 || (fields[2] === '?') === (fields[4] === '?')) throw invalid()
  const [minutes, hours, days, months, week] = fields.map(numbersOf)
  const has = (of: number[] | undefined, n: number) => of === undefined || of.includes(n)
  const every = (of: number[] | undefined, most: number) => of ?? Array.from({ length: most }, (_, n) => n)
  const today = wallAt(after, timeZone)
  // Eight years: 29 February comes once in that, whatever the century.
  for (let n = 0; n < 8 * 366; n++) {
    const date = dayAfter(today, n)
    const weekday = new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay()
    if (!has(months, date.month) || !has(days, date.day) || !has(week, weekday)) continue
    for (const hour of every(hours, 24))
      for (const minute of every(minutes, 60)) {
        const at = instantOf({ ...date, hour, minute }, timeZone)
        const wall = wallAt(at, timeZone)
        if (at > after && wall.hour === hour && wall.minute === minute) return at
      }
  }
  return undefined
}

const numbersOf = (field: string): number[] | undefined => {
  if (field === '*' || field === '?') return undefined
  const all = field.split(',').map(one => (weekdays.includes(one) ? weekdays.indexOf(one) : Number(one)))
  if (all.some(n => !Number.isInteger(n))) throw invalid()
  return all
}
