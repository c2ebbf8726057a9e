// The pretend STS: whose credentials are whose, and roles to take on. What a role may do is not modelled: whoever may take
// it on may do anything in its account.
import { AwsError } from './aws-error.ts'
import { roleByArn } from './iam.ts'
import type { Caller, Kernel, Service, ServiceName } from './kernel.ts'
import { statementsIn } from './policy-check.ts'
import { trusts } from './role-trust.ts'

export type LongTermKeys = { accessKeyId: string; secretAccessKey: string; accountId: string }

/** The users that the region knows from its start; earlier ones are forgotten. */
export const giveKeys = (kernel: Pick<Kernel, 'shelf'>, given: LongTermKeys[]) => {
  for (const [id, key] of kernel.shelf.list<Known>(keys)) if (!key.session) kernel.shelf.remove(keys, id)
  for (const { accessKeyId, secretAccessKey, accountId } of given)
    kernel.shelf.put<Known>(keys, accessKeyId, {
      secret: secretAccessKey,
      accountId,
      arn: `arn:aws:iam::${accountId}:user/local`,
    })
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html: services with a query protocol say it otherwise. */
export const authenticate = (
  kernel: Pick<Kernel, 'shelf' | 'timeline'>,
  service: ServiceName,
  shown: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
  { region, home }: { region: string; home: string },
): Caller => {
  const query = queryServices.has(service)
  // In a region that an account has not opened its keys are unknown:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
  const key = region === home ? kernel.shelf.get<Known>(keys, shown.accessKeyId) : undefined
  if (!key || (key.session?.token ?? '') !== (shown.sessionToken ?? ''))
    throw new AwsError(
      query ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      query ? 403 : 400,
    )
  if (key.secret !== shown.secretAccessKey)
    throw new AwsError(
      query ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      query ? 403 : 400,
    )
  if (key.session && key.session.expires <= kernel.timeline.now())
    throw new AwsError(
      query ? 'ExpiredToken' : 'ExpiredTokenException',
      'The security token included in the request is expired',
      query ? 403 : 400,
    )
  return { accountId: key.accountId, region, arn: key.arn, ...(key.policy && { policy: key.policy }) }
}

export const sts: Service = kernel => ({
  commands: {
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    AssumeRole: async (input: AssumeRoleInput, caller) => {
      const role = roleByArn(kernel, input.RoleArn)
      if (!role || !trusts(role, caller, input.ExternalId))
        throw new AwsError(
          'AccessDenied',
          `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
          403,
        )
      const seconds = input.DurationSeconds ?? 3600
      const longest = caller.arn.includes(':assumed-role/') ? 3600 : role.maxSessionSeconds
      if (seconds < 900 || seconds > longest)
        throw new AwsError(
          'ValidationError',
          `The requested DurationSeconds exceeds ${longest} seconds, or is under 900.`,
        )
      forgetOldSessions(kernel)
      const accountId = role.accountId
      const arn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${input.RoleSessionName}`
      const secret = kernel.random.hex(20)
      const token = kernel.random.hex(32)
      const expires = kernel.timeline.now() + seconds * 1000
      const accessKeyId = `ASIA${kernel.random.hex(8).toUpperCase()}`
      kernel.shelf.put<Known>(keys, accessKeyId, {
        secret,
        accountId,
        arn,
        session: { token, expires },
        ...narrowed(input),
      })
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: secret,
          SessionToken: token,
          Expiration: new Date(expires),
        },
        AssumedRoleUser: { Arn: arn, AssumedRoleId: `AROA${role.name}:${input.RoleSessionName}` },
      }
    },

    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    GetCallerIdentity: async (_input: object, caller) => ({
      Account: caller.accountId,
      Arn: caller.arn,
      UserId: caller.arn.slice(caller.arn.lastIndexOf('/') + 1),
    }),
  },
})

type AssumeRoleInput = {
  RoleArn: string
  RoleSessionName: string
  ExternalId?: string
  DurationSeconds?: number
  Policy?: string
}
type Known = {
  secret: string
  accountId: string
  arn: string
  session?: { token: string; expires: number }
  policy?: string
}

/** A policy that cannot be read is refused here, as by STS. */
const narrowed = ({ Policy }: AssumeRoleInput) => {
  if (Policy === undefined) return {}
  if (Policy.length > 2048) throw new AwsError('PackedPolicyTooLarge', 'The packed policy is too large.')
  statementsIn([Policy])
  return { policy: Policy }
}

const keys = 'sts.key'
const queryServices = new Set<ServiceName>(['sts', 'iam', 'cloudformation', 'elbv2'])

/** For a day after its end a session is told that it has ended. */
const forgetOldSessions = (kernel: Pick<Kernel, 'shelf' | 'timeline'>) => {
  const before = kernel.timeline.now() - 24 * 60 * 60_000
  for (const [id, key] of kernel.shelf.list<Known>(keys, 'ASIA'))
    if (key.session && key.session.expires < before) kernel.shelf.remove(keys, id)
}
