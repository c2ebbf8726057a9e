// All programs of a region on one machine end with Panda, and are started again with it. A step that looked at them
// meanwhile would take the restart for a sickness of the release: it waits until they are up.
import type { Clock } from '../core/ports.ts'
import type { Region } from '../region/region.ts'

/** Counted from Panda's start: whoever is not up by then is sick. One that has ended by itself is not waited for. */
const patienceMs = 30_000
const everyMs = 50

export const programsBack = ({ kernel, platform }: Region, clock: Clock): (() => Promise<void>) => {
  const until = Date.parse(clock.now()) + patienceMs
  const look = async (): Promise<void> => {
    while (Date.parse(clock.now()) < until) {
      const { arriving } = await kernel.call<{ arriving: number }>('ecs', 'CountArriving', {}, platform)
      if (arriving === 0) return
      await clock.sleep(everyMs)
    }
  }
  let back: Promise<void> | undefined
  return () => {
    back ??= look()
    return back
  }
}
