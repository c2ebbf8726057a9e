// Runs a container engine's commands for a build: the parts that docker and podman have in common.
import { type ChildOrder, runChild } from './child.ts'
import { lastWords, stepIn } from './engine-lines.ts'
import type { EngineBuild, EnginePush } from './host.ts'

export type EngineOptions = {
  /** Of this build alone, and outside of what is built; whoever gives it removes it. */
  folder: string
  /** Whose PATH, sockets, proxies and storage the engine uses. */
  machine?: Record<string, string | undefined>
}

export type Command = Pick<ChildOrder, 'command' | 'env' | 'end'>
type Hearing = { signal: AbortSignal; line?(text: string): void }

/** `words`: its last ones, which tell why it failed. */
export const engineRun = async (command: Command, args: readonly string[], hearing: Hearing, input?: string) => {
  const said: string[] = []
  const heard = (text: string) => {
    said.push(text)
    if (said.length > keptLines) said.shift()
    hearing.line?.(text)
  }
  // Arguments that name files name them absolutely.
  const order = { ...command, args, input, cwd: '/', signal: hearing.signal }
  const { code } = await runChild({ ...order, onLine: heard, onErrorLine: heard })
  return {
    ok: code === 0,
    said,
    words: lastWords(said, `${command.command} ${args[0]} ended with ${code} and no word`),
  }
}

const keptLines = 200

export const buildBy = async (
  command: Command,
  args: readonly string[],
  { signal, progress, ...order }: EngineBuild,
) => {
  const line = (text: string) => {
    order.line(text)
    const at = stepIn(text)
    if (at) progress(at.message, at.step, at.steps)
  }
  const { ok, words } = await engineRun(command, args, { signal, line })
  return ok ? { ok } : { ok, message: words }
}

/** What it said; rejects with why the registry did not take it. */
export const pushBy = async (command: Command, args: readonly string[], { signal, line, progress }: EnginePush) => {
  const heard = (text: string) => {
    line(text)
    progress(text)
  }
  const { ok, words, said } = await engineRun(command, args, { signal, line: heard })
  if (!ok) throw new Error(words)
  return said
}

/** Under each tag the same image: what runs is what was built. */
export const sameDigest = (digests: (string | undefined)[]): string => {
  const [first, ...others] = digests
  if (first === undefined) throw new Error('The push named no digest')
  if (others.some(other => other !== first)) throw new Error(`The tags lead to different images: ${digests.join(', ')}`)
  return first
}
