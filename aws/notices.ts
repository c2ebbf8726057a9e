// A delivery is called over the platform's own bus, later over a schedule (later-notices.ts). Both cost per call and nothing
// while idle: a queue would be polled by Lambda all day, about 650,000 requests a month that nobody asked for.
import type { Changes, Notices } from '../core/ports.ts'
import { changedEvent, noticeEvent } from '../core/rules.ts'
import type { Clients } from './clients.ts'
import { platformEvent } from './platform-events.ts'

/** Whoever sends is the stream's reader: what it gives up, the sweep makes up for. */
export const notices = (clients: Pick<Clients, 'platform'>, busArn: string): Notices => ({
  send: platformEvent(clients, busArn, noticeEvent),
})

export const changes = (clients: Pick<Clients, 'platform'>, busArn: string): Changes => ({
  tell: platformEvent(clients, busArn, changedEvent),
})
