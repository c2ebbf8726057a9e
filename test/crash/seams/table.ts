// Writes of the table.
import { dynamoTable as real } from '../../../aws/table.ts'
import type { Item, Key } from '../../../core/ports.ts'
import { looked } from '../control.ts'
import { crossing } from '../crossing.ts'

export const dynamoTable: typeof real = (name, client) => {
  const table = real(name, client)
  looked.table = table
  return {
    ...table,
    put: (item, when) => crossing('lasting', `table put ${wordsOf(item)}`, () => table.put(item, when)),
    remove: key => crossing('lasting', `table remove ${placeOf(key)}`, () => table.remove(key)),
    take: key => crossing('lasting', `table take ${placeOf(key)}`, () => table.take(key)),
    change: (key, change) => crossing('lasting', `table change ${placeOf(key)}`, () => table.change(key, change)),
  }
}

const wordsOf = (item: Item) => (item.sk.startsWith('e#') ? `event ${item.code}` : placeOf(item))

/** Which kind of row, whosever it is. */
const placeOf = ({ pk, sk }: Key) =>
  /^(subs|image|socket|ticket)/.test(pk) ? pk.split('#')[0]! : `${pk.split('#')[0]}/${sk.split('#')[0]}`
