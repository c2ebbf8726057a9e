// The words of one language as a script of their own. They are values and functions of what they are given, and nothing else:
// a test calls each of them as the script has it.
import { transformSync } from 'esbuild'
import type { Locale } from '../client/types.ts'
import { adviceIn, wordsIn } from './words/table.ts'

export const wordsScript = (locale: Locale) =>
  script(`(globalThis.pandaWords??={}).${locale}=${textOf(wordsIn(locale))}`)

export const adviceScript = (locale: Locale) =>
  script(`(globalThis.pandaAdvice??={}).${locale}=${textOf(adviceIn(locale))}`)

const script = (text: string) => transformSync(text, { minify: true, charset: 'utf8', target: 'es2022' }).code

const textOf = (value: unknown): string => {
  if (typeof value === 'function') return `(${value})`
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${textOf(one)}`)
  return `{${entries.join()}}`
}
