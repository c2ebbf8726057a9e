// git, without the configuration of whoever started Panda, and without the GIT_* of a hook that Panda may be started from.
import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export const git = async (args: string[]) =>
  (await execute('git', args, { env: standInEnvironment(), maxBuffer: 16_000_000 })).stdout

/** A command that reads `input`. */
export const gitWith = (args: string[], input: Buffer) =>
  new Promise<void>((resolve, reject) => {
    const child = spawn('git', args, { env: standInEnvironment(), stdio: ['pipe', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`git ${args.at(-1)} failed: ${said.trim()}`))))
    // EPIPE if git ended before it read everything: then its exit code says why.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })

export const standInEnvironment = (settings: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  // A folder given with --repo may be another user's (a mounted one is): its owner is not asked for.
  ...configuration({ 'safe.directory': '*', ...settings }),
})

const configuration = (settings: Record<string, string>) => ({
  GIT_CONFIG_COUNT: String(Object.keys(settings).length),
  ...Object.fromEntries(
    Object.entries(settings).flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ),
})
