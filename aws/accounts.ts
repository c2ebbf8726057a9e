// Whether AWS takes the access that a customer has given, and whose account it is.
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { CloudFault } from '../core/faults.ts'
import type { Access, Accounts } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { sessionName } from './credentials.ts'
import { asked } from './fault.ts'
import { permissionCheck } from './permissions.ts'
import { within } from './within.ts'

/** 10 s: a person waits for the answer. */
export const accounts = (clients: Clients, limitMs = 10_000): Accounts => ({
  permissions: permissionCheck(clients, limitMs),

  async whoAmI(at) {
    try {
      return await within(limitMs, look(clients, at))
    } catch (fault) {
      if (!(fault instanceof CloudFault)) throw fault
      // Throttled is no answer either: it says nothing about the credentials.
      const silent = fault.kind === 'unreachable' || fault.kind === 'throttled'
      const said = silent ? 'Connection timeout' : fault.message
      const errorCode = silent ? 'AWS_TIMEOUT' : 'AWS_CREDENTIALS_INVALID'
      return { ok: false, errorCode, message: `AWS credentials validation failed: ${said}` }
    }
  },
})

const look = async (clients: Clients, at: { region: string; access: Access }) => {
  const sts = clients.customer(at).sts()
  const { Account } = await asked('sts:GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})))
  if (!Account) throw new CloudFault('invalid', 'sts:GetCallerIdentity', 'STS named no account')
  if (at.access.kind === 'keys' || (await isProtected(clients, at.access)))
    return { ok: true as const, accountId: Account }
  return {
    ok: false as const,
    errorCode: 'ROLE_NOT_PROTECTED' as const,
    message: `Role ${at.access.roleArn} can be assumed without its ExternalId, so that anybody who knows its name could act through Panda. Add to its trust policy: "Condition": {"StringEquals": {"sts:ExternalId": "${at.access.externalId}"}}`,
  }
}

/** Neither without an ExternalId nor with another one. */
const isProtected = async (clients: Clients, access: Extract<Access, { kind: 'role' }>) => {
  const attempts = [undefined, `${access.externalId}-other`].map(ExternalId =>
    admitted(clients, access.roleArn, ExternalId),
  )
  return !(await Promise.all(attempts)).includes(true)
}

/** Only a plain no is a no: if AWS could not say, nobody knows. */
const admitted = async (clients: Clients, RoleArn: string, ExternalId: string | undefined) => {
  const command = new AssumeRoleCommand({ RoleArn, ExternalId, RoleSessionName: sessionName, DurationSeconds: 900 })
  try {
    await asked('sts:AssumeRole', () => clients.platform.sts().send(command))
    return true
  } catch (fault) {
    if (fault instanceof CloudFault && fault.kind === 'denied') return false
    throw fault
  }
}
