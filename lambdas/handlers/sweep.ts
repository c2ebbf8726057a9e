import { sweepNotices } from '../../app/notices-sweep.ts'
import { sweep } from '../../app/sweep.ts'
import type { Ports } from '../../core/ports.ts'
import { type Watch, watched } from '../platform/watched.ts'

/** What the schedule sends is of no interest. */
export const sweepHandler = (ports: Pick<Ports, 'table' | 'clock' | 'executions' | 'notices'>, watch: Watch) =>
  watched(watch, async (_event: unknown): Promise<void> => {
    await sweep(ports)
    await sweepNotices(ports)
  })
