// One run of a contender: a process of its own, which says a number (or what else it has found) as JSON at its end, on
// descriptor 3. What it logs goes to nowhere, as fast as it can be written.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** Two minutes: what takes longer hangs. */
const patienceMs = 120_000

export const inChild = async <T = number>(
  program: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<T> => {
  const given = { PATH: process.env.PATH ?? '', TZ: 'UTC', NODE_ENV: 'production', ...env }
  const child = spawn(process.execPath, [program, ...args], {
    env: given,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
  })
  const said = text(child.stdio[3] as Readable)
  const [errors, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')])
  // The end of it: a stack within a bundle begins with the bundle.
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${errors.slice(-1_000)}`)
  return JSON.parse(await said) as T
}
