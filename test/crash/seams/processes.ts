// Processes that are started: git, programs and their keepers.
export * from 'node:child_process'

import * as real from 'node:child_process'
import { promisify } from 'node:util'
import { crossingNow } from '../crossing.ts'

type Start = (...given: never[]) => unknown

/** The overloads stay the real ones': what is given is handed on. */
const watched = <F extends Start>(run: F, what: string): F =>
  ((...given: Parameters<F>) => {
    const [file, words]: readonly unknown[] = given
    return crossingNow('lasting', `process ${what} ${nameOf(String(file), words)}`, () => run(...given))
  }) as F

export const spawn = watched(real.spawn, 'spawn')

/** `promisify` takes the form that it finds under its own name; Node's types give that another one. */
const promised = Reflect.get(real.execFile, promisify.custom) as Start

export const execFile = Object.assign(watched(real.execFile, 'execFile'), {
  [promisify.custom]: watched(promised, 'execFile'),
})

const nameOf = (file: string, words: unknown) => {
  const name = file.split('/').at(-1)
  // git's first word that is no option says what it does.
  const verb = Array.isArray(words) && name === 'git' ? words.find(word => /^[a-z]+(-[a-z]+)*$/.test(String(word))) : ''
  return `${name} ${verb ?? ''}`.trim()
}
