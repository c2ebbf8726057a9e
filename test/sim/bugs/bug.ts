// A bug that is put in on purpose, to see whether the simulator finds it. Nothing in the product is touched: what it is handed is
// wrapped.
import type { Item, Table } from '../../../core/ports.ts'
import type { Promised } from '../broken.ts'
import type { Parts } from '../place.ts'

export type Bug = {
  name: string
  /** Which of these it breaks; the first that is seen ends the seed. */
  breaks: Promised[]
  /** One seed that finds it. */
  seed: number
  plant: (parts: Parts) => void
}

type Put = Table['put']

/** `change` may call the table's own `put` as it likes. */
export const withPut = ({ ports }: Parts, change: (put: Put, ...given: Parameters<Put>) => ReturnType<Put>) => {
  const { put } = ports.table
  ports.table.put = (item, when) => change(put, item, when)
}

export const isEvent = (item: Item) => item.sk.startsWith('e#')

/** The event that would come next, as if somebody had decided it. */
export const next = (item: Item, code: string, details: object): Item => ({
  ...item,
  ...{ sk: `e#${String(Number(item.seq) + 1).padStart(10, '0')}`, seq: Number(item.seq) + 1, code },
  details: { stage: (item.details as { stage: number }).stage, ...details },
})
