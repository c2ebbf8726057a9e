// When a container that was just started runs, and where it is reached.
import * as z from 'zod'
import type { Kept } from '../machines/keeper.ts'
import { ask, type ClientName } from './client.ts'

export type Address = { host: string; port: number }

type Starting = { client: ClientName; name: string; kept: Kept }

/** A machine that is short of breath takes seconds. */
const patienceMs = 60_000
const pauseMs = 100
const answersWithinMs = 15_000

/** Rejects if it ends before it was seen to run. */
export const addressOf = async (starting: Starting, port: number): Promise<Address> => {
  const { client, name, kept } = starting
  let over = false
  const ended = kept.ended.then(code => {
    over = true
    return code
  })
  for (const until = Date.now() + patienceMs; Date.now() < until && !over; ) {
    const seen = await look(client, name, port)
    if (seen) return seen
    await Promise.race([ended, new Promise(resolve => setTimeout(resolve, pauseMs))])
  }
  if (!over) throw new Error(`${client} did not start the container within ${patienceMs / 1000} s`)
  throw new Error(`${client} ended with ${await ended}`)
}

/** Undefined: not yet, or no more. A port is named before the program runs. */
const look = async (client: ClientName, name: string, port: number): Promise<Address | undefined> => {
  const args = ['container', 'inspect', '--format', '{{json .State.Running}} {{json .NetworkSettings.Ports}}', name]
  const { code, stdout } = await ask(client, args, { withinMs: answersWithinMs })
  const [, running, bindings] = /^(\w+) (.*)$/s.exec(stdout) ?? []
  if (code !== 0 || running !== 'true' || !bindings) return undefined
  const bound = portsSchema.parse(JSON.parse(bindings))?.[`${port}/tcp`]?.[0]
  return bound && { host: '127.0.0.1', port: Number(bound.HostPort) }
}

const portsSchema = z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()).nullable()
