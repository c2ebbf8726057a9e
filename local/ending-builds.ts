// Builds end with Panda: a container engine would go on building for nobody.
import type { Builders } from '../region/kernel.ts'

/** What is built in a container takes a moment to be ended. */
const patienceMs = 20_000

export const endingBuilds = (builders: Builders): Builders & { stop(): Promise<void> } => {
  const ending = new AbortController()
  const running = new Set<Promise<unknown>>()
  return {
    run: given => {
      const run = builders.run({ ...given, signal: AbortSignal.any([given.signal, ending.signal]) })
      running.add(run)
      const over = () => running.delete(run)
      run.then(over, over)
      return run
    },
    stop: async () => {
      ending.abort()
      let timer: NodeJS.Timeout | undefined
      const enough = new Promise(resolve => {
        timer = setTimeout(resolve, patienceMs)
      })
      await Promise.race([Promise.allSettled(running), enough])
      clearTimeout(timer)
    },
  }
}
