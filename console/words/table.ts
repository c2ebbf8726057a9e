// Every page's words, in English and Korean: a word that one of them lacks does not compile. They are not in the page's script:
// words-script.ts makes one of each language, and a reader is sent one.
import type { Locale } from '../../client/types.ts'
import { accessWords } from './access.ts'
import { adviceWords } from './advice.ts'
import { approvalsWords } from './approvals.ts'
import { auditWords } from './audit.ts'
import { connectWords } from './connect.ts'
import { deployWords } from './deploy.ts'
import { deploymentWords } from './deployment.ts'
import { deploymentsWords } from './deployments.ts'
import { environmentsWords } from './environments.ts'
import { figuresWords } from './figures.ts'
import { frameWords } from './frame.ts'
import { gatesWords } from './gates.ts'
import { homeWords } from './home.ts'
import { hooksWords } from './hooks.ts'
import { notificationsWords } from './notifications.ts'
import { servicesWords } from './services.ts'

const table = {
  frame: frameWords,
  home: homeWords,
  connect: connectWords,
  deploy: deployWords,
  deployment: deploymentWords,
  deployments: deploymentsWords,
  services: servicesWords,
  environments: environmentsWords,
  approvals: approvalsWords,
  notifications: notificationsWords,
  audit: auditWords,
  figures: figuresWords,
  gates: gatesWords,
  hooks: hooksWords,
  access: accessWords,
}

type Tables = typeof table
export type Words = { [Part in keyof Tables]: Tables[Part]['en'] }

export type AdviceWords = (typeof adviceWords)['en']
/** Not among the others: a reader is sent it when something has failed. */
export const adviceIn = (locale: Locale): AdviceWords => adviceWords[locale]

export const wordsIn = (locale: Locale): Words =>
  Object.fromEntries(Object.entries(table).map(([part, words]) => [part, words[locale]])) as Words
