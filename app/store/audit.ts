// What was done, by whom, from where. Rows are written once, on condition that they are not there; nothing in Panda changes or
// removes one. DynamoDB drops them once they have expired.
//
//   pk  tenant#T     sk  audit#{ISO time}#{hex}
//   the entry's own fields; expires     epoch seconds
import type { AuditEntry, AuditQuery } from '../../core/audit.ts'
import { Refusal } from '../../core/faults.ts'
import type { Item, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

/** False: there is one of this id at this moment. */
export const append = ({ table }: Store, tenant: string, entry: AuditEntry, expires: number): Promise<boolean> =>
  table.put({ ...entry, expires, pk: pkOf(tenant), sk: keyOf(entry) }, 'absent')

/** Rows read at once; and, for a filter that fits few of them, in all: more are for the next call. */
const [pageSize, mostRead] = [250, 5_000]

/** Newest first. `cursor` is there if more may follow, also where none of those read fitted. */
export const list = async ({ table }: Store, tenant: string, wanted: AuditQuery) => {
  const { from, by, operation, limit } = wanted
  const entries: AuditEntry[] = []
  let after = startOf(wanted)
  for (let read = 0; read < mostRead; read += pageSize) {
    const rows = await table.query(pkOf(tenant), { prefix, after, limit: pageSize, descending: true })
    for (const row of rows) {
      const entry = entryOf(row)
      if (from !== undefined && entry.at < from) return { entries }
      after = row.sk
      if ((by ?? entry.by) !== entry.by || (operation ?? entry.operation) !== entry.operation) continue
      entries.push(entry)
      if (entries.length === limit) return { entries, cursor: cursorOf(row.sk) }
    }
    if (rows.length < pageSize) return { entries }
  }
  return { entries, ...(after !== undefined && { cursor: cursorOf(after) }) }
}

const prefix = 'audit#'

const pkOf = (tenant: string) => `tenant#${tenant}`

const keyOf = ({ at, id }: AuditEntry) => `${prefix}${at}#${id.slice(id.indexOf('_') + 1)}`

/** Whichever is earlier. A time sorts before all rows of that moment: `to` is the first moment that is not asked for. */
const startOf = ({ to, cursor }: AuditQuery) => {
  const ends = [to && `${prefix}${to}`, cursor && opened(cursor)].filter(end => end !== undefined)
  return ends.sort()[0]
}

const cursorOf = (sk: string) => Buffer.from(sk.slice(prefix.length)).toString('base64url')

/** A place in time and nothing else: whose log it is in, the caller's identity says. */
const opened = (cursor: string) => {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z#[0-9a-f]{1,64}$/.test(text) || cursorOf(prefix + text) !== cursor)
    throw new Refusal('INVALID_REQUEST', 'cursor: is not one that this call has answered', { field: 'cursor' })
  return prefix + text
}

/** Nothing but append writes these. */
const entryOf = ({ pk: _, sk: __, expires: ___, ...entry }: Item) => entry as AuditEntry
