// How long an event loop stood still. The same is watched in Panda and in a process beside it that does nothing: what stops
// both is the machine. Of each stand-still Linux says how long the thread wanted to run and was not let, too.
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Stall = {
  /** Milliseconds since 1970. */
  from: number
  to: number
  /** What the thread computed meanwhile. */
  cpuMs: number
  /** How long it waited for a processor. */
  waitedMs: number
  /** For which share of the time some process of this machine waited for a processor. */
  pressure: number
}
export type LoopReport = { p50Ms: number; p99Ms: number; maxMs: number; stalls: Stall[] }

const tickMs = 20
const worthMs = 50
const mostStalls = 50_000

export const watchLoop = () => {
  const delay = monitorEventLoopDelay({ resolution: tickMs })
  delay.enable()
  const stalls: Stall[] = []
  let last = now()
  setInterval(() => {
    const next = now()
    const from = last.at + tickMs
    if (next.at - from > worthMs && stalls.length < mostStalls)
      stalls.push({
        from,
        to: next.at,
        cpuMs: Math.round(next.cpuMs - last.cpuMs),
        waitedMs: Math.round(next.waitedMs - last.waitedMs),
        pressure: Math.round(((next.pressedMs - last.pressedMs) / (next.at - last.at)) * 100) / 100,
      })
    last = next
  }, tickMs).unref()
  const ms = (nanoseconds: number) => Math.round(nanoseconds / 1e5) / 10
  return {
    /** What was before does not count: a start reads modules. */
    begin: () => {
      delay.reset()
      stalls.length = 0
      last = now()
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

const now = () => {
  const [ran = 0, waited = 0] = numbersIn('/proc/thread-self/schedstat')
  const pressed = /^some .*total=(\d+)/.exec(textOf('/proc/pressure/cpu'))?.[1] ?? '0'
  return { at: Date.now(), cpuMs: ran / 1e6, waitedMs: waited / 1e6, pressedMs: Number(pressed) / 1000 }
}

const numbersIn = (path: string) => textOf(path).trim().split(' ').map(Number)

/** Not every kernel tells. */
const textOf = (path: string) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
