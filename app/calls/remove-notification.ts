import type { CallContext } from '../caller.ts'
import { remove } from '../store/notifications.ts'
import { shown } from './own-deployment.ts'

/** What was on its way to it is not told any more. One that is not there, or another's, is left as it is. */
export const removeNotification = async ({ id }: { id: string }, { ports, caller }: CallContext) => {
  if (/^nt_[A-Za-z0-9]{1,64}$/.test(id)) await remove(ports, caller.tenant, id)
  return { id: shown(id) }
}
