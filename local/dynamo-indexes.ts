// dynalite writes an item's index entries before the item, in several writes: a kill in between leaves entries that
// belong to no item, which nothing would ever remove. Done on a folder that nobody has open.
import { isDeepStrictEqual } from 'node:util'
import { getIndexActions, type LevelDb, type StoredItem, type StoredTable } from 'dynalite/db/index.js'

/** Reads every value (a damaged one throws) and makes the index entries what the items say. */
export const repairIndexes = async (db: LevelDb) => {
  for await (const [key, table] of valuesOf<StoredTable>(db, 'table~')) {
    await repairTable(db, key.slice('table~'.length), table)
    // A kill while it was made would leave it in the making for ever.
    if (table.TableStatus === 'CREATING') await db.put(key, active(table))
  }
}

const repairTable = async (db: LevelDb, name: string, table: StoredTable) => {
  const found = new Map<string, unknown>()
  for await (const [key, item] of valuesOf<StoredItem>(db, `index-global~${name}~`)) found.set(key, item)

  const missing = new Map<string, StoredItem>()
  for await (const [, item] of valuesOf<StoredItem>(db, `item-${name}~`)) {
    for (const entry of getIndexActions(table.GlobalSecondaryIndexes ?? [], undefined, item, table).puts) {
      const key = `index-global~${name}~${entry.index}~${entry.key}`
      if (!isDeepStrictEqual(found.get(key), plain(entry.item))) missing.set(key, entry.item)
      found.delete(key)
    }
  }
  for (const [key, item] of missing) await db.put(key, item)
  for (const orphan of found.keys()) await db.del(orphan)
}

const active = (table: StoredTable) => ({
  ...table,
  TableStatus: 'ACTIVE',
  GlobalSecondaryIndexes: table.GlobalSecondaryIndexes?.map(index => ({ ...index, IndexStatus: 'ACTIVE' })),
})

/** As it will be when read from the disk again. */
const plain = (item: StoredItem): unknown => JSON.parse(JSON.stringify(item))

/** In batches: one by one it would take five times as long. */
async function* valuesOf<T>(db: LevelDb, prefix: string): AsyncGenerator<[string, T]> {
  const iterator = db.iterator<T>({ gte: prefix, lt: `${prefix}\u{10ffff}` })
  try {
    for (;;) {
      const batch = await iterator.nextv(500)
      if (batch.length === 0) return
      yield* batch
    }
  } finally {
    await iterator.close()
  }
}
