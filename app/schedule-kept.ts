// The schedule of an environment is made what its row says, however often and in whichever order it is told of changes.
import * as z from 'zod/mini'
import type { Ports } from '../core/ports.ts'
import { timingOf } from '../core/schedule.ts'
import * as environments from './store/environments.ts'

const eventSchema = z.object({
  detail: z.object({ tenant: z.string(), owner: z.string(), repo: z.string(), environment: z.string() }),
})

export const onScheduleChanged =
  (ports: Pick<Ports, 'table' | 'schedules'>) =>
  async (event: unknown): Promise<void> => {
    const { tenant, ...id } = eventSchema.parse(event).detail
    const find = () => environments.find(ports, tenant, id)
    let row = await find()
    for (;;) {
      const schedule = row?.set.schedule
      const of = { tenant, owner: id.owner, repo: id.repo, environment: id.environment }
      if (schedule) await ports.schedules.set(of, { when: schedule.when, ...timingOf(schedule) })
      else await ports.schedules.remove(of)
      // Of two at once whoever is last to look sets what was written last.
      const now = await find()
      if (now?.version === row?.version) return
      row = now
    }
  }
