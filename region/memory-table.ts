// Table in memory, for the simulator and the tests of app/. It refuses what DynamoDB refuses.
import { CloudFault } from '../core/faults.ts'
import type { IndexName, Item, Key, PutCondition, SetChange, Table } from '../core/ports.ts'
import { byteOrder, bytesOf, storable, storableKey } from '../core/storable.ts'

export const memoryTable = (): Table => {
  const partitions = new Map<string, Map<string, Item>>()
  const indexes = { owned: new Map<string, Set<Item>>(), live: new Map<string, Set<Item>>() }
  const at = ({ pk, sk }: Key) => partitions.get(pk)?.get(sk)

  const erase = (key: Key) => {
    const old = at(key)
    if (!old) return undefined
    partitions.get(key.pk)?.delete(key.sk)
    for (const index of indexNames) indexes[index].get(String(old[`${index}Pk`]))?.delete(old)
    return old
  }
  const write = (item: Item) => {
    checkSize(item)
    const entries = indexNames.map(index => [index, indexEntry(index, item)] as const)
    erase(item)
    partitions.set(item.pk, (partitions.get(item.pk) ?? new Map<string, Item>()).set(item.sk, item))
    for (const [index, entry] of entries) {
      if (entry) indexes[index].set(entry.pk, (indexes[index].get(entry.pk) ?? new Set<Item>()).add(item))
    }
    return structuredClone(item)
  }

  return {
    get: async key => structuredClone(at(storableKey(key))),
    put: async (item, when) => {
      const fresh = storable(item)
      if (!holds(at(fresh), fresh, when)) return false
      write(fresh)
      return true
    },
    remove: async key => {
      erase(storableKey(key))
    },
    take: async key => erase(storableKey(key)),
    change: async (key, change) => {
      const old = at(storableKey(key))
      return hasRoom(old, change.room) ? write(changed(old ?? storableKey(key), change)) : undefined
    },
    query: async (pk, { prefix = '', after, limit, descending = false } = {}) => {
      const beyond = (sk: string) => after === undefined || byteOrder(sk, after) * (descending ? -1 : 1) > 0
      return [...(partitions.get(storableKey({ pk, sk: '-' }).pk)?.values() ?? [])]
        .filter(item => item.sk.startsWith(prefix) && beyond(item.sk))
        .sort((a, b) => byteOrder(a.sk, b.sk) * (descending ? -1 : 1))
        .slice(0, limit === undefined ? undefined : Math.max(0, limit))
        .map(item => structuredClone(item))
    },
    index: async (index, pk, { limit, descending = false, from, where = {} }) => {
      const order = (a: Position, b: Position) => inIndex(a, b) * (descending ? -1 : 1)
      const found = [...(indexes[index].get(pk) ?? [])]
        .filter(item => Object.entries(where).every(([name, value]) => item[name] === value))
        .filter(item => !from || order(position(index, item), from) > 0)
        .sort((a, b) => order(position(index, a), position(index, b)))
      const items = found.slice(0, Math.max(0, limit)).map(item => structuredClone(item))
      const last = items.at(-1)
      return last && found.length > items.length ? { items, next: position(index, last) } : { items }
    },
  }
}

const indexNames: IndexName[] = ['owned', 'live']

type Position = Key & { sort: string }

const position = (index: IndexName, item: Item): Position => ({
  pk: item.pk,
  sk: item.sk,
  sort: String(item[`${index}Sk`]),
})

/** Where the sort attribute is the same, DynamoDB promises no order: this one is by key. */
const inIndex = (a: Position, b: Position) =>
  byteOrder(a.sort, b.sort) || byteOrder(a.pk, b.pk) || byteOrder(a.sk, b.sk)

/** Items without both attributes are not in the index; of the wrong type they are refused. */
const indexEntry = (index: IndexName, item: Item) => {
  const [pk, sort] = [item[`${index}Pk`], item[`${index}Sk`]]
  if (pk === undefined || sort === undefined) return undefined
  if (typeof pk !== 'string' || typeof sort !== 'string') throw invalid('PutItem', `keys of index ${index} are strings`)
  return storableKey({ pk, sk: sort })
}

const holds = (old: Item | undefined, fresh: Item, when: PutCondition | undefined) => {
  if (when === undefined) return true
  if (when === 'absent') return old === undefined
  const [before, after] = [old?.[when.raises], fresh[when.raises]]
  if (typeof after !== 'string' && typeof after !== 'number') throw invalid('PutItem', `no ${when.raises} to compare`)
  if (before === undefined) return true
  if (typeof before === 'number' && typeof after === 'number') return before < after
  return typeof before === 'string' && typeof after === 'string' && byteOrder(before, after) < 0
}

const hasRoom = (item: Item | undefined, room: SetChange['room']) => {
  if (!room) return true
  const members = setOf(item, room.set)
  return members.size < room.below || members.has(room.member)
}

const changed = (item: Item, { add = {}, remove = {} }: SetChange): Item => {
  const both = Object.keys(add).find(set => set in remove)
  if (both) throw invalid('UpdateItem', `${both} is both added to and removed from`)
  const sets = [
    ...Object.entries(add).map(([set, member]) => [set, setOf(item, set).add(member)] as const),
    ...Object.entries(remove).map(([set, member]) => [set, without(setOf(item, set), member)] as const),
  ]
  return storable({ ...item, ...Object.fromEntries(sets), ...storableKey(item) })
}

const setOf = (item: Item | undefined, set: string): Set<string> => {
  const members = item?.[set] ?? new Set<string>()
  if (!(members instanceof Set)) throw invalid('UpdateItem', `${set} is not a set`)
  return new Set(members)
}

const without = (members: Set<string>, member: string) => new Set([...members].filter(one => one !== member))

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const checkSize = (item: Item) => {
  // Most are far below it even if every character had three bytes, and need no counting.
  if (sizeOf(item, atMost) > mostBytes && sizeOf(item, bytesOf) > mostBytes)
    throw invalid('PutItem', 'Item size has exceeded the maximum allowed size')
}

export const itemBytes = (item: Item): number => sizeOf(item, bytesOf)

const mostBytes = 409_600
const atMost = (text: string) => text.length * 3

const sizeOf = (value: unknown, bytes: (text: string) => number): number => {
  if (typeof value === 'string') return bytes(value)
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1
  if (value instanceof Set) return [...value].reduce((sum: number, member) => sum + sizeOf(member, bytes), 0)
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 1 + sizeOf(one, bytes), 3)
  if (typeof value !== 'object' || value === null) return 1
  return Object.entries(value).reduce((sum, [name, one]) => sum + 1 + bytes(name) + sizeOf(one, bytes), 3)
}

const invalid = (operation: string, why: string) => new CloudFault('invalid', operation, why)
