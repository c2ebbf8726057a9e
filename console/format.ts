// Figures as a person reads them.
import type { Locale } from '../client/types.ts'
import type { Words } from './words.ts'

/** 0.4 s, 12 s, 3 min 5 s, 2 h 10 min. */
export const durationText = (seconds: number, { frame }: Words): string => {
  if (seconds < 9.95) return frame.seconds(seconds < 0.05 ? '0' : String(Math.round(seconds * 10) / 10))
  const whole = Math.round(seconds)
  if (whole < 60) return frame.seconds(String(whole))
  if (whole < 3600) return frame.minutes(Math.floor(whole / 60), whole % 60)
  return frame.hours(Math.floor(whole / 3600), Math.floor((whole % 3600) / 60))
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

export const agoText = (seconds: number, locale: Locale, { frame }: Words): string => {
  if (seconds < 10) return frame.justNow
  const [unit, length] = steps.find(([, length]) => seconds >= length)!
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(-Math.floor(seconds / length), unit)
}

export const clockText = (timestamp: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(
    Date.parse(timestamp),
  )

export const dateText = (timestamp: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(Date.parse(timestamp))

export const msText = (ms: number) => `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`

export const percentText = (share: number, locale: Locale) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 }).format(
    share,
  )

/** `sha256:0123456789ab…` → `0123456789ab`, as much as tells two apart. */
export const shortDigest = (digest: string) => digest.replace(/^sha256:/, '').slice(0, 12)
const shortCommit = (commit: string) => commit.slice(0, 7)

type Known = { commitHash: string | null; imageTag?: string | null }
/** By its commit; what another tool has pushed has only the tag that it was pushed with. */
export const imageName = ({ commitHash, imageTag }: Known): string | undefined =>
  commitHash === null ? (imageTag ?? undefined) : shortCommit(commitHash)
/** Where there has to be something. */
export const imageText = (of: Known): string => imageName(of) ?? '–'
