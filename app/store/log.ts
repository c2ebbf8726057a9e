// The log of a deployment: the truth. One row an event, each written once.
//
//   pk  dep_…            sk  e#0000000007      seq, padded to 10 digits
//   seq, timestamp, code, details, private?    the event
//   expires?                                   epoch seconds; set when the log may go, the same on all its rows
import type { LoggedEvent } from '../../core/event.ts'
import type { Item, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

/** A log is kept this long after its end, and for ever while a rollback can go to its release. */
export const keptDays = 90

/** All events after `after`, by seq. */
export const readLog = async ({ table }: Store, deploymentId: string, after = 0): Promise<LoggedEvent[]> => {
  const rows = await table.query(deploymentId, { prefix, ...(after > 0 && { after: sortKey(after) }) })
  return rows.map(eventOf)
}

/** The event that tells whose it is and what was asked for. */
export const readFirst = async ({ table }: Store, deploymentId: string): Promise<LoggedEvent | undefined> =>
  (await table.query(deploymentId, { prefix, limit: 1 })).map(eventOf)[0]

/** 0: there is no event. */
export const readLastSeq = async ({ table }: Store, deploymentId: string): Promise<number> =>
  (await table.query(deploymentId, { prefix, limit: 1, descending: true })).map(eventOf)[0]?.seq ?? 0

/** False: there is an event of this seq already. Read on, decide again. */
export const appendRow = ({ table }: Store, row: LoggedEvent): Promise<boolean> =>
  table.put(
    {
      pk: row.deploymentId,
      sk: sortKey(row.seq),
      seq: row.seq,
      timestamp: row.timestamp,
      code: row.code,
      details: row.details,
      private: row.private,
    },
    'absent',
  )

/** Whether a stream's item is an event that was just written. A row that has an expiry was told long ago. */
export const isLogItem = (item: Item) => item.sk.startsWith(prefix) && item.expires === undefined

/** Only of items whose sk begins with `e#`: nothing but appendRow writes those. */
export const eventOf = (item: Item): LoggedEvent => {
  const { pk, seq, timestamp, code, details } = item
  const event = { deploymentId: pk, seq, timestamp, code, details }
  return (item.private === undefined ? event : { ...event, private: item.private }) as LoggedEvent
}

/** Lets all that is kept under a deployment's key go at that time: log, summary, token; output earlier if it was to go
 *  earlier. Rows that have this expiry already are not written again. */
export const expireLog = async ({ table }: Store, deploymentId: string, epochSeconds: number) => {
  const rows = await table.query(deploymentId)
  const changed = rows
    .map(row => ({ ...row, expires: row.sk.startsWith('o#') ? earlier(row.expires, epochSeconds) : epochSeconds }))
    .filter((row, n) => row.expires !== rows[n]?.expires)
  // Ten at a time: a log of 200 rows in 20 round trips.
  for (let n = 0; n < changed.length; n += 10) await Promise.all(changed.slice(n, n + 10).map(row => table.put(row)))
}

const prefix = 'e#'

const sortKey = (seq: number) => `${prefix}${String(seq).padStart(10, '0')}`

const earlier = (expires: unknown, epochSeconds: number) =>
  typeof expires === 'number' ? Math.min(expires, epochSeconds) : epochSeconds
