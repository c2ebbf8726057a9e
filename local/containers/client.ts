// Asks a container engine something through its own client, as a user would at the prompt.
import { spawn } from 'node:child_process'

/** Both take the very words that Panda says. */
export type ClientName = 'docker' | 'podman'

/** `code` is null when it did not answer in time. */
export type Answer = { code: number | null; stdout: string; words: string }

type Asking = { withinMs: number; input?: Buffer; env?: Record<string, string | undefined> }

export class ClientMissing extends Error {
  override name = 'ClientMissing'
}

/** Rejects with ClientMissing if there is no such client; whatever it answers is an answer. */
export const ask = (client: ClientName, args: readonly string[], { withinMs, input, env }: Asking): Promise<Answer> =>
  new Promise((resolve, reject) => {
    // Detached: a Ctrl-C at the terminal is for Panda, which may need this command in order to end well.
    const child = spawn(client, args, { cwd: '/', detached: true, env: env ?? process.env })
    const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
    const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)]
    // One that reads no input has ended, and says so itself.
    child.stdin.on('error', () => {}).end(input)
    child.on('error', fault => {
      clearTimeout(timer)
      const missing = 'code' in fault && fault.code === 'ENOENT'
      reject(missing ? new ClientMissing(`there is no ${client} on the PATH`) : fault)
    })
    child.on('close', code => {
      clearTimeout(timer)
      const late = `no answer to "${client} ${args[0]}" within ${withinMs / 1000} s`
      resolve({ code, stdout: stdout().trim(), words: code === null ? late : lastWords(stderr()) })
    })
  })

/** Characters; nothing that is asked has a longer answer. */
const longest = 1_000_000

const textOf = (stream: NodeJS.ReadableStream) => {
  let text = ''
  stream.setEncoding('utf8').on('data', (more: string) => {
    if (text.length < longest) text += more
  })
  return () => text
}

/** The last line is the fault, but for what docker adds about its own use; who says it, and that it is one, is known. */
export const lastWords = (stderr: string): string => {
  const lines = stderr.split('\n').filter(line => line.trim() !== '' && !/^(?:See|Run) '.* --help'/.test(line))
  return (lines.at(-1) ?? '').replace(/^(?:docker: )?(?:Error(?: response from daemon)?: )?/i, '').trim()
}
