// Deployments of a tenant that wait for reviewers, so that they are found without looking at all. A row may be left behind:
// whoever reads it asks the log.
//
//   pk  tenant#T     sk  approval#dep_…
import type { Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export const add = async ({ table }: Store, tenant: string, deploymentId: string): Promise<void> => {
  await table.put(keyOf(tenant, deploymentId))
}

export const remove = ({ table }: Store, tenant: string, deploymentId: string): Promise<void> =>
  table.remove(keyOf(tenant, deploymentId))

/** Their ids. */
export const list = async ({ table }: Store, tenant: string): Promise<string[]> =>
  (await table.query(`tenant#${tenant}`, { prefix })).map(({ sk }) => sk.slice(prefix.length))

const prefix = 'approval#'

const keyOf = (tenant: string, deploymentId: string): Key => ({
  pk: `tenant#${tenant}`,
  sk: `${prefix}${deploymentId}`,
})
