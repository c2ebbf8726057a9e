// When an environment takes deployments: windows of the week, and freezes that close them.
import * as z from 'zod'
import { dayAfter, instantOf, isZone, type Wall, wallAt } from './zone.ts'

export const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

export const timeZone = z
  .string('must be a time zone')
  .max(60, 'must be a time zone such as "Asia/Seoul"')
  .refine(isZone, 'must be a time zone such as "Asia/Seoul"')
  .describe('By its name: summer time is its own')

const clock = (what: string) =>
  z
    .string('must be a time such as "09:00"')
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as "09:00"')
    .describe(what)
const instant = (what: string) =>
  z.iso.datetime({ offset: true, error: 'must be a time such as "2026-12-24T18:00:00+09:00"' }).describe(what)

export const windows = z
  .array(
    z
      .strictObject({
        days: z
          .array(z.enum(days, `must be one of ${days.join(', ')}`), 'must be a list of days')
          .min(1, 'must name one day at least')
          .max(7, 'must name seven days at most'),
        from: clock('The first minute'),
        to: clock('The first minute after it'),
        timeZone,
      })
      .refine(({ from, to }) => from < to, 'must end after it begins: a night is two windows'),
    'must be a list of windows',
  )
  .max(20, 'must name 20 windows at most')
  .describe('Only then; none: always')
  .meta({ examples: [[{ days: ['mon', 'tue', 'wed', 'thu'], from: '09:00', to: '17:00', timeZone: 'Asia/Seoul' }]] })

export const freezes = z
  .array(
    z
      .strictObject({
        from: instant('From when on'),
        to: instant('The first moment after it'),
        reason: z
          .string('must be a text')
          .regex(/^[^\p{C}]{1,200}$/u, 'must be a text of 1 to 200 characters')
          .describe('Told to whoever is refused'),
      })
      .refine(({ from, to }) => Date.parse(from) < Date.parse(to), 'must end after it begins'),
    'must be a list of freezes',
  )
  .max(50, 'must name 50 freezes at most')
  .describe('Not then, whatever the windows say')

export type Window = z.output<typeof windows>[number]
export type Freeze = z.output<typeof freezes>[number]

/** `at`: when it opens, if it ever does within what is set. */
export type Opening = { open: true } | { open: false; why: string; at: string | null }

/** A rollback asks nobody. */
export const opensAt = (set: { windows: Window[]; freezes: Freeze[] }, now: string): Opening => {
  const at = Date.parse(now)
  if (isOpen(set, at)) return { open: true }
  const frozen = freezeAt(set.freezes, at)
  const next = candidates(set, at).find(one => isOpen(set, one))
  const why = frozen ? `it is frozen: ${frozen.reason}` : 'it is outside of its windows'
  return { open: false, why, at: next === undefined ? null : new Date(next).toISOString() }
}

const isOpen = ({ windows: all, freezes: none }: Parameters<typeof opensAt>[0], at: number): boolean =>
  !freezeAt(none, at) && (all.length === 0 || all.some(window => isWithin(window, at)))

const freezeAt = (all: Freeze[], at: number) =>
  all.find(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to))

const isWithin = (window: Window, at: number): boolean => {
  const { hour, minute, weekday } = wallAt(at, window.timeZone)
  const time = `${two(hour)}:${two(minute)}`
  return window.days.includes(days[weekday]!) && window.from <= time && time < window.to
}

/** It opens where a window begins, or where a freeze ends: within eight days of now, or of the end of a freeze. */
const candidates = ({ windows: all, freezes: none }: Parameters<typeof opensAt>[0], now: number): number[] => {
  const ends = none.map(({ to }) => Date.parse(to)).filter(end => end > now)
  const begins = [now, ...ends].flatMap(from => all.flatMap(window => beginnings(window, from)))
  return [...ends, ...begins].filter(at => at > now).sort((a, b) => a - b)
}

const beginnings = (window: Window, from: number): number[] => {
  const today = wallAt(from, window.timeZone)
  const [hour = 0, minute = 0] = window.from.split(':').map(Number)
  return Array.from({ length: 9 }, (_, n) => {
    const wall: Wall = { ...dayAfter(today, n), hour, minute }
    return instantOf(wall, window.timeZone)
  })
}

const two = (n: number) => String(n).padStart(2, '0')
