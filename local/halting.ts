// Where Panda ends on purpose it keeps what there is at that moment, as with `kill -9`: who is in the middle of something
// gets no more answers, so that nobody takes the programs that end now for sick ones.
import type { Table } from '../core/ports.ts'

export const halting = (table: Table): { table: Table; halt(): Promise<void> } => {
  const underWay = new Set<Promise<unknown>>()
  let halted = false
  const through = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (halted) return never()
    const asked: Promise<T> = ask().finally(() => underWay.delete(asked))
    underWay.add(asked)
    await Promise.allSettled([asked])
    return halted ? never() : asked
  }
  return {
    table: {
      get: key => through(() => table.get(key)),
      put: (item, when) => through(() => table.put(item, when)),
      remove: key => through(() => table.remove(key)),
      take: key => through(() => table.take(key)),
      change: (key, change) => through(() => table.change(key, change)),
      query: (pk, range) => through(() => table.query(pk, range)),
      index: (index, pk, range) => through(() => table.index(index, pk, range)),
    },
    /** Resolves when the table is at rest: dynalite ends the process if it is closed with a question under way. */
    halt: async () => {
      halted = true
      await Promise.allSettled(underWay)
    },
  }
}

const never = <T>() => new Promise<T>(() => {})
