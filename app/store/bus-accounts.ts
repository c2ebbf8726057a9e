// The accounts whose events the platform's bus takes: one stored set, which is the truth; the bus's policy is made from it.
//
//   pk  platform     sk  bus-accounts
//   members          {account}#{tenant}: who has a connection to which account
import { CloudFault } from '../../core/faults.ts'
import type { Item, Ports } from '../../core/ports.ts'

type Needs = Pick<Ports, 'table' | 'eventRules'>
type Who = { tenant: string; accountId: string }

/** `slow`: the bus is full, that account's deployments go by slow looks. */
export type Hearing = 'events' | 'slow'

/** At connect. Saying it again only looks. */
export const admit = async (ports: Needs, who: Who): Promise<Hearing> => {
  const member = memberOf(who)
  const room = { set: 'members', below: mostMembers, member }
  if (!(await ports.table.change(key, { add: { members: member }, room }))) return 'slow'
  const admitted = await written(ports)
  return admitted.includes(who.accountId) ? 'events' : 'slow'
}

/** Before each deployment: written only where something is missing. */
export const repair = async (ports: Needs, who: Who): Promise<Hearing> => {
  const known = membersOf(await ports.table.get(key)).includes(memberOf(who))
  if (known && (await ports.eventRules.admits(who.accountId))) return 'events'
  return admit(ports, who)
}

/** The tenant has no connection to that account any more. */
export const dismiss = async (ports: Needs, who: Who): Promise<void> => {
  await ports.table.change(key, { remove: { members: memberOf(who) } })
  await written(ports)
}

/** Those with a connection to that account. */
export const tenantsOf = async ({ table }: Pick<Ports, 'table'>, accountId: string): Promise<string[]> =>
  membersOf(await table.get(key))
    .filter(member => member.startsWith(`${accountId}#`))
    .map(member => member.slice(accountId.length + 1))
    .sort()

const key = { pk: 'platform', sk: 'bus-accounts' }

/** An item holds 400 kB, a member has 130 bytes at most; the policy holds about 300 accounts. */
const mostMembers = 3_000
const mostTries = 20

const memberOf = ({ tenant, accountId }: Who) => `${accountId}#${tenant}`
const membersOf = (item: Item | undefined) => (item?.members instanceof Set ? [...item.members].map(String) : [])

/** The policy has no version to check, so the set is read again after writing: whoever writes last has seen everybody. */
const written = async ({ table, eventRules }: Needs): Promise<string[]> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const wanted = accountsOf(await table.get(key))
    const admitted = await eventRules.admit(wanted)
    if (accountsOf(await table.get(key)).join() === wanted.join()) return admitted
  }
  throw new CloudFault(
    'conflict',
    'events:PutPermission',
    'The accounts of the bus change faster than they are written',
  )
}

const accountsOf = (item: Item | undefined) => [...new Set(membersOf(item).map(member => member.slice(0, 12)))].sort()
