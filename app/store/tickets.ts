// Short-lived tickets, for what cannot send headers. Whoever reads the table learns none: it holds hashes.
//
//   pk  ticket#{sha256 of the ticket, hex}     sk  ticket
//   identity, deploymentId?, expires           epoch seconds
import { createHash } from 'node:crypto'
import type { Item, Key, Ports } from '../../core/ports.ts'

type Store = Pick<Ports, 'table'>

export type Ticket = {
  /** Whoever asked for it, as the caller knows them. */
  identity: Record<string, unknown>
  deploymentId?: string
  /** Epoch seconds. */
  expires: number
}

export const issue = async ({ table }: Store, secret: string, ticket: Ticket): Promise<void> => {
  await table.put({ ...ticket, ...keyOf(secret) })
}

/** Good once. Undefined: unknown, used, or expired. */
export const redeem = async ({ table, clock }: Pick<Ports, 'table' | 'clock'>, secret: string) =>
  valid(await table.take(keyOf(secret)), clock.now())

/** Without using it up: an EventSource comes back with the same address again and again. */
export const find = async ({ table, clock }: Pick<Ports, 'table' | 'clock'>, secret: string) =>
  valid(await table.get(keyOf(secret)), clock.now())

const keyOf = (secret: string): Key => ({
  pk: `ticket#${createHash('sha256').update(secret).digest('hex')}`,
  sk: 'ticket',
})

/** DynamoDB takes expired items away within days, not seconds. */
const valid = (item: Item | undefined, now: string): Ticket | undefined => {
  if (!item || Number(item.expires) * 1000 <= Date.parse(now)) return undefined
  const { pk: _, sk: __, ...ticket } = item
  return ticket as Ticket
}
