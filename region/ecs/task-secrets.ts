// What ECS reads for a task before it starts, as its execution role: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
import type { Secret } from '@aws-sdk/client-ecs'
import { secretsPolicy, secretsTag } from '../../core/secrets.ts'
import { roleByArn } from '../iam.ts'
import type { Kernel } from '../kernel.ts'
import type { Place } from '../rows.ts'

/** The values by name. Rejects as AWS does, with the reference and never with a value. */
export const secretsOf = async (
  kernel: Pick<Kernel, 'shelf' | 'world'>,
  at: Place,
  executionRoleArn: string,
  secrets: Secret[],
): Promise<Record<string, string>> => {
  const values: Record<string, string> = {}
  for (const { name = '', valueFrom = '' } of secrets) {
    const place = placeOf(valueFrom)
    if (!mayRead(kernel, executionRoleArn, place))
      throw unable(place.service, `AccessDeniedException: ${executionRoleArn} may not read ${valueFrom}`)
    const isOwn = place.accountId === undefined || place.accountId === at.accountId
    const value = isOwn ? await kernel.world.parameters?.(place) : undefined
    if (value === undefined) throw unable(place.service, `invalid parameters: ${valueFrom}`)
    values[name] = value
  }
  return values
}

type Kept = { service: 'ssm' | 'secretsmanager'; name: string; accountId?: string }

const placeOf = (reference: string): Kept => {
  const [, service, accountId, name] =
    /^arn:[^:]*:(ssm|secretsmanager):[^:]*:(\d{12}):(?:parameter\/?|secret:)([^:]*)/.exec(reference) ?? []
  if (service === undefined) return { service: 'ssm', name: reference.replace(/^\//, '') }
  return { service: service as Kept['service'], name: name!, accountId: accountId! }
}

/** As the policy of the onboarding template says; tags of parameters are not modelled. */
const mayRead = (kernel: Pick<Kernel, 'shelf'>, roleArn: string, { name }: Kept) => {
  const role = roleByArn(kernel, roleArn)
  const tag = role?.tags.find(one => one.Key === secretsTag)?.Value
  const isGiven = role?.attached.some(arn => arn.endsWith(`:policy/${secretsPolicy}`))
  return isGiven === true && tag !== undefined && name.startsWith(`panda/${tag}/`)
}

const unable = (service: string, why: string) =>
  new Error(
    `ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secrets from ${service}: ${why}`,
  )
