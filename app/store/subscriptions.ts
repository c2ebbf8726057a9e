// Open sockets, and which deployment each listens to: read from both ends.
//
//   pk  socket#{connectionId}     sk  socket       identity, deploymentId?, opened, expires
//   pk  socket#{connectionId}     sk  sub#dep_…    expires
//   pk  subs#dep_…                sk  {connectionId}
//       tenant?, lang, logs, following, expires
//
// The socket's end is written first and removed last: what is at the other end is always found from here.
import type { Item, Key, Ports } from '../../core/ports.ts'
import type { Locale } from '../../core/vocabulary.ts'

type Store = Pick<Ports, 'table'>

export type Socket = {
  connectionId: string
  identity: Record<string, unknown>
  /** The only one it may listen to, if its ticket said so. */
  deploymentId?: string
  /** ISO timestamp. */
  opened: string
  /** Epoch seconds: a lost `$disconnect` must not leave it for ever. */
  expires: number
}

export type Subscription = {
  connectionId: string
  deploymentId: string
  tenant?: string
  lang: Locale
  logs: boolean
  /** False while what was before is still being replayed. */
  following: boolean
  expires: number
}

export const openSocket = async ({ table }: Store, { connectionId, ...socket }: Socket): Promise<void> => {
  await table.put({ ...socket, ...socketKey(connectionId) })
}

export const findSocket = async ({ table }: Store, connectionId: string): Promise<Socket | undefined> => {
  const item = await table.get(socketKey(connectionId))
  return item && ({ connectionId, ...withoutKey(item) } as Socket)
}

export const closeSocket = async ({ table }: Store, connectionId: string): Promise<void> => {
  for (const deploymentId of await subscribedTo({ table }, connectionId))
    await unsubscribe({ table }, connectionId, deploymentId)
  await table.remove(socketKey(connectionId))
}

/** Again: replaces what was said before. */
export const subscribe = async ({ table }: Store, subscription: Subscription): Promise<void> => {
  const { connectionId, deploymentId, ...rest } = subscription
  await table.put({ ...ownKey(connectionId, deploymentId), expires: rest.expires })
  await table.put({ ...rest, ...listenerKey(connectionId, deploymentId) })
}

/** The replay is over: from now on it gets events as they come. False: it has left meanwhile. */
export const follow = async ({ table }: Store, connectionId: string, deploymentId: string): Promise<boolean> => {
  const item = await table.get(listenerKey(connectionId, deploymentId))
  return item !== undefined && table.put({ ...item, following: true })
}

export const unsubscribe = async ({ table }: Store, connectionId: string, deploymentId: string): Promise<void> => {
  await table.remove(listenerKey(connectionId, deploymentId))
  await table.remove(ownKey(connectionId, deploymentId))
}

/** Whether it still wants what is being replayed to it. */
export const isListening = async ({ table }: Store, connectionId: string, deploymentId: string): Promise<boolean> =>
  (await table.get(listenerKey(connectionId, deploymentId))) !== undefined

/** Who listens to a deployment, those still replaying included. */
export const listeners = async ({ table }: Store, deploymentId: string): Promise<Subscription[]> =>
  (await table.query(listenersPk(deploymentId))).map(
    item => ({ connectionId: item.sk, deploymentId, ...withoutKey(item) }) as Subscription,
  )

/** The deployments that a socket listens to. */
export const subscribedTo = async ({ table }: Store, connectionId: string): Promise<string[]> =>
  (await table.query(socketKey(connectionId).pk, { prefix: 'sub#' })).map(item => item.sk.slice('sub#'.length))

/** Of a stream's item: the deployment that somebody follows from now on. */
export const followedBy = (item: Item): string | undefined =>
  item.pk.startsWith(listenersPk('')) && item.following === true ? item.pk.slice(listenersPk('').length) : undefined

const socketKey = (connectionId: string): Key => ({ pk: `socket#${connectionId}`, sk: 'socket' })

const ownKey = (connectionId: string, deploymentId: string): Key => ({
  pk: `socket#${connectionId}`,
  sk: `sub#${deploymentId}`,
})

const listenersPk = (deploymentId: string) => `subs#${deploymentId}`

const listenerKey = (connectionId: string, deploymentId: string): Key => ({
  pk: listenersPk(deploymentId),
  sk: connectionId,
})

const withoutKey = ({ pk: _, sk: __, ...rest }: Item) => rest
