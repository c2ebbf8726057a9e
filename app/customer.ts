// The way into a customer's account: a connection, with its secrets opened.
import { Refusal } from '../core/faults.ts'
import type { Access, Customer, Ports } from '../core/ports.ts'
import * as connections from './store/connections.ts'

type Needs = Pick<Ports, 'table' | 'vault'>

export const customerOf = async (
  ports: Needs,
  { tenant, awsConnectionId }: { tenant: string; awsConnectionId: string },
): Promise<Customer> => {
  const connection = await connections.find(ports, tenant, awsConnectionId)
  if (connection?.kind !== 'aws') throw new Refusal('CONNECTION_NOT_FOUND', 'AWS connection not found')
  const { accountId, region } = connection
  return { accountId, region, access: await opened(ports, tenant, connection.access) }
}

export const githubToken = async (
  ports: Needs,
  { tenant, githubConnectionId }: { tenant: string; githubConnectionId: string },
): Promise<string> => {
  const connection = await connections.find(ports, tenant, githubConnectionId)
  if (connection?.kind !== 'github') throw new Refusal('CONNECTION_NOT_FOUND', 'GitHub connection not found')
  return ports.vault.open({ tenant, kind: 'github' }, connection.sealedToken)
}

/** For whoever asks, not for whom the row names: one that was moved to another tenant opens nowhere. */
const opened = async (ports: Needs, tenant: string, access: connections.AwsConnection['access']): Promise<Access> => {
  if (access.kind === 'role')
    return { kind: 'role', roleArn: access.roleArn, externalId: await externalId(ports, tenant) }
  const keys = JSON.parse(await ports.vault.open({ tenant, kind: 'aws' }, access.sealedKeys)) as {
    secretAccessKey: string
    sessionToken?: string
  }
  return { kind: 'keys', accessKeyId: access.accessKeyId, ...keys }
}

/** Random per tenant and made by us: a role that trusts it trusts nobody else who asks through Panda. */
const externalId = async ({ table }: Needs, tenant: string): Promise<string> =>
  String((await table.get({ pk: `tenant#${tenant}`, sk: 'external-id' }))?.externalId)
