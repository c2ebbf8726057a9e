// Which language to speak: PANDA_LOCALE, else what the terminal is set to.
import type { Locale } from '../client/types.ts'
import { locales } from '../core/vocabulary.ts'
import type { Environment } from './shell.ts'

/** The order is POSIX's. https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html */
export const localeFrom = ({ PANDA_LOCALE, LC_ALL, LC_MESSAGES, LANG }: Environment): Locale => {
  const wish = PANDA_LOCALE || LC_ALL || LC_MESSAGES || LANG || ''
  return locales.find(locale => wish.toLowerCase().startsWith(locale)) ?? 'en'
}
