// Runs one program to its end, hands on its lines, and ends it with all its children when told to.
import { spawn } from 'node:child_process'
import { lineSplitter } from './lines.ts'

type ChildOrder = {
  command: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
  signal: AbortSignal
  onErrorLine?(line: string): void
}

/** `code` is null if it was ended by a signal, or never started because the signal had been given. */
type ChildEnd = { code: number | null; stdout: string }

export const runChild = (order: ChildOrder): Promise<ChildEnd> =>
  new Promise((resolve, reject) => {
    if (order.signal.aborted) return resolve({ code: null, stdout: '' })
    // Detached: a process group of its own, so that git's own children (git-remote-https) end with it.
    const child = spawn(order.command, order.args, {
      cwd: order.cwd,
      env: order.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const stopKilling = killOn(order.signal, () => child.pid)
    const errors = lineSplitter(line => order.onErrorLine?.(line))
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length < stdoutLimit) stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', errors.write)
    child.on('error', fault => {
      stopKilling()
      reject(new Error(`${order.command} cannot be started: ${fault.message}`))
    })
    child.on('close', code => {
      stopKilling()
      errors.end()
      resolve({ code, stdout })
    })
  })

/** Characters; enough for what is asked of git here. */
const stdoutLimit = 1_000_000
/** What a program has to end by itself. */
const graceMs = 2_000

const killOn = (signal: AbortSignal, pid: () => number | undefined) => {
  let timer: NodeJS.Timeout | undefined
  const kill = () => {
    send(pid(), 'SIGTERM')
    timer = setTimeout(() => send(pid(), 'SIGKILL'), graceMs)
  }
  signal.addEventListener('abort', kill, { once: true })
  return () => {
    signal.removeEventListener('abort', kill)
    clearTimeout(timer)
  }
}

const send = (pid: number | undefined, name: NodeJS.Signals) => {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch (fault) {
    // ESRCH: the whole group has ended already, which is what was wanted.
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'ESRCH')) throw fault
  }
}
