// Clocks on walls: what an instant is called in a time zone, and which instant a wall's clock means. By Intl: summer time
// begins and ends as the zone's own law says.

export type Wall = { year: number; month: number; day: number; hour: number; minute: number }

const formats = new Map<string, Intl.DateTimeFormat>()

export const isZone = (timeZone: string): boolean => {
  try {
    formatOf(timeZone)
    return true
  } catch (fault) {
    if (fault instanceof RangeError) return false
    throw fault
  }
}

/** `weekday`: 0 is Sunday. */
export const wallAt = (at: number, timeZone: string): Wall & { weekday: number } => {
  const parts = formatOf(timeZone).formatToParts(at)
  const of = (type: string) => Number(parts.find(part => part.type === type)?.value)
  const wall = { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') }
  return { ...wall, weekday: new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay() }
}

/** Twice in an autumn night: the first of the two. In a spring night never: the moment that the clock jumps over it. */
export const instantOf = (wall: Wall, timeZone: string): number => {
  const plain = plainOf(wall)
  const offsets = [plain - dayMs, plain + dayMs].map(at => plainOf(wallAt(at, timeZone)) - floor(at))
  const [first, second] = offsets.map(offset => plain - offset).sort((a, b) => a - b) as [number, number]
  for (const at of [first, second]) if (plainOf(wallAt(at, timeZone)) === plain) return at
  return jumpBetween(first, second, plain, timeZone)
}

/** Of a day of that zone's calendar, so many days on. */
export const dayAfter = ({ year, month, day }: Wall, days: number): Pick<Wall, 'year' | 'month' | 'day'> => {
  const date = new Date(Date.UTC(year, month - 1, day + days))
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

const floor = (at: number) => Math.floor(at / minuteMs) * minuteMs

/** As if the wall were in Greenwich. */
const plainOf = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute)

/** The first minute whose wall has passed it. */
const jumpBetween = (from: number, to: number, plain: number, timeZone: string): number => {
  let [before, after] = [from, to]
  while (after - before > minuteMs) {
    const middle = floor((before + after) / 2)
    if (plainOf(wallAt(middle, timeZone)) >= plain) after = middle
    else before = middle
  }
  return after
}

/** Making one takes a hundred times as long as asking it. */
const formatOf = (timeZone: string) => {
  const known = formats.get(timeZone)
  if (known) return known
  const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', { timeZone, hourCycle: 'h23', ...parts })
  formats.set(timeZone, made)
  return made
}
