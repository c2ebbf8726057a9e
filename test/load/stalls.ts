// Which stand-stills of Panda's event loop are Panda's, and which the machine's.
import type { LoopReport, Stall } from './loop.ts'

export const boundMs = 200

export type Judged = {
  /** Panda computed for longer than the bound. */
  computed: Stall[]
  /** Something else held its thread for longer than the bound, while processors were to be had. */
  held: Stall[]
  /** It was not let: it waited for a processor, or (starting a process, say) for one that did, or the idle process stood still
   *  at the same time. */
  machine: Stall[]
}

/** More than this share of the time somebody waited for a processor: whoever waits for another process waits for that. */
const crowded = 0.3

export const judge = (panda: LoopReport, idle: LoopReport): Judged => {
  const long = panda.stalls.filter(({ from, to }) => to - from > boundMs)
  const computed = long.filter(({ cpuMs }) => cpuMs > boundMs)
  const rest = long.filter(stall => !computed.includes(stall))
  const held = rest.filter(stall => isHeld(stall) && !isShared(stall, idle))
  return { computed, held, machine: rest.filter(stall => !held.includes(stall)) }
}

const isHeld = ({ from, to, waitedMs, pressure }: Stall) => to - from - waitedMs > boundMs && pressure < crowded

const isShared = ({ from, to }: Stall, idle: LoopReport) =>
  idle.stalls.some(other => other.from < to && other.to > from)
