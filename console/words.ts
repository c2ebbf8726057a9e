// What the page says, in the reader's language. The words are in words/, listed in words/table.ts.
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../client/types.ts'
import { usePreferences } from './reader.ts'
import type { AdviceWords, Words } from './words/table.ts'
import { wordsPath } from './words-path.ts'

export type { Words }

declare global {
  /** What the script of a language brings. */
  var pandaWords: Partial<Record<Locale, Words>> | undefined
  var pandaAdvice: Partial<Record<Locale, AdviceWords>> | undefined
}

/** No page is shown before the words of its language are there. */
export const useWords = (): Words => globalThis.pandaWords![usePreferences().locale]!

/** Of the other language only when somebody wants that. */
export const wordsSent = (locale: Locale) => sent(wordsPath(locale))

/** What a fault means and what to do, sent when there is one: until it has come, and if it does not, the page says less. */
export const useAdvice = (): AdviceWords | undefined => {
  const { locale } = usePreferences()
  const [, come] = useState<Locale>()
  useEffect(() => {
    sent(`/advice-${locale}.js`).then(
      () => come(locale),
      () => {},
    )
  }, [locale])
  return globalThis.pandaAdvice?.[locale]
}

const asked: Record<string, Promise<void>> = {}

/** Once each; what did not come is asked for again. */
const sent = (path: string): Promise<void> => {
  asked[path] ??= scriptAt(path).catch((fault: unknown) => {
    delete asked[path]
    throw fault
  })
  return asked[path]
}

const scriptAt = (path: string) =>
  new Promise<void>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = path
    script.onload = () => resolve()
    script.onerror = () => reject(new Error(`${path} did not come`))
    document.head.append(script)
  })
