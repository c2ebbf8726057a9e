// Webhooks: one item that a delivery finds, one that its tenant sees. The secret is sealed before it comes here.
//
//   pk  hook#{id}     sk  hook
//       tenant, id, owner, repo, sealed
//   pk  tenant#T      sk  hook#{id}
//       id, owner, repo, createdBy, createdAt
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

/** As it is found by whoever calls it. */
export type Hook = { tenant: string; id: string; owner: string; repo: string; sealed: string }
export type ListedHook = { id: string; owner: string; repo: string; createdBy: string; createdAt: string }

/** What is cut off in between is listed and hears nothing; the other way round nobody would see it to remove it. */
export const keep = async ({ table }: Store, hook: Hook, by: Pick<ListedHook, 'createdBy' | 'createdAt'>) => {
  const { tenant, id, owner, repo } = hook
  await table.put({ id, owner, repo, ...by, ...listedKey(tenant, id) })
  await table.put({ ...hook, ...foundKey(id) })
}

/** One look whatever is asked for: what cannot be an id is looked for as one that nobody has. */
export const find = async ({ table }: Store, id: string): Promise<Hook | undefined> => {
  const item = await table.get(foundKey(isHookId(id) ? id : 'none'))
  if (!item) return undefined
  const { pk: _, sk: __, ...hook } = item
  return hook as Hook
}

/** Oldest first. */
export const list = async ({ table }: Store, tenant: string): Promise<ListedHook[]> =>
  (await table.query(`tenant#${tenant}`, { prefix })).map(hookOf).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))

/** One that is not there, or another's, is left as it is. */
export const remove = async ({ table }: Store, tenant: string, id: string): Promise<void> => {
  if (!isHookId(id) || !(await table.get(listedKey(tenant, id)))) return
  await table.remove(foundKey(id))
  await table.remove(listedKey(tenant, id))
}

export const sealingOf = (tenant: string) => ({ tenant, kind: 'hook' })

const isHookId = (id: string) => /^hook_[0-9a-f]{1,64}$/.test(id)

const prefix = 'hook#'

const foundKey = (id: string): Key => ({ pk: `hook#${id}`, sk: 'hook' })

const listedKey = (tenant: string, id: string): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${id}` })

/** Nothing but keep writes these. */
const hookOf = ({ pk: _, sk: __, ...hook }: Item) => hook as ListedHook
