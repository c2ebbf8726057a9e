// What a list of deployments shows: the fold of each log, written after the log. May be rebuilt at any time.
//
//   pk  dep_…               sk  summary
//   ownedPk  tenant#T       ownedSk  {createdAt}#dep_…     once it has an event: a tenant's deployments by time
//   livePk   live           liveSk   {createdAt}           until it has ended and all that it held is given back: for the sweep
//   deploymentId, tenant, createdAt, lastSeq, owner, repo, branch, environment, status, state, run?
import { Refusal } from '../../core/faults.ts'
import type { Run } from '../../core/metrics-run.ts'
import type { Item, Key, Ports } from '../../core/ports.ts'
import type { Status } from '../../core/vocabulary.ts'

type Store = Pick<Ports, 'table'>

export type Summary = {
  deploymentId: string
  tenant: string
  createdAt: string
  /** Of the event up to which it is folded; 0: announced, no event yet. */
  lastSeq: number
  owner: string
  repo: string
  branch: string
  environment: string
  status: Status
  /** The whole fold. */
  state: Record<string, unknown>
  /** What the figures need of it, once it has ended: until then its size would be paid for with each event. */
  run?: Run
}

/** Before the first event: whatever happens then, the sweep knows of it. False: it was announced before. */
export const announce = ({ table }: Store, summary: Omit<Summary, 'lastSeq'>): Promise<boolean> =>
  table.put(itemOf({ ...summary, lastSeq: 0 }), 'absent')

/** False: there is one already that is folded as far. */
export const keep = ({ table }: Store, summary: Summary): Promise<boolean> =>
  table.put(itemOf(summary), { raises: 'lastSeq' })

export const find = async ({ table }: Store, deploymentId: string): Promise<Summary | undefined> => {
  const item = await table.get(keyOf(deploymentId))
  return item && summaryOf(item)
}

export type Wanted = {
  owner?: string
  repo?: string
  environment?: string
  status?: Status
  limit: number
  cursor?: string
}

/** A tenant's deployments, newest first. `cursor` is there if more follow. */
export const list = async ({ table }: Store, tenant: string, wanted: Wanted) => {
  const { limit, cursor, ...filters } = wanted
  const { items, next } = await table.index('owned', ownedPk(tenant), {
    limit,
    descending: true,
    ...(cursor !== undefined && { from: opened(cursor) }),
    where: Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
  })
  return { summaries: items.map(summaryOf), ...(next && { cursor: Buffer.from(next.sort).toString('base64url') }) }
}

/** It has ended, and nothing of it is left to do: the sweep need not look at it any more. */
export const close = async ({ table }: Store, deploymentId: string): Promise<void> => {
  const item = await table.get(keyOf(deploymentId))
  if (item?.livePk === undefined) return
  const { livePk: _, liveSk: __, ...closed } = item
  await table.put({ ...closed, ...keyOf(deploymentId) })
}

/** All deployments that have not ended, or not let go of what they held, oldest first; of those announced too. */
export const listLive = async ({ table }: Store): Promise<Summary[]> => {
  const live: Summary[] = []
  let from: (Key & { sort: string }) | undefined
  do {
    const page = await table.index('live', 'live', { limit: 100, from })
    live.push(...page.items.map(summaryOf))
    from = page.next
  } while (from)
  return live
}

export const forget = ({ table }: Store, deploymentId: string): Promise<void> => table.remove(keyOf(deploymentId))

const keyOf = (deploymentId: string): Key => ({ pk: deploymentId, sk: 'summary' })

const ownedPk = (tenant: string) => `tenant#${tenant}`

const itemOf = (summary: Summary): Item => ({
  ...summary,
  ...keyOf(summary.deploymentId),
  ...(summary.lastSeq > 0 && {
    ownedPk: ownedPk(summary.tenant),
    ownedSk: `${summary.createdAt}#${summary.deploymentId}`,
  }),
  ...{ livePk: 'live', liveSk: summary.createdAt },
})

/** Nothing but itemOf writes these. */
const summaryOf = (item: Item): Summary => {
  const { deploymentId, tenant, createdAt, lastSeq, owner, repo, branch, environment, status, state, run } = item
  const summary = { deploymentId, tenant, createdAt, lastSeq, owner, repo, branch, environment, status, state }
  return (run === undefined ? summary : { ...summary, run }) as Summary
}

/** Of the last that was shown: what follows it comes next. */
export const cursorAfter = ({ createdAt, deploymentId }: Pick<Summary, 'createdAt' | 'deploymentId'>): string =>
  Buffer.from(`${createdAt}#${deploymentId}`).toString('base64url')

/** A cursor is a place in time and nothing else: whose list it is in, the caller's identity says. */
const opened = (cursor: string): Key & { sort: string } => {
  const sort = Buffer.from(cursor, 'base64url').toString()
  const deploymentId = /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z#(dep_[A-Za-z0-9_-]{1,100})$/.exec(sort)?.[1]
  if (deploymentId === undefined || Buffer.from(sort).toString('base64url') !== cursor)
    throw new Refusal('INVALID_REQUEST', 'cursor: is not one that this call has answered', { field: 'cursor' })
  return { ...keyOf(deploymentId), sort }
}
