// Of this machine: Node, git, what login has kept, the terminal.
import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Context } from '../context.ts'
import { readKept, settingsPath } from '../settings.ts'
import { bad, type Check, good, note } from './check.ts'

export async function* machineChecks(context: Context): AsyncGenerator<Check> {
  yield node(context)
  yield await git(context)
  yield await kept(context)
  const terminal = terminalCheck(context)
  if (terminal) yield terminal
}

const node = ({ say }: Context) => {
  const { version } = process
  return Number(process.versions.node.split('.')[0]) >= 24
    ? good('node', say('doctor.node', { version }))
    : bad('node', say('doctor.node.old', { version }), say('doctor.node.mend'))
}

/** The command line does well without; `npm start` serves repositories by it. */
const git = async ({ say, env }: Context) => {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version'], { env, timeout: 5000 })
    return good('git', stdout.trim())
  } catch {
    return note('git', say('doctor.git.none'), say('doctor.git.mend'))
  }
}

const kept = async ({ say, env, server }: Context): Promise<Check> => {
  const path = settingsPath(env)
  try {
    const found = await readKept(env)
    const where = { url: server.url }
    const from = say(`doctor.from.${server.from}`, where)
    if (!found) return good('settings', from)
    const { mode } = await stat(path)
    const open = process.platform !== 'win32' && (mode & 0o077) !== 0
    return open ? bad('settings', say('doctor.settings.open', { path }), `chmod 600 ${path}`) : good('settings', from)
  } catch {
    return bad('settings', say('settings.damaged', { path }), say('settings.damaged.next', { path }))
  }
}

const terminalCheck = ({ say, env, stdout }: Context): Check | undefined => {
  if (!stdout.isTTY || process.platform === 'win32') return undefined
  const charset = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  return /utf-?8/i.test(charset) ? undefined : note('terminal', say('doctor.charset'), 'export LANG=C.UTF-8')
}
