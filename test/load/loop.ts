// How long an event loop stood still. The same is watched in Panda and in a process beside it that does nothing: what stops
// both is the machine.
import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Stall = {
  /** Milliseconds since 1970. */
  from: number
  to: number
  /** What the thread itself computed meanwhile; less than the whole: it was not let. */
  cpuMs: number
}
export type LoopReport = { p50Ms: number; p99Ms: number; maxMs: number; stalls: Stall[] }

const tickMs = 20
const worthMs = 100
const mostStalls = 10_000

export const watchLoop = () => {
  const delay = monitorEventLoopDelay({ resolution: tickMs })
  delay.enable()
  const stalls: Stall[] = []
  let last = { at: Date.now(), cpu: cpuMs() }
  setInterval(() => {
    const now = { at: Date.now(), cpu: cpuMs() }
    const stood = now.at - last.at - tickMs
    if (stood > worthMs && stalls.length < mostStalls)
      stalls.push({ from: last.at + tickMs, to: now.at, cpuMs: Math.round(now.cpu - last.cpu) })
    last = now
  }, tickMs).unref()
  const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e5) / 10
  return {
    /** What was before does not count: a start reads modules. */
    begin: () => {
      delay.reset()
      stalls.length = 0
      last = { at: Date.now(), cpu: cpuMs() }
      return undefined
    },
    read: (): LoopReport => ({
      p50Ms: ms(delay.percentile(50)),
      p99Ms: ms(delay.percentile(99)),
      maxMs: ms(delay.max),
      stalls,
    }),
  }
}

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
