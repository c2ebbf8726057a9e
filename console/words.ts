// What the page says, in English and Korean. A word that one of them lacks does not compile.
import type { Locale } from '../client/types.ts'
import { usePreferences } from './preferences.ts'
import { adviceWords } from './words/advice.ts'
import { auditWords } from './words/audit.ts'
import { connectWords } from './words/connect.ts'
import { deployWords } from './words/deploy.ts'
import { deploymentWords } from './words/deployment.ts'
import { deploymentsWords } from './words/deployments.ts'
import { frameWords } from './words/frame.ts'
import { homeWords } from './words/home.ts'
import { servicesWords } from './words/services.ts'

const table = {
  frame: frameWords,
  home: homeWords,
  connect: connectWords,
  deploy: deployWords,
  deployment: deploymentWords,
  deployments: deploymentsWords,
  services: servicesWords,
  audit: auditWords,
  advice: adviceWords,
}

type Tables = typeof table
export type Words = { [Part in keyof Tables]: Tables[Part]['en'] }

export const wordsIn = (locale: Locale): Words =>
  Object.fromEntries(Object.entries(table).map(([part, words]) => [part, words[locale]])) as Words

const words: Record<Locale, Words> = { en: wordsIn('en'), ko: wordsIn('ko') }

export const useWords = (): Words => words[usePreferences().locale]
