import type { Locale } from '../../client/types.ts'
import { durationText } from '../format.ts'
import type { Words } from '../words.ts'

const day = 86_400

/** A commit may be days old. */
export const timeText = (seconds: number, words: Words) =>
  seconds < 2 * day
    ? durationText(seconds, words)
    : words.figures.daysHours(Math.floor(seconds / day), Math.floor((seconds % day) / 3600))

export const dayText = (timestamp: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(Date.parse(timestamp))

/** 66.7 %; all or nothing without a decimal. */
export const shareText = (share: number, locale: Locale) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share)

export const countText = (value: number, locale: Locale) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)
