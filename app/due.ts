// A schedule is due: the environment's branch is deployed, once for each time that it is due, as a person's deployment would be.
import * as z from 'zod/mini'
import { resolve } from '../core/environment.ts'
import { scheduledBranch } from '../core/schedule.ts'
import type { StartContext } from './caller.ts'
import { type Begun, startByItself } from './calls/start-by-itself.ts'
import * as environments from './store/environments.ts'

const eventSchema = z.object({
  detail: z.object({
    ...{ tenant: z.string(), owner: z.string(), repo: z.string(), environment: z.string() },
    ...{ when: z.string(), timeZone: z.string(), due: z.string() },
  }),
})

/** None: of a schedule that somebody has changed or taken away meanwhile. */
export const onDue =
  (context: Omit<StartContext, 'caller'>) =>
  async (event: unknown): Promise<Begun[]> => {
    const { tenant, owner, repo, environment, when, timeZone, due } = eventSchema.parse(event).detail
    const row = await environments.find(context.ports, tenant, { owner, repo, environment })
    const schedule = row?.set.schedule
    if (!row || schedule?.when !== when || (schedule.timeZone ?? 'UTC') !== timeZone) return []
    const branch = scheduledBranch(schedule, resolve(environment, row.set).branches)
    if (branch === undefined) return []
    const begun = await startByItself(
      { owner: row.owner, repo: row.repo, branch, environment },
      {
        ...{ tenant, by: `schedule:${environment}`, key: `schedule ${owner}/${repo} ${environment} ${due}` },
        reason: `schedule ${when} (${timeZone}), due at ${due}`,
      },
      context,
    )
    return [begun]
  }
