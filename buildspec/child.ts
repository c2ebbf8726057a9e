// Runs one program to its end, hands on its lines, and ends it with all its children when told to.
import { spawn } from 'node:child_process'
import { lineSplitter } from './lines.ts'
import { type EndWay, endProgram } from './process-group.ts'

export type ChildOrder = {
  command: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
  signal: AbortSignal
  /** For its standard input. */
  input?: string
  end?: EndWay
  onLine?(line: string): void
  onErrorLine?(line: string): void
}

/** `code` is null if it was ended by a signal, or never started because the signal had been given. */
export type ChildEnd = { code: number | null; stdout: string }

/** Rejects if it cannot be started, or told to end it and all its children have not. */
export const runChild = (order: ChildOrder): Promise<ChildEnd> =>
  new Promise((resolve, reject) => {
    if (order.signal.aborted) return resolve({ code: null, stdout: '' })
    // Detached: a process group of its own, so that git's own children (git-remote-https) end with it.
    const child = spawn(order.command, order.args, {
      cwd: order.cwd,
      env: order.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const [errors, lines] = [
      lineSplitter(line => order.onErrorLine?.(line)),
      lineSplitter(line => order.onLine?.(line)),
    ]
    let stdout = ''
    let [ended, ending] = [false, Promise.resolve()]
    const end = () => {
      if (child.pid !== undefined) ending = endProgram(child.pid, order.end ?? 'group', () => ended)
      ending.catch(reject)
    }
    order.signal.addEventListener('abort', end, { once: true })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length < stdoutLimit) stdout += text
      lines.write(text)
    })
    child.stderr.setEncoding('utf8').on('data', errors.write)
    // EPIPE if it ended without reading: then its exit code says why.
    child.stdin.on('error', () => undefined)
    child.stdin.end(order.input ?? '')
    child.on('error', fault => {
      order.signal.removeEventListener('abort', end)
      reject(new Error(`${order.command} cannot be started: ${fault.message}`))
    })
    child.on('exit', () => {
      ended = true
    })
    child.on('close', code => {
      order.signal.removeEventListener('abort', end)
      errors.end()
      lines.end()
      ending.then(() => resolve({ code, stdout }), reject)
    })
  })

/** Characters; enough for what is asked of git here. */
const stdoutLimit = 1_000_000
