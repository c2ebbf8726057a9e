// Many deployments on one socket: those that are to be followed, and no others.
import type { LiveEvents } from '../../client/socket.ts'
import type { PandaEvent } from '../../client/types.ts'
import { isOver, type Row } from './row.ts'

/** A socket listens to no more. */
const mostFollowed = 100

export type Following = { set(rows: readonly Row[]): void; close(): void }
type Sinks = { event(event: PandaEvent): void; fault(fault: unknown): void }

export const following = (live: Pick<LiveEvents, 'follow' | 'close'>, sinks: Sinks): Following => {
  const running = new Map<string, AbortController>()
  /** Refused once, it would be refused again. */
  const refused = new Set<string>()

  const run = async (id: string, after: number, stop: AbortController) => {
    try {
      for await (const event of live.follow(id, { after, signal: stop.signal })) sinks.event(event)
    } catch (fault) {
      if (stop.signal.aborted) return
      refused.add(id)
      sinks.fault(fault)
    }
  }

  return {
    set(rows) {
      const wanted = new Map(
        rows
          .filter(row => !isOver(row))
          .slice(0, mostFollowed)
          .map(row => [row.deploymentId, row.lastSeq]),
      )
      for (const [id, stop] of running) {
        if (wanted.has(id)) continue
        stop.abort()
        running.delete(id)
      }
      for (const [id, after] of wanted) {
        if (running.has(id) || refused.has(id)) continue
        const stop = new AbortController()
        running.set(id, stop)
        void run(id, after, stop)
      }
    },
    close() {
      for (const stop of running.values()) stop.abort()
      live.close()
    },
  }
}
