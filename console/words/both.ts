import type { Locale } from '../../client/types.ts'

/** Korean has to have what English has, of the same kind. */
export const both = <T extends object>(words: { en: T; ko: NoInfer<T> }): Record<Locale, T> => words
