import type { Locale } from '../../client/types.ts'

export const dayText = (timestamp: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' }).format(Date.parse(timestamp))

/** 66.7 %; all or nothing without a decimal. */
export const shareText = (share: number, locale: Locale) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share)

export const countText = (value: number, locale: Locale) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)
