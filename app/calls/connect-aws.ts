import { CloudFault, Refusal } from '../../core/faults.ts'
import type { Access } from '../../core/ports.ts'
import type { ConnectAws } from '../../core/schemas.ts'
import type { CallContext } from '../caller.ts'
import * as busAccounts from '../store/bus-accounts.ts'
import * as connections from '../store/connections.ts'
import { keptExternalId } from './external-id.ts'
import { permissionsAnswer } from './test-permissions.ts'

/** Kept only once STS has said whose account it is. */
export const connectAws = async (body: ConnectAws, { ports, caller: { tenant } }: CallContext) => {
  const access = await accessOf(body, ports, tenant)
  const who = await ports.accounts.whoAmI({ region: body.region, access })
  if (!who.ok) throw new Refusal(who.errorCode, who.message)
  const { accountId } = who
  const id = `aws_${ports.random.hex(12)}`
  await connections.save(ports, {
    id,
    tenant,
    kind: 'aws',
    region: body.region,
    accountId,
    access: await sealed(access, ports, tenant),
    createdAt: ports.clock.now(),
  })
  // After the connection, so that whoever deletes the last one of an account sees this one.
  const slow = await isSlow(ports, { tenant, accountId })
  const permissions = await ports.accounts.permissions({ accountId, region: body.region, access })
  return { awsConnectionId: id, accountId, permissions: permissionsAnswer(permissions, id), slow }
}

type Ports = CallContext['ports']

/** What AWS cannot do now, the next deployment tries again. */
const isSlow = async (ports: Ports, who: { tenant: string; accountId: string }) => {
  try {
    return (await busAccounts.admit(ports, who)) === 'slow'
  } catch (fault) {
    if (fault instanceof CloudFault) return true
    throw fault
  }
}

/** The schema has seen to it that there is either a role or both keys. */
const accessOf = async (body: ConnectAws, ports: Ports, tenant: string): Promise<Access> => {
  const { roleArn, accessKeyId = '', secretAccessKey = '', sessionToken } = body
  if (roleArn !== undefined) return { kind: 'role', roleArn, externalId: await keptExternalId(ports, tenant) }
  return { kind: 'keys', accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
}

/** The external id is the tenant's and kept once; what is secret in keys is sealed. */
const sealed = async (
  access: Access,
  { vault }: Ports,
  tenant: string,
): Promise<connections.AwsConnection['access']> => {
  if (access.kind === 'role') return { kind: 'role', roleArn: access.roleArn }
  const { kind, accessKeyId, ...secrets } = access
  return { kind, accessKeyId, sealedKeys: await vault.seal({ tenant, kind: 'aws' }, JSON.stringify(keysOf(secrets))) }
}

const keysOf = ({ secretAccessKey, sessionToken }: { secretAccessKey: string; sessionToken?: string }) => ({
  secretAccessKey,
  sessionToken,
})
