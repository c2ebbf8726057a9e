import { onBuildReport } from '../../app/build-report.ts'
import type { Ports } from '../../core/ports.ts'
import { deploymentAt, textAt, type Watch, watched } from '../platform/watched.ts'

export const buildReportHandler = (ports: Pick<Ports, 'table' | 'clock' | 'executions'>, watch: Watch) => {
  const report = onBuildReport(ports)
  return watched(watch, async (event: unknown, note): Promise<void> => {
    note({ deploymentId: deploymentAt(event, 'detail', 'deploymentId'), buildId: textAt(event, 'detail', 'buildId') })
    await report(event)
  })
}
