// Where a tenant wants to be told. Addresses are sealed before they come here: a Slack address is as good as a password.
//
//   pk  tenant#T     sk  notify#nt_…
//   the target's own fields
import type { NoticeKind, TargetKind } from '../../core/notices.ts'
import type { Templates } from '../../core/notices-words.ts'
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type NotificationTarget = {
  id: string
  tenant: string
  owner: string
  repo: string
  environment: string
  kind: TargetKind
  events: NoticeKind[]
  channel: string | null
  template: Templates
  /** To tell two apart: the address itself is in `sealed`. */
  host: string
  tail: string
  /** SealedTarget as JSON. */
  sealed: string
  createdBy: string
  createdAt: string
}

/** `secret`: what a webhook's messages are signed with. `topic`: which mail goes through. */
export type SealedTarget = { address: string; secret?: string; topic?: string }

export const save = async ({ table }: Store, target: NotificationTarget): Promise<void> => {
  await table.put({ ...target, ...keyOf(target.tenant, target.id) })
}

export const find = async ({ table }: Store, tenant: string, id: string): Promise<NotificationTarget | undefined> => {
  if (!/^nt_[A-Za-z0-9]{1,64}$/.test(id)) return undefined
  const item = await table.get(keyOf(tenant, id))
  return item && targetOf(item)
}

/** Oldest first. */
export const list = async ({ table }: Store, tenant: string): Promise<NotificationTarget[]> =>
  (await table.query(`tenant#${tenant}`, { prefix })).map(targetOf).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))

export const remove = ({ table }: Store, tenant: string, id: string): Promise<void> => table.remove(keyOf(tenant, id))

export const sealingOf = (tenant: string) => ({ tenant, kind: 'notification' })

const prefix = 'notify#'

const keyOf = (tenant: string, id: string): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${id}` })

/** Nothing but save writes these. */
const targetOf = ({ pk: _, sk: __, ...target }: Item) => target as NotificationTarget
