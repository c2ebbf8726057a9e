// When an environment takes deployments: windows of the week, and freezes that close them.
import { dayAfter, instantOf, type Wall, wallAt } from './zone.ts'

export const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

export type Window = { days: (typeof days)[number][]; from: string; to: string; timeZone: string }
export type Freeze = { from: string; to: string; reason: string }

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
