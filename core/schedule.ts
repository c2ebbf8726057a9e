// When an environment is deployed to by itself: five fields as of cron, or a rate; and what EventBridge Scheduler says for it.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

export const scheduleWords =
  'must be "minute hour day-of-month month day-of-week" as of cron ("0 9 * * mon-fri"), or "rate(12 hours)"'

export type Schedule = { when: string; timeZone?: string | undefined; branch?: string | undefined }

/** What there is to deploy, if anything. */
export const scheduledBranch = ({ branch }: Schedule, branches: string[]): string | undefined =>
  branch ?? branches.find(one => !one.endsWith('*'))

/** Of one that its schema lets through. */
export const timingOf = ({ when, timeZone: zone = 'UTC' }: Schedule): { expression: string; timeZone: string } => {
  const found = read(when)
  if ('why' in found) throw new Error(found.why)
  return { ...found, timeZone: zone }
}

/** Undefined: it is understood. */
export const whyNot = (text: string): string | undefined => {
  const found = read(text)
  return 'why' in found ? found.why : undefined
}

type Read = { expression: string } | { why: string }

const read = (text: string): Read => {
  const rate = /^rate\(([1-9]\d{0,4}) (minute|hour|day)s?\)$/.exec(text)
  if (rate) return rated(Number(rate[1]), rate[2]!)
  const parts = text.trim().toLowerCase().split(/\s+/)
  if (parts.length !== 5) return { why: scheduleWords }
  const fields = parts.map((part, n) => numbers(part, places[n]!))
  const wrong = fields.indexOf(undefined)
  if (wrong >= 0)
    return { why: `${places[wrong]!.name} does not understand "${parts[wrong]!.slice(0, 40)}": ${scheduleWords}` }
  return cron(fields as (number[] | 'all')[])
}

const rated = (count: number, unit: string): Read => {
  if (unit === 'minute' && count < 15) return { why: 'must not be more often than every 15 minutes' }
  return { expression: `rate(${count} ${count === 1 ? unit : `${unit}s`})` }
}

/** AWS wants a year, names for days of the week, and `?` for whichever day says nothing. */
const cron = ([minute, hour, day, month, weekday]: (number[] | 'all')[]): Read => {
  if (minute === 'all' || minute!.length > 4) return { why: 'must name four minutes of an hour at most' }
  if (day !== 'all' && weekday !== 'all')
    return { why: 'must say either a day of the month or days of the week, not both' }
  if (!happens(day!, month!)) return { why: 'must be a day that its months have' }
  const said = (field: number[] | 'all' | undefined) => (field === 'all' ? '*' : field!.join(','))
  const week = weekday === 'all' ? '?' : weekday!.map(n => weekdays[n]!.toUpperCase()).join(',')
  return {
    expression: `cron(${said(minute)} ${said(hour)} ${weekday === 'all' ? said(day) : '?'} ${said(month)} ${week} *)`,
  }
}

const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const happens = (day: number[] | 'all', month: number[] | 'all') =>
  day === 'all' || (month === 'all' ? longest.map((_, n) => n + 1) : month).some(m => day[0]! <= longest[m - 1]!)

type Place = { name: string; from: number; to: number; names?: string[] }
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const places: Place[] = [
  { name: 'the minute', from: 0, to: 59 },
  { name: 'the hour', from: 0, to: 23 },
  { name: 'the day of the month', from: 1, to: 31 },
  { name: 'the month', from: 1, to: 12, names: ['', ...months] },
  { name: 'the day of the week', from: 0, to: 7, names: weekdays },
]

/** All that it means, in order: 7 is Sunday, too. */
const numbers = (text: string, place: Place): number[] | 'all' | undefined => {
  if (text === '*') return 'all'
  const all = new Set<number>()
  for (const item of text.split(',')) {
    const [range = '', step = '1', ...more] = item.split('/')
    const [from, to, ...rest] = range === '*' ? [place.from, place.to] : range.split('-').map(one => number(one, place))
    const every = Number(step)
    if (from === undefined || more.length > 0 || rest.length > 0 || !/^[1-9]\d?$/.test(step)) return undefined
    const end = to ?? (range.includes('-') ? Number.NaN : item.includes('/') ? place.to : from)
    if (!(from <= end)) return undefined
    for (let n = from; n <= end; n += every) all.add(place.names === weekdays ? n % 7 : n)
  }
  return [...all].sort((a, b) => a - b)
}

const number = (text: string, { from, to, names = [] }: Place): number | undefined => {
  const named = text === '' ? -1 : names.indexOf(text)
  const n = named >= 0 ? named : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  return n >= from && n <= to ? n : undefined
}
