// What was told, or is to be told, to whom: one row for a target and an event, which makes telling it twice telling it once.
//
//   pk  tenant#T     sk  delivery#{time of the event}#nd_…     id: of target, deployment and seq
//   livePk  notice   liveSk  {when somebody has to look after it}     until it is over: for the sweep
//   turn: grows with every write, so that of two at once one gets it     expires: epoch seconds
import { createHash } from 'node:crypto'
import type { NoticeKind, TargetKind } from '../../core/notices.ts'
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type Attempt = { attempt: number; at: string; httpStatus: number | null; ms: number; error: string | null }

export type Delivery = {
  id: string
  tenant: string
  targetId: string
  targetKind: TargetKind
  channel: string | null
  host: string
  deploymentId: string
  seq: number
  kind: NoticeKind
  occurredAt: string
  /** `sending`: an attempt is being made, or its function has died. */
  status: 'waiting' | 'sending' | 'delivered' | 'failed'
  attempt: number
  nextAt: string | null
  attempts: Attempt[]
  turn: number
}

const secondsKept = 14 * 24 * 60 * 60
/** Longer than a function lives, and than a schedule is late. */
const graceMs = 5 * 60_000

export const idOf = (targetId: string, deploymentId: string, seq: number) =>
  `nd_${createHash('sha256').update(`${targetId} ${deploymentId} ${seq}`).digest('hex').slice(0, 24)}`

/** False: it is there already. */
export const announce = ({ table }: Store, delivery: Delivery): Promise<boolean> =>
  table.put(itemOf(delivery), 'absent')

/** False: somebody else has written since it was read. */
export const turn = async (
  { table }: Store,
  before: Delivery,
  change: Partial<Delivery>,
): Promise<Delivery | false> => {
  const after = { ...before, ...change, turn: before.turn + 1 }
  return (await table.put(itemOf(after), { raises: 'turn' })) && after
}

export const find = async ({ table }: Store, at: At): Promise<Delivery | undefined> => {
  const item = await table.get(keyOf(at))
  return item && deliveryOf(item)
}

/** Newest first. Of one deployment they are looked for among the newest thousand. */
export const list = async (
  { table }: Store,
  tenant: string,
  { deploymentId, limit }: { deploymentId?: string; limit: number },
): Promise<Delivery[]> => {
  const read = deploymentId === undefined ? limit : 1_000
  const items = await table.query(`tenant#${tenant}`, { prefix, descending: true, limit: read })
  return items
    .map(deliveryOf)
    .filter(one => deploymentId === undefined || one.deploymentId === deploymentId)
    .slice(0, limit)
}

/** All that is not over, those first that have waited longest for somebody to look. */
export const listOpen = async ({ table }: Store): Promise<(Delivery & { overdueAt: string })[]> => {
  const open: (Delivery & { overdueAt: string })[] = []
  let from: (Key & { sort: string }) | undefined
  do {
    const page = await table.index('live', livePk, { limit: 100, from })
    open.push(...page.items.map(item => ({ ...deliveryOf(item), overdueAt: String(item.liveSk) })))
    from = page.next
  } while (from)
  return open
}

type At = Pick<Delivery, 'tenant' | 'occurredAt' | 'id'>

const prefix = 'delivery#'
const livePk = 'notice'

const keyOf = ({ tenant, occurredAt, id }: At): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${occurredAt}#${id}` })

const itemOf = (delivery: Delivery): Item => ({
  ...delivery,
  ...keyOf(delivery),
  expires: Math.floor(Date.parse(delivery.occurredAt) / 1000) + secondsKept,
  ...(delivery.nextAt && { livePk, liveSk: new Date(Date.parse(delivery.nextAt) + graceMs).toISOString() }),
})

/** Nothing but itemOf writes these. */
const deliveryOf = ({ pk: _, sk: __, expires: ___, livePk: ____, liveSk: _____, ...delivery }: Item) =>
  delivery as Delivery
