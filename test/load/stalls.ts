// Which stand-stills of Panda's event loop are Panda's, and which the machine's.
import type { LoopReport, Stall } from './loop.ts'

export const boundMs = 200

export type Judged = {
  /** Longer than the bound, and nothing else to blame. */
  own: Stall[]
  /** Longer than the bound; the idle process beside it stood still at the same time, or the thread was hardly let run. */
  machine: Stall[]
}

/** Panda's is what its thread computed for so long, or what stopped it while the idle process ran on. */
export const judge = (panda: LoopReport, idle: LoopReport): Judged => {
  const long = panda.stalls.filter(({ from, to }) => to - from > boundMs)
  const isOwn = (stall: Stall) => stall.cpuMs > boundMs || (!isShared(stall, idle) && !wasHeldUp(stall))
  return { own: long.filter(isOwn), machine: long.filter(stall => !isOwn(stall)) }
}

const isShared = ({ from, to }: Stall, idle: LoopReport) =>
  idle.stalls.some(other => other.from < to && other.to > from)

/** Between what it computed and what passed there is more than waiting for a disk would explain. */
const wasHeldUp = ({ from, to, cpuMs }: Stall) => cpuMs > 20 && to - from - cpuMs > (to - from) / 2
