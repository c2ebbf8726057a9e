// Roles that somebody has for a service and an environment, beside the one that they have everywhere.
//
//   pk  tenant#T     sk  grant#gr_…
//   id, subject, owner, repo, environment, role, createdBy, createdAt
import type { Item, Key, Ports } from '../../core/ports.ts'
import type { Scope } from '../../core/roles.ts'

type Store = Pick<Ports, 'table'>

/** `subject`: what `by` of the caller says, or `token:` and the id of an API token. */
export type Grant = Scope & { id: string; subject: string; createdBy: string; createdAt: string }

export const keep = async ({ table }: Store, tenant: string, grant: Grant): Promise<void> => {
  await table.put({ ...grant, ...keyOf(tenant, grant.id) })
}

/** Oldest first. */
export const list = async ({ table }: Store, tenant: string): Promise<Grant[]> =>
  (await table.query(`tenant#${tenant}`, { prefix }))
    .map(grantOf)
    .sort((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1))

/** One that is not there, or another's, is left as it is. */
export const remove = ({ table }: Store, tenant: string, id: string): Promise<void> => table.remove(keyOf(tenant, id))

const prefix = 'grant#'

const keyOf = (tenant: string, id: string): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${id}` })

/** Nothing but keep writes these. */
const grantOf = ({ pk: _, sk: __, ...grant }: Item) => grant as Grant
