import type { DeliveriesQuery } from '../../core/notices-schemas.ts'
import type { CallContext } from '../caller.ts'
import { list } from '../store/deliveries.ts'

export const listDeliveries = async (query: DeliveriesQuery, { ports, caller }: CallContext) => {
  const kept = await list(ports, caller.tenant, query)
  return {
    deliveries: kept.map(({ tenant: _, turn: __, ...delivery }) => ({
      ...delivery,
      nextAt: delivery.status === 'waiting' ? delivery.nextAt : null,
    })),
  }
}
