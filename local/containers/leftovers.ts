// Containers are their engine's children, not ours: a Panda that is killed leaves them running. So each Panda has a keeper, which
// removes its containers when Panda dies, and a start removes what there still is of an earlier one on the same data folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { ask, type ClientName } from './client.ts'

export type Leftovers = {
  /** Marks a container as ours. */
  labels: string[]
  /** Before the first container of that engine, and at a start where there may be some of an earlier Panda. */
  ready(client: ClientName): Promise<void>
  /** When all containers are gone. */
  end(): Promise<void>
}

/**
 * It waits for its pipe from us to close; a container that was just being made then is seen a second later. The terminal's
 * signals are not for it.
 */
const script = `
trap '' INT TERM HUP
read -r _
for pass in 1 2; do
  found=$("$1" ps --all --quiet --filter "label=$2") && [ -n "$found" ] && "$1" rm --force $found
  sleep 1
done`

const answersWithinMs = 20_000

export const leftovers = (dataDir: string, log: (line: string) => void): Leftovers => {
  // Only containers of this very folder are ours to remove.
  const place = `panda=${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`
  const life = `panda-life=${randomBytes(8).toString('hex')}`
  const known = new Map<ClientName, Promise<void>>()
  const keepers: ChildProcess[] = []

  const prepare = async (client: ClientName) => {
    await sweep(client, place).catch((fault: Error) =>
      log(`containers of an earlier Panda may still be there: ${client}: ${fault.message}`),
    )
    keepers.push(await keeper(client, life))
  }
  return {
    labels: [`--label=${place}`, `--label=${life}`],
    ready: client => {
      const made = known.get(client) ?? prepare(client)
      known.set(client, made)
      return made
    },
    end: async () => {
      await Promise.allSettled(known.values())
      await Promise.all(
        keepers.map(async child => {
          const gone = once(child, 'exit')
          if (child.exitCode === null && child.kill('SIGKILL')) await gone
        }),
      )
    },
  }
}

const keeper = async (client: ClientName, label: string): Promise<ChildProcess> => {
  const child = spawn('/bin/sh', ['-c', script, 'panda-containers', client, label], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin?.on('error', () => {})
  await once(child, 'spawn')
  // It is there for our death, and must not keep us alive.
  child.unref()
  return child
}

const sweep = async (client: ClientName, label: string): Promise<void> => {
  const found = await ask(client, ['ps', '--all', '--quiet', `--filter=label=${label}`], { withinMs: answersWithinMs })
  if (found.code !== 0) throw new Error(found.words)
  const ids = found.stdout.split('\n').filter(Boolean)
  if (ids.length === 0) return
  const removed = await ask(client, ['rm', '--force', ...ids], { withinMs: answersWithinMs })
  // One may have gone by itself meanwhile: what counts is that none is left.
  const left = await ask(client, ['ps', '--all', '--quiet', `--filter=label=${label}`], { withinMs: answersWithinMs })
  if (left.code !== 0 || left.stdout !== '') throw new Error(removed.words || left.words)
}
