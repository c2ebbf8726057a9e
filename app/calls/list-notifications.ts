import type { CallContext } from '../caller.ts'
import { list, type NotificationTarget } from '../store/notifications.ts'

export const listNotifications = async (_: object, { ports, caller }: CallContext) => ({
  notifications: (await list(ports, caller.tenant)).map(shown),
})

/** Neither the address nor what is sealed. */
export const shown = ({ tenant: _, sealed: __, ...target }: NotificationTarget) => target
