// The table as Panda's functions reach it: each operation is a call, and what was written is looked at and streamed.
import type { Item, Key, Table } from '../../core/ports.ts'
import type { Ledger } from './ledger.ts'
import type { Scheduler } from './scheduler.ts'
import type { Wire } from './wire.ts'

export type Written = { item: Item; isNew: boolean }
type Tell = (written: Written) => void

/** Beneath everything that a planted bug can change: what is written here is written. */
export const watchedTable = (raw: Table, ledger: Ledger, tell: Tell, refused: () => void): Table => {
  const known = new Set<string>()
  const id = ({ pk, sk }: Key) => `${pk}\n${sk}`
  return {
    get: raw.get,
    query: raw.query,
    index: raw.index,
    put: async (item, when) => {
      const isNew = !known.has(id(item))
      const written = await raw.put(item, when)
      if (!written) {
        refused()
        return false
      }
      known.add(id(item))
      ledger.wrote(item, isNew)
      tell({ item: structuredClone(item), isNew })
      return true
    },
    change: async (key, change) => {
      const after = await raw.change(key, change)
      if (after) {
        known.add(id(key))
        ledger.changed(after)
      }
      return after
    },
    remove: async key => {
      known.delete(id(key))
      await raw.remove(key)
      ledger.removed(key)
    },
    take: async key => {
      known.delete(id(key))
      return raw.take(key)
    },
  }
}

export const parkedTable = (table: Table, wire: Wire, scheduler: Scheduler, ledger: Ledger): Table => {
  const around = <T>(what: string, about: string, run: () => Promise<T>) => wire.call('table', what, about, run)
  const at = ({ pk, sk }: Key) => `${pk}/${sk}`
  const writing = (key: Key) => ledger.writes(scheduler.current, key)
  const reading = (pk: string) => ledger.reads(scheduler.current, pk)
  return {
    get: key => {
      reading(key.pk)
      return around('get', at(key), () => table.get(key))
    },
    query: (pk, range) => {
      reading(pk)
      return around('query', pk, () => table.query(pk, range))
    },
    index: (index, pk, range) => {
      reading(pk)
      return around('index', pk, () => table.index(index, pk, range))
    },
    put: (item, when) => {
      writing(item)
      return around('put', at(item), () => table.put(item, when))
    },
    change: (key, change) => {
      writing(key)
      return around('change', at(key), () => table.change(key, change))
    },
    remove: key => {
      writing(key)
      return around('remove', at(key), () => table.remove(key))
    },
    take: key => {
      writing(key)
      return around('take', at(key), () => table.take(key))
    },
  }
}
