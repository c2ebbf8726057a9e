// A terminal that a test types into and reads: a tmux server of its own, with nobody's configuration.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Cli } from '../cli/panda-cli.ts'

const run = promisify(execFile)

export type Screen = {
  /** What is on it now; with colours as escape sequences if asked for. */
  read(options?: { colors?: boolean }): Promise<string>
  /** Waits until it shows this, and answers all of it. */
  shows(what: string | RegExp, withinMs?: number): Promise<string>
  type(text: string): Promise<void>
  /** By tmux's names: Enter, C-c, Tab, Escape … */
  press(...keys: string[]): Promise<void>
  resize(columns: number, rows: number): Promise<void>
  close(): Promise<void>
}

export type ScreenOptions = { columns?: number; rows?: number; shell?: string[]; env?: Record<string, string> }

export const openScreen = async (cli: Cli, options: ScreenOptions = {}): Promise<Screen> => {
  const { columns = 100, rows = 34, shell = ['bash', '--norc', '--noprofile'], env = {} } = options
  const socket = `panda-test-${process.pid}-${randomBytes(4).toString('hex')}`
  const tmux = async (...args: string[]) => (await run('tmux', ['-L', socket, '-f', '/dev/null', ...args])).stdout
  // Not CI's: a person sits before this one.
  const variables = Object.entries({ ...cli.env, ...env, CI: '', PS1: '$ ', TERM: 'screen-256color' })
  const setting = variables.map(([name, value]) => `${name}=${value}`)
  const size = ['-x', String(columns), '-y', String(rows)]
  await tmux('new-session', '-d', ...size, '-c', cli.home, 'env', '-i', ...setting, ...shell)
  const read: Screen['read'] = ({ colors = false } = {}) => tmux('capture-pane', '-p', ...(colors ? ['-e'] : []))
  const has = (text: string, what: string | RegExp) =>
    typeof what === 'string' ? text.includes(what) : what.test(text)
  return {
    read,
    async shows(what, withinMs = 60_000) {
      for (const until = Date.now() + withinMs; ; ) {
        const text = await read()
        if (has(text, what)) return text
        if (Date.now() > until) throw new Error(`The screen does not show ${what}:\n${text}`)
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    },
    type: async text => void (await tmux('send-keys', '-l', text)),
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    resize: async (x, y) => void (await tmux('resize-window', '-x', String(x), '-y', String(y))),
    close: async () => void (await tmux('kill-server').catch(() => {})), // it ends with its last shell, too
  }
}
