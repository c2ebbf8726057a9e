import { Refusal } from '../../core/faults.ts'
import { sampleNotice } from '../../core/notices.ts'
import type { CallContext } from '../caller.ts'
import { tell } from '../notify-target.ts'
import { find } from '../store/notifications.ts'

/** Now, once, and not in the log of deliveries: whoever asks sees what came back. */
export const testNotification = async ({ id }: { id: string }, context: CallContext) => {
  const { ports, caller, addresses, settings } = context
  const target = await find(ports, caller.tenant, id)
  if (!target) throw new Refusal('NOTIFICATION_NOT_FOUND', 'There is no such notification')
  const links = { console: addresses.console ?? addresses.api, api: addresses.api }
  const notice = sampleNotice(ports.clock.now(), caller.by, links)
  const message = { id: `nd_test${ports.random.hex(8)}`, notice, locale: settings.PANDA_LOCALE }
  const { delivered, httpStatus, ms, error, answer } = await tell(ports, target, message)
  return { delivered, httpStatus, ms, error, answer }
}
