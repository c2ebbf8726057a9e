import { Refusal } from '../../core/faults.ts'
import type { CreateNotification } from '../../core/notices-schemas.ts'
import type { CallContext } from '../caller.ts'
import * as notifications from '../store/notifications.ts'
import { shown } from './list-notifications.ts'

/** Each event is told to each of them: more are a script that never removes. */
const mostTargets = 50

/** The address is sealed at once, and answered never again; a secret that Panda has made, this once. */
export const createNotification = async (wish: CreateNotification, { ports, caller }: CallContext) => {
  const { tenant, by: createdBy } = caller
  const { kind, address } = wish
  const unfit = kind === 'email' ? undefined : ports.posts.unfit(address)
  if (unfit !== undefined) throw new Refusal('INVALID_REQUEST', `address: ${unfit}`, { field: 'address' })
  if ((await notifications.list(ports, tenant)).length >= mostTargets)
    throw new Refusal('INVALID_REQUEST', `There are ${mostTargets} already: remove one that nobody reads`)
  const made = kind === 'webhook' && wish.secret === undefined ? `whsec_${ports.random.hex(32)}` : undefined
  const secret = wish.secret ?? made
  const topic = kind === 'email' ? await ports.mail.subscribe(tenant, address) : undefined
  const plain: notifications.SealedTarget = { address, ...(secret && { secret }), ...(topic && { topic }) }
  const target: notifications.NotificationTarget = {
    ...{ id: `nt_${ports.random.hex(12)}`, tenant, kind, events: [...new Set(wish.events)] },
    ...{ owner: wish.owner, repo: wish.repo, environment: wish.environment },
    ...{ channel: wish.channel ?? null, template: wish.template ?? {}, host: hostOf(wish), tail: address.slice(-4) },
    sealed: await ports.vault.seal(notifications.sealingOf(tenant), JSON.stringify(plain)),
    ...{ createdBy, createdAt: ports.clock.now() },
  }
  await notifications.save(ports, target)
  const note = kind === 'email' ? 'SNS has sent a mail to that address: nothing comes before its link is opened' : null
  return { ...shown(target), ...(made && { secret: made }), ...(note && { note }) }
}

const hostOf = ({ kind, address }: CreateNotification) =>
  kind === 'email' ? address.slice(address.indexOf('@') + 1) : new URL(address).host
