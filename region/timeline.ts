// Time for the region and for everything around it: the wall's, as fast as wanted, or one that only tests move.
import type { Clock } from '../core/ports.ts'
import type { Timeline } from './kernel.ts'

export type WallTimeline = Timeline & { stop(): void }

/** `rate` 60: a minute passes in a second, counted from `since` (real time). Given the same `since` after a restart,
 *  time goes on where it would be. Timers do not keep the process alive. */
export const wallTimeline = (rate = 1, since = Date.now()): WallTimeline => {
  if (!(rate > 0 && Number.isFinite(rate))) throw new Error(`A clock cannot run at the rate ${rate}`)
  const waiting = new Set<NodeJS.Timeout>()
  let stopped = false
  let latest = 0
  const now = () => {
    latest = Math.max(latest, Math.floor(since + (Date.now() - since) * rate))
    return latest
  }
  return {
    now,
    at: (time, run) => {
      let timer: NodeJS.Timeout
      const wait = () => {
        if (stopped) return
        timer = setTimeout(ring, Math.min(Math.max(0, Math.ceil((time - now()) / rate)), longestTimer))
        timer.unref()
        waiting.add(timer)
      }
      const ring = () => {
        waiting.delete(timer)
        if (now() < time) wait()
        else run()
      }
      const cancel = () => {
        clearTimeout(timer)
        waiting.delete(timer)
      }
      wait()
      return cancel
    },
    stop: () => {
      stopped = true
      for (const timer of waiting) clearTimeout(timer)
      waiting.clear()
    },
  }
}

export type VirtualTimeline = Timeline & {
  /** Runs what is due in that time, in order, each once everything before it has come to rest. */
  advance(ms: number): Promise<void>
  /** Goes from timer to timer until there is none, or `longest` has passed; answers whether there is none. */
  runUntilIdle(longest?: number): Promise<boolean>
}

export const virtualTimeline = (start = Date.parse('2026-11-20T10:00:00.000Z')): VirtualTimeline => {
  let now = start
  let order = 0
  let timers: { time: number; order: number; run: () => void }[] = []
  const next = () => timers.reduce((a, b) => (a && (a.time - b.time || a.order - b.order) < 0 ? a : b), timers[0])
  const runUntil = async (end: number) => {
    await settle()
    for (let timer = next(); timer && timer.time <= end; timer = next()) {
      const ringing = timer
      timers = timers.filter(other => other !== ringing)
      now = Math.max(now, ringing.time)
      ringing.run()
      await settle()
    }
  }
  return {
    now: () => now,
    at: (time, run) => {
      const timer = { time, order: order++, run }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    advance: async ms => {
      const end = now + ms
      await runUntil(end)
      now = end
    },
    runUntilIdle: async (longest = 24 * 60 * 60_000) => {
      await runUntil(now + longest)
      return timers.length === 0
    },
  }
}

export const clockOf = (timeline: Timeline): Clock => ({
  now: () => new Date(timeline.now()).toISOString(),
  sleep: ms =>
    new Promise(resolve => {
      timeline.at(timeline.now() + ms, resolve)
    }),
})

/** setTimeout takes no more: 24.8 days. */
const longestTimer = 2 ** 31 - 1

/** All promises that wait for nothing but each other have settled after a turn of the loop. */
const settle = () => new Promise<void>(resolve => setImmediate(resolve))
