// What a build was ordered with, written before it is started: starting it again starts the same build.
//
//   pk  dep_…     sk  build#{attempt}
//   sealedNonce, nonceHash, tag, imageName
//   pk  dep_…     sk  trade#{attempt}
//   buildId: the build that traded the nonce
//   pk  image#{account}/{region}/{repository}     sk  {tag}
//   deploymentId: whose image has that tag, expires
import { createHash } from 'node:crypto'
import type { Item, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type StoredOrder = { sealedNonce: string; nonceHash: string; tag: string; imageName: string }

export type TagClaim = { repository: string; tag: string; deploymentId: string /** Epoch seconds. */; expires: number }

/** Whoever writes first has written: answers what is there. */
export const keep = async ({ table }: Store, deploymentId: string, attempt: number, order: StoredOrder) => {
  await table.put({ ...keyOf(deploymentId, attempt), ...order }, 'absent')
  return (await find({ table }, deploymentId, attempt)) ?? order
}

export const find = async (
  { table }: Store,
  deploymentId: string,
  attempt: number,
): Promise<StoredOrder | undefined> => {
  const item = await table.get(keyOf(deploymentId, attempt))
  return item && orderOf(item)
}

/** True for the first build that trades; for no other, ever. */
export const trade = ({ table }: Store, deploymentId: string, attempt: number, buildId: string): Promise<boolean> =>
  table.put({ pk: deploymentId, sk: `trade#${attempt}`, buildId }, 'absent')

/** The build that did. */
export const whoTraded = async (
  { table }: Store,
  deploymentId: string,
  attempt: number,
): Promise<string | undefined> => {
  const buildId = (await table.get({ pk: deploymentId, sk: `trade#${attempt}` }))?.buildId
  return typeof buildId === 'string' ? buildId : undefined
}

/** True for one deployment only, said again too. */
export const claimTag = async ({ table }: Store, claim: TagClaim): Promise<boolean> => {
  const { repository, tag, ...owner } = claim
  const key = { pk: `image#${repository}`, sk: tag }
  if (await table.put({ ...key, ...owner }, 'absent')) return true
  return (await table.get(key))?.deploymentId === owner.deploymentId
}

/** Whether any build of Panda's, of any tenant, has that tag. */
export const isClaimed = async ({ table }: Store, repository: string, tag: string): Promise<boolean> =>
  (await table.get({ pk: `image#${repository}`, sk: tag })) !== undefined

export const hashOf = (nonce: string) => createHash('sha256').update(nonce).digest('hex')

/** Nothing but keep writes these. */
const orderOf = ({ pk: _, sk: __, ...order }: Item) => order as StoredOrder

const keyOf = (deploymentId: string, attempt: number) => ({ pk: deploymentId, sk: `build#${attempt}` })
