// A table that counts what it is asked for: calls, and units by DynamoDB's rules.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
import type { IndexName, Item, Table } from '../core/ports.ts'
import { itemBytes } from '../region/memory-table.ts'

export type Used = { calls: number; reads: number; writes: number }

export const counted = (table: Table): { table: Table; used: () => Used } => {
  const total: Used = { calls: 0, reads: 0, writes: 0 }
  const spent = (units: Partial<Used>) => {
    total.calls++
    total.reads += units.reads ?? 0
    total.writes += units.writes ?? 0
  }
  const counting: Table = {
    get: async key => {
      const item = await table.get(key)
      spent({ reads: readUnits(item ? [item] : []) })
      return item
    },
    put: async (item, when) => {
      const before = await table.get(item)
      spent({ writes: writeUnits(item, before) })
      return table.put(item, when)
    },
    remove: async key => {
      spent({ writes: writeUnits(undefined, await table.get(key)) })
      await table.remove(key)
    },
    take: async key => {
      const item = await table.take(key)
      spent({ writes: writeUnits(undefined, item) })
      return item
    },
    change: async (key, change) => {
      const [before, after] = [await table.get(key), await table.change(key, change)]
      spent({ writes: writeUnits(after, before) })
      return after
    },
    query: async (pk, range) => {
      const items = await table.query(pk, range)
      spent({ reads: readUnits(items) })
      return items
    },
    index: async (index, pk, range) => {
      const answer = await table.index(index, pk, range)
      // One more is read, which shows whether more follow. Eventually consistent reads are half a unit.
      const read =
        range.where && Object.keys(range.where).length > 0 ? await behindFilter(table, index, pk, range) : answer.items
      spent({ reads: readUnits(read) / 2 })
      return answer
    },
  }
  return { table: counting, used: () => ({ ...total }) }
}

/** What a filter takes out has been read, too. */
const behindFilter = async (table: Table, index: IndexName, pk: string, range: Parameters<Table['index']>[2]) => {
  const { where = {}, limit, ...rest } = range
  const { items } = await table.index(index, pk, { ...rest, limit: Number.MAX_SAFE_INTEGER })
  const fits = (item: Item) => Object.entries(where).every(([name, value]) => item[name] === value)
  let left = limit + 1
  const last = items.findIndex(item => fits(item) && --left === 0)
  return last < 0 ? items : items.slice(0, last + 1)
}

const readUnits = (items: readonly Item[]) =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + itemBytes(item), 0) / 4_096))

/** Once for the table and for each index that the item is in, or was. */
const writeUnits = (after: Item | undefined, before: Item | undefined): number => {
  const units = Math.max(1, ...[after, before].map(item => (item ? Math.ceil(itemBytes(item) / 1_024) : 0)))
  const indexes = (['owned', 'live'] as const).filter(index => isIn(index, after) || isIn(index, before))
  return units * (1 + indexes.length)
}

const isIn = (index: IndexName, item: Item | undefined) => item?.[`${index}Pk`] !== undefined
