// Where the words of a language lie.
import type { Locale } from '../client/types.ts'

export const wordsPath = (locale: Locale) => `/words-${locale}.js`
