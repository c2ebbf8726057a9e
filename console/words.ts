// What the page says, in English and Korean. A word that one of them lacks does not compile.
import type { Locale } from '../client/types.ts'
import { usePreferences } from './preferences.ts'
import { adviceWords } from './words/advice.ts'
import { deploymentWords } from './words/deployment.ts'
import { frameWords } from './words/frame.ts'

const table = { frame: frameWords, deployment: deploymentWords, advice: adviceWords }

type Tables = typeof table
export type Words = { [Part in keyof Tables]: Tables[Part]['en'] }

export const wordsIn = (locale: Locale): Words =>
  Object.fromEntries(Object.entries(table).map(([part, words]) => [part, words[locale]])) as Words

const words: Record<Locale, Words> = { en: wordsIn('en'), ko: wordsIn('ko') }

export const useWords = (): Words => words[usePreferences().locale]
