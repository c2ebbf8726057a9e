// Deliveries that nobody works on: their call was lost, or the function died that made the attempt. Sent off again.
import type { Ports } from '../core/ports.ts'
import * as deliveries from './store/deliveries.ts'

type Needs = Pick<Ports, 'table' | 'clock' | 'notices'>

/** `atStart`: everything that was at work has just ended with its process, so that nothing need be waited for. */
export const sweepNotices = async (ports: Needs, { atStart = false } = {}): Promise<void> => {
  const now = ports.clock.now()
  for (const { overdueAt, ...delivery } of await deliveries.listOpen(ports)) {
    const isLost = atStart ? delivery.status === 'sending' || (delivery.nextAt ?? '') <= now : overdueAt <= now
    if (!isLost) continue
    const { tenant, id, occurredAt, attempt } = delivery
    // The row is the truth, the index may be late: who is late himself changes nothing.
    if (!(await deliveries.turn(ports, delivery, { status: 'waiting', nextAt: now }))) continue
    await ports.notices.send({ tenant, id, occurredAt, attempt: attempt + 1 })
  }
}
