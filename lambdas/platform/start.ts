// What every function begins with: its environment and settings, all that is wrong with them at once; time, chance and the
// log.
import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { readEnvironment, unfit } from '../../aws/environment.ts'
import type { Clock, Random } from '../../core/ports.ts'
import { readSettings } from '../../core/settings.ts'
import { type Entry, needs } from './needs.ts'
import { structuredLog } from './structured-log.ts'

type Needed<E extends Entry> = (typeof needs)[E]['variables'][number]

export const start = <E extends Entry>(entry: E) => {
  const variables: readonly Needed<E>[] = needs[entry].variables
  const [env, settings] = [readEnvironment(variables, process.env), readSettings(process.env)]
  if ('faults' in env || 'faults' in settings)
    throw unfit([env, settings].flatMap(read => ('faults' in read ? read.faults : [])))
  return {
    env,
    settings,
    // Lambda sets these two itself.
    region: process.env.AWS_REGION ?? '',
    watch: structuredLog(process.env.AWS_LAMBDA_FUNCTION_NAME ?? `panda-${entry}`),
    clock,
    random,
  }
}

const clock: Clock = { now: () => new Date().toISOString(), sleep: ms => setTimeout(ms) }
const random: Random = { hex: bytes => randomBytes(bytes).toString('hex') }
