// Time that runs a hundred times faster, and remembers what was waited for.
import type { Timing } from '../../client/timing.ts'

export const quickTiming = (rate = 100): Timing & { waited: number[] } => {
  const waited: number[] = []
  return {
    waited,
    after(ms, run) {
      waited.push(ms)
      const timer = setTimeout(run, ms / rate)
      return () => clearTimeout(timer)
    },
    random: () => 0.5,
  }
}

export const until = async (what: () => boolean) => {
  for (let left = 400; left > 0; left -= 1) {
    if (what()) return
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error(`Not so within 2 s: ${what}`)
}
