// Trouble on purpose: lost and late events, throttled commands, replies that never come. PANDA_FAULT, or a test's own.
import * as z from 'zod'
import type { Random } from '../core/ports.ts'
import { AwsError } from './aws-error.ts'
import type { BusEvent, Caller, ServiceName } from './kernel.ts'

export type CommandAt = { service: ServiceName; command: string; input: unknown; caller: Caller }

export interface Faults {
  /** Throws to refuse the command before anything happened. */
  beforeCommand?(at: CommandAt): Promise<void>
  /** Throws to lose the reply of what has happened. */
  afterCommand?(at: CommandAt): Promise<void>
  /** After how many milliseconds an event comes out of the bus that took it: none, once, or more often. */
  deliveries(event: BusEvent): number[]
}

export const noFaults: Faults = { deliveries: () => [0] }

const throttled = () => new AwsError('ThrottlingException', 'Rate exceeded')
const lostReply = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' })

class FaultsUnclear extends Error {
  override name = 'FaultsUnclear'
}

/** `drop-events,throttle=0.1`: throws one line that says what is wrong with it. */
export const parseFaults = (text: string | undefined, random: Random): Faults => {
  const parsed = wishes.safeParse(
    (text ?? '')
      .split(',')
      .map(word => word.trim())
      .filter(Boolean),
  )
  if (!parsed.success)
    throw new FaultsUnclear(
      `PANDA_FAULT: ${parsed.error.issues.map(issue => issue.message).join('; ')}. Known are ${known}.`,
    )
  const wish = Object.assign({}, ...parsed.data) as Wish
  const chance = () => Number.parseInt(random.hex(4), 16) / 2 ** 32
  return {
    beforeCommand: async () => {
      if (chance() < (wish.throttle ?? 0)) throw throttled()
    },
    afterCommand: async () => {
      if (chance() < (wish['lose-replies'] ?? 0)) throw lostReply()
    },
    deliveries: () => {
      const late = wish['delay-events'] ?? 0
      if (wish['drop-events']) return []
      return wish['repeat-events'] ? [late, late + 500] : [late]
    },
  }
}

type Wish = {
  'drop-events'?: true
  'repeat-events'?: true
  'delay-events'?: number
  throttle?: number
  'lose-replies'?: number
}

const known = 'drop-events, repeat-events, delay-events=MS, throttle=P and lose-replies=P (P from 0 to 1)'

const limits: Record<string, { max: number; unit: string }> = {
  'delay-events': { max: 3_600_000, unit: 'milliseconds, at most an hour' },
  throttle: { max: 1, unit: 'a number from 0 to 1' },
  'lose-replies': { max: 1, unit: 'a number from 0 to 1' },
}

const wishes = z.array(
  z.string().transform((word, context): Wish => {
    const [name = '', value] = word.split('=', 2)
    if (name === 'drop-events' || name === 'repeat-events') {
      if (value === undefined) return { [name]: true }
      context.addIssue(`"${word}": ${name} takes no value`)
      return z.NEVER
    }
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined
    const number = value && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
    if (limit && number <= limit.max) return { [name]: number }
    context.addIssue(limit ? `"${word}": ${name} takes ${limit.unit}` : `"${word}" is not known`)
    return z.NEVER
  }),
)
