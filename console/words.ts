// What the page says, in the reader's language. The words are in words/, listed in words/table.ts.
import type { Locale } from '../client/types.ts'
import { usePreferences } from './preferences.ts'
import type { Words } from './words/table.ts'

export type { Words }

declare global {
  /** What the script of a language brings. */
  var pandaWords: Partial<Record<Locale, Words>> | undefined
}

/** No page is shown before the words of its language are there. */
export const useWords = (): Words => globalThis.pandaWords![usePreferences().locale]!

const asked: Partial<Record<Locale, Promise<void>>> = {}

/** Of the other language only when somebody wants that. What did not come is asked for again. */
export const wordsSent = (locale: Locale): Promise<void> => {
  asked[locale] ??= scriptOf(locale).catch((fault: unknown) => {
    delete asked[locale]
    throw fault
  })
  return asked[locale]
}

const scriptOf = (locale: Locale) =>
  new Promise<void>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = `/words-${locale}.js`
    script.onload = () => resolve()
    script.onerror = () => reject(new Error(`The words of ${locale} did not come`))
    document.head.append(script)
  })
