// Another tool has pushed an image into the repository of a service: environments that take its tag release it, each once.
// The event only says where to look. Whose account it is says the platform's own list, what is there says the registry, asked
// as the tenant; and what Panda itself has pushed carries the tag that its build has claimed, before any other of its tags.

import { takesTag } from '../core/environment.ts'
import { CloudFault, Refusal } from '../core/faults.ts'
import { isBuildTag, isInternal } from '../core/image-life.ts'
import { type ImagePush, pushIn } from '../core/image-tags.ts'
import type { ServiceId } from '../core/names.ts'
import { names } from '../core/names.ts'
import type { Ports } from '../core/ports.ts'
import type { StartContext } from './caller.ts'
import { type Begun, type Cause, refuse, startByItself } from './calls/start-by-itself.ts'
import { customerOf } from './customer.ts'
import * as orders from './store/build-orders.ts'
import * as busAccounts from './store/bus-accounts.ts'
import * as connections from './store/connections.ts'
import * as environments from './store/environments.ts'

export type ImageContext = Omit<StartContext, 'caller'> & {
  ports: StartContext['ports'] & { images: Pick<Ports['images'], 'find'> }
}

type Taker = { tenant: string; row: environments.EnvironmentRow; connection: connections.AwsConnection }

export const onPushedImage =
  (context: ImageContext) =>
  async (event: unknown): Promise<Begun[]> => {
    const push = pushIn(event)
    if (!push || isInternal(push.tag)) return []
    const tenants = await busAccounts.tenantsOf(context.ports, push.accountId)
    const takers = (await Promise.all(tenants.map(tenant => takersOf(tenant, push, context)))).flat()
    const each = await Promise.allSettled(takers.map(taker => release(taker, push, context)))
    // All have been tried; told again, it starts what has not begun.
    for (const one of each) if (one.status === 'rejected') throw one.reason
    return each.flatMap(one => (one.status === 'fulfilled' && one.value ? [one.value] : []))
  }

/** Environments that somebody has said it for, whose repository in that account and region it is. */
const takersOf = async (tenant: string, push: ImagePush, { ports }: ImageContext): Promise<Taker[]> => {
  const rows = (await environments.list(ports, tenant)).filter(
    row => takesTag(row.set, push.tag) && repositoryOf(row) === push.repository,
  )
  const found = await Promise.all(
    rows.map(async row => {
      const connection = await connections.find(ports, tenant, row.set.awsConnectionId ?? '')
      if (connection?.kind !== 'aws') return []
      return connection.accountId === push.accountId && connection.region === push.region
        ? [{ tenant, row, connection }]
        : []
    }),
  )
  return found.flat()
}

const repositoryOf = (row: Pick<ServiceId, 'owner' | 'repo' | 'environment'>) =>
  names({ ...row, branch: '' }).repository

/** Undefined: nothing of it is for Panda to release. */
const release = async (taker: Taker, push: ImagePush, context: ImageContext): Promise<Begun | undefined> => {
  const { owner, repo, environment } = taker.row
  const cause = causeOf(taker, push)
  const image = { tag: push.tag, imageUri: '', imageDigest: push.digest }
  try {
    const there = await look(taker, push, context)
    if (!there) return undefined
    return await startByItself({ owner, repo, environment, image: { ...image, imageUri: there.uri } }, cause, context)
  } catch (fault) {
    const refusal = refusalOf(fault)
    if (!refusal) throw fault
    return refuse({ owner, repo, environment, image }, cause, context, refusal)
  }
}

/** The tag may have moved on, which has an event of its own. */
const look = async ({ tenant, connection }: Taker, push: ImagePush, { ports }: ImageContext) => {
  const { accountId, region, repository, tag, digest } = push
  const at = await customerOf(ports, { tenant, awsConnectionId: connection.id })
  const there = await ports.images.find(at, repository, { tag })
  if (there?.digest !== digest) return undefined
  const claims = there.tags
    .filter(isBuildTag)
    .map(one => orders.isClaimed(ports, `${accountId}/${region}/${repository}`, one))
  return (await Promise.all(claims)).includes(true) ? undefined : there
}

const causeOf = (
  { tenant, row: { owner, repo, environment } }: Taker,
  { accountId, region, repository, tag, digest }: ImagePush,
): Cause => ({
  ...{ tenant, by: `ecr:${repository}` },
  key: `image ${accountId}/${region}/${repository} ${tag} ${digest} ${owner}/${repo} ${environment}`.toLowerCase(),
  reason: `image ${tag} pushed to ${repository}, ${digest}`,
})

/** Not of Panda's making, and the same whenever it is asked again: that Panda may not look there, or not any more. */
const refusalOf = (fault: unknown): Refusal | undefined => {
  if (fault instanceof Refusal) return fault
  if (!(fault instanceof CloudFault) || (fault.kind !== 'denied' && fault.kind !== 'expired')) return undefined
  return new Refusal('AWS_CREDENTIALS_INVALID', fault.message)
}
