// Who may run and who waits. Sets, so that taking and giving back are each one write that may be repeated.
//
//   pk  lock#{serviceKey}     sk  lock      holders, waiters               one release a service
//   pk  tenant#T              sk  slots     accepted, holders, waiters     a tenant's deployments
//
// A member is `{timestamp} {deploymentId}`: members sort by age.
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

/** Oldest member first. */
export type Places = { accepted: string[]; holders: string[]; waiters: string[] }

export const lockKey = (serviceKey: string): Key => ({ pk: `lock#${serviceKey}`, sk: 'lock' })
export const slotsKey = (tenant: string): Key => ({ pk: `tenant#${tenant}`, sk: 'slots' })

export const memberOf = (timestamp: string, deploymentId: string) => `${timestamp} ${deploymentId}`
export const deploymentOf = (member: string) => member.slice(member.indexOf(' ') + 1)

/** Into the tenant's `accepted`, which holds all that run or wait. Undefined: there are `most` already. */
export const accept = async ({ table }: Store, tenant: string, member: string, most: number) =>
  placesOf(
    await table.change(slotsKey(tenant), { add: { accepted: member }, room: { set: 'accepted', below: most, member } }),
  )

/** Into the holders and out of the waiters. Undefined: there are `most` holders already, nothing has changed. */
export const hold = async ({ table }: Store, key: Key, member: string, most: number) =>
  placesOf(
    await table.change(key, {
      add: { holders: member },
      remove: { waiters: member },
      room: { set: 'holders', below: most, member },
    }),
  )

export const wait = async ({ table }: Store, key: Key, member: string): Promise<Places> =>
  placesOf(await table.change(key, { add: { waiters: member } })) ?? none()

/** Out of all sets. */
export const leave = async ({ table }: Store, key: Key, member: string): Promise<Places> =>
  placesOf(await table.change(key, { remove: { accepted: member, holders: member, waiters: member } })) ?? none()

export const read = async ({ table }: Store, key: Key): Promise<Places> => placesOf(await table.get(key)) ?? none()

const none = (): Places => ({ accepted: [], holders: [], waiters: [] })

const placesOf = (item: Item | undefined): Places | undefined =>
  item && { accepted: members(item.accepted), holders: members(item.holders), waiters: members(item.waiters) }

const members = (set: unknown) => (set instanceof Set ? [...set].map(String).sort() : [])
