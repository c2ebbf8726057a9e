// Which releases were taken back after their deployments had ended well: a row beside the log, which is over.
//
//   pk  tenant#T     sk  taken-back#dep_…
//   the facts of it; tenant; expires     epoch seconds: it goes with its log
import type { Item, Key, Ports } from '../../core/ports.ts'
import type { TakenBack } from '../../core/taken-back.ts'

type Store = Pick<Ports, 'table'>

/** False: it is there. */
export const keep = ({ table }: Store, tenant: string, taken: TakenBack, expires: number): Promise<boolean> =>
  table.put({ ...taken, tenant, expires, ...keyOf(tenant, taken.deploymentId) }, 'absent')

export const find = async ({ table }: Store, tenant: string, deploymentId: string): Promise<TakenBack | undefined> => {
  const item = await table.get(keyOf(tenant, deploymentId))
  return item && takenBackOf(item)
}

/** All of a tenant's: a few, of three months. */
export const list = async ({ table }: Store, tenant: string): Promise<TakenBack[]> =>
  (await table.query(`tenant#${tenant}`, { prefix })).map(takenBackOf)

/** Whether a stream's item is one. */
export const isTakenBackItem = (item: Item) => item.sk.startsWith(prefix)

/** Nothing but keep writes these. */
export const takenBackOf = ({ pk: _, sk: __, tenant: ___, expires: ____, ...taken }: Item) => taken as TakenBack

const prefix = 'taken-back#'

const keyOf = (tenant: string, deploymentId: string): Key => ({
  pk: `tenant#${tenant}`,
  sk: `${prefix}${deploymentId}`,
})
