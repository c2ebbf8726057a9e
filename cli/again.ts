// A call whose answer got lost is made again: only for calls that say who they are with an Idempotency-Key.
import { passes, Unreachable } from '../client/faults.ts'
import { pauseBefore, type Timing, wallTiming } from '../client/timing.ts'
import { exitCodes, Mishap } from './mishap.ts'
import type { Say } from './words.ts'

const attempts = 4

/** A refused connection is told at once: nothing was sent, and nothing is there. */
export const again = async <T>(call: () => Promise<T>, timing: Timing = wallTiming): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (fault) {
      if (attempt === attempts || !passes(fault) || wasRefused(fault)) throw fault
      await new Promise<void>(resolve => timing.after(pauseBefore(attempt, timing), resolve))
    }
  }
}

/** It may have begun: with the same key the next try finds it. */
export const mayHaveBegun = (fault: unknown, key: string, say: Say): unknown => {
  if (!(fault instanceof Unreachable) || wasRefused(fault)) return fault
  return new Mishap(exitCodes.unreachable, fault.message, [say('begun.maybe'), `  --idempotency-key ${key}`])
}

const wasRefused = (fault: unknown) => fault instanceof Unreachable && /ECONNREFUSED|ENOTFOUND/.test(fault.message)
