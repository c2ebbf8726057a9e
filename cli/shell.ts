// What the command line has around it: terminal, environment, language. Handed in, so that tests need no process of their own.
import pc from 'picocolors'
import type { Locale } from '../client/types.ts'
import { localeFrom } from './language.ts'
import { type Say, sayer } from './words.ts'

export type Colors = ReturnType<typeof pc.createColors>
export type Environment = Record<string, string | undefined>

export type Shell = {
  env: Environment
  locale: Locale
  say: Say
  colors: Colors
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
  /** Somebody looks and can type: questions and the live view are for them only. */
  interactive: boolean
}

export const shellOf = ({
  env,
  stdin,
  stdout,
  stderr,
}: Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr'>) => {
  const locale = localeFrom(env)
  const screen = Boolean(stdout.isTTY) && env.TERM !== 'dumb' && !isCi(env)
  const colored = !env.NO_COLOR && (screen || Boolean(env.FORCE_COLOR))
  return {
    ...{ env, locale, stdin, stdout, stderr },
    say: sayer(locale),
    colors: pc.createColors(colored),
    interactive: screen && Boolean(stdin.isTTY),
  } satisfies Shell
}

/** Pseudo-terminals in CI have nobody before them. */
const isCi = ({ CI }: Environment) => CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false'
