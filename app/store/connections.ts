// A tenant's connections to GitHub and AWS. Secrets are sealed before they come here.
//
//   pk  tenant#T     sk  conn#gh_… | conn#aws_…
//   the connection's own fields
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type GithubConnection = {
  id: string
  tenant: string
  kind: 'github'
  owner: string
  repo: string
  branch: string
  sealedToken: string
  createdAt: string
}

export type AwsConnection = {
  id: string
  tenant: string
  kind: 'aws'
  region: string
  accountId: string
  access: { kind: 'role'; roleArn: string } | { kind: 'keys'; accessKeyId: string; sealedKeys: string }
  createdAt: string
}

export type Connection = GithubConnection | AwsConnection

export const save = async ({ table }: Store, connection: Connection): Promise<void> => {
  await table.put({ ...connection, ...keyOf(connection.tenant, connection.id) })
}

/** Another tenant's is as good as none, and so is what cannot be an id: it comes from an address, at any length. */
export const find = async ({ table }: Store, tenant: string, id: string): Promise<Connection | undefined> => {
  if (!/^(gh|aws)_[A-Za-z0-9]{1,64}$/.test(id)) return undefined
  const item = await table.get(keyOf(tenant, id))
  return item && connectionOf(item)
}

/** Oldest first. */
export const list = async <K extends Connection['kind']>(
  { table }: Store,
  tenant: string,
  kind: K,
): Promise<Extract<Connection, { kind: K }>[]> => {
  const all = (await table.query(`tenant#${tenant}`, { prefix })).map(connectionOf)
  return all
    .filter((one): one is Extract<Connection, { kind: K }> => one.kind === kind)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
}

export const remove = ({ table }: Store, tenant: string, id: string): Promise<void> => table.remove(keyOf(tenant, id))

const prefix = 'conn#'

const keyOf = (tenant: string, id: string): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${id}` })

/** Nothing but save writes these. */
const connectionOf = ({ pk: _, sk: __, ...connection }: Item) => connection as Connection
