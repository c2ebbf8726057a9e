import { advanceReader } from '../../app/advance.ts'
import { eventOf, isLogItem } from '../../app/store/log.ts'
import type { Item, Ports } from '../../core/ports.ts'
import type { Metric } from '../platform/metric-names.ts'
import { reportFault, type Watch } from '../platform/watched.ts'
import { streamHandler } from './stream.ts'

export const advanceHandler = (ports: Pick<Ports, 'table' | 'executions' | 'notices'>, watch: Watch) => {
  const advance = advanceReader(ports, (fault, { deploymentId }) =>
    reportFault(watch, fault, { outcome: 'notice not sent off', deploymentId }),
  )
  return streamHandler(async item => {
    await advance(item)
    for (const metric of metricsOf(item)) watch.count(metric)
  }, watch)
}

const finals: Record<string, Metric> = {
  COMPLETED: 'DeploymentsCompleted',
  FAILED: 'DeploymentsFailed',
  CANCELLED: 'DeploymentsCancelled',
}

const metricsOf = (item: Item): Metric[] => {
  if (!isLogItem(item)) return []
  const { code, details } = eventOf(item)
  const final = finals[code]
  if (!final) return []
  return Array.isArray(details.remains) ? [final, 'RollbacksGivenUp'] : [final]
}
