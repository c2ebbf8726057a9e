// How Panda becomes somebody in a customer's account: with the keys it was given, or by taking on the customer's role.
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts'
import type { Access } from '../core/ports.ts'
import type { Credentials } from './clients.ts'

export const sessionName = 'panda'

/** The SDK asks again shortly before `expiration`, so that a role's credentials end no step. */
export const credentialsOf = (access: Access, sts: () => Pick<STSClient, 'send'>): (() => Promise<Credentials>) => {
  if (access.kind === 'role') return () => assumed(access, sts())
  const { accessKeyId, secretAccessKey, sessionToken } = access
  return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) })
}

const assumed = async (access: Extract<Access, { kind: 'role' }>, sts: Pick<STSClient, 'send'>) => {
  const { roleArn, externalId, policy } = access
  const session = { RoleArn: roleArn, ExternalId: externalId, RoleSessionName: sessionName }
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ ...session, ...(policy && { Policy: policy }) }),
  )
  if (!given?.AccessKeyId || !given.SecretAccessKey) throw new Error(`STS gave no credentials for ${roleArn}`)
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiration: given.Expiration,
  }
}
