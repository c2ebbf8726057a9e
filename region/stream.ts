// DynamoDB Streams where there are none: readers get what is put, at least once and in order within a partition key.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
import type { Clock, Item, Table } from '../core/ports.ts'
import { storable } from '../core/storable.ts'

export type Reader = (item: Item) => Promise<void>

/** A reader that fails gets the item again after these pauses (ms), then it is reported and the next one's turn. */
const pauses = [50, 200, 1_000, 5_000]

/** `readers` may be filled after this call: most readers need the table that it answers. */
export const streamed = (
  table: Table,
  readers: readonly Reader[],
  onFault: (fault: unknown, item: Item) => void,
  sleep: Clock['sleep'],
): Table & { settled(): Promise<void> } => {
  /** One line for each reader and partition key: who waits in one holds up no other. */
  const lines = new Map<Reader, Map<string, Promise<void>>>()

  const deliver = async (reader: Reader, item: Item) => {
    for (const pause of [...pauses, undefined]) {
      try {
        return await reader(structuredClone(item))
      } catch (fault) {
        if (pause === undefined) return onFault(fault, item)
        await sleep(pause)
      }
    }
  }
  const enqueue = (reader: Reader, item: Item) => {
    const line = lines.get(reader) ?? new Map<string, Promise<void>>()
    lines.set(reader, line)
    const before = line.get(item.pk) ?? Promise.resolve()
    const mine = before
      .then(() => deliver(reader, item))
      .finally(() => {
        if (line.get(item.pk) === mine) line.delete(item.pk)
      })
    line.set(item.pk, mine)
  }

  return {
    ...table,
    put: async (item, when) => {
      const image = storable(item)
      const written = await table.put(item, when)
      if (written) for (const reader of readers) enqueue(reader, image)
      return written
    },
    settled: async () => {
      for (let waiting = underWay(lines); waiting.length > 0; waiting = underWay(lines)) await Promise.all(waiting)
    },
  }
}

const underWay = (lines: Map<Reader, Map<string, Promise<void>>>) =>
  [...lines.values()].flatMap(line => [...line.values()])
