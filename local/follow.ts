// Logs as they grow, for streams that are held open: woken by the table's stream, read from the log itself.
import type { Live } from '../app/caller.ts'
import { isLogItem, readLog } from '../app/store/log.ts'
import { isFinalCode } from '../core/decide.ts'
import type { LoggedEvent } from '../core/event.ts'
import type { Item, Table } from '../core/ports.ts'
import type { Reader } from '../region/stream.ts'

export const follower = (table: Table): { reader: Reader; live: Live } => {
  const waiting = new Map<string, Set<() => void>>()

  async function* follow(deploymentId: string, after: number, signal: AbortSignal): AsyncGenerator<LoggedEvent> {
    for (let last = after; !signal.aborted; ) {
      // Listens before it reads: what is written in between wakes it.
      const bell = listen(waiting, deploymentId, signal)
      try {
        const news = await readLog({ table }, deploymentId, last)
        for (const event of news) {
          yield event
          if (isFinalCode(event.code)) return
          last = event.seq
        }
        if (news.length === 0) await bell.rings
      } finally {
        bell.leave()
      }
    }
  }

  return {
    reader: async (item: Item) => {
      if (isLogItem(item)) for (const wake of waiting.get(item.pk) ?? []) wake()
    },
    live: { follow },
  }
}

const listen = (waiting: Map<string, Set<() => void>>, deploymentId: string, signal: AbortSignal) => {
  const { promise: rings, resolve } = Promise.withResolvers<void>()
  const bells = waiting.get(deploymentId) ?? new Set()
  waiting.set(deploymentId, bells.add(resolve))
  const aborted = () => resolve()
  signal.addEventListener('abort', aborted, { once: true })
  const leave = () => {
    signal.removeEventListener('abort', aborted)
    bells.delete(resolve)
    if (bells.size === 0 && waiting.get(deploymentId) === bells) waiting.delete(deploymentId)
  }
  return { rings, leave }
}
