// What somebody has set for an environment of a repository. What is not set has no row, and is as usual.
//
//   pk  tenant#T     sk  env#{owner}/{repo}#{environment}      owner and repo in lower case: GitHub takes any
//   owner, repo, environment, set, version (1, 2, 3 …), updatedAt, updatedBy
import type { EnvironmentSettings } from '../../core/environment.ts'
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type EnvironmentId = { owner: string; repo: string; environment: string }

export type EnvironmentRow = EnvironmentId & {
  set: EnvironmentSettings
  version: number
  updatedAt: string
  updatedBy: string
}

export const find = async (
  { table }: Store,
  tenant: string,
  id: EnvironmentId,
): Promise<EnvironmentRow | undefined> => {
  const item = await table.get(keyOf(tenant, id))
  return item && rowOf(item)
}

/** False: somebody has written this version already. */
export const save = ({ table }: Store, tenant: string, row: EnvironmentRow): Promise<boolean> =>
  table.put({ ...row, ...keyOf(tenant, row) }, { raises: 'version' })

/** All that are set, by repository and name. */
export const list = async ({ table }: Store, tenant: string): Promise<EnvironmentRow[]> =>
  (await table.query(`tenant#${tenant}`, { prefix })).map(rowOf)

const prefix = 'env#'

const keyOf = (tenant: string, { owner, repo, environment }: EnvironmentId): Key => ({
  pk: `tenant#${tenant}`,
  sk: `${prefix}${`${owner}/${repo}`.toLowerCase()}#${environment}`,
})

/** Nothing but save writes these. */
const rowOf = ({ pk: _, sk: __, ...row }: Item) => row as EnvironmentRow
