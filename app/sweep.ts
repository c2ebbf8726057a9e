// Every hour on AWS, and at each `npm start`: whatever is unfinished, or has not given back what it
// held, and has nobody working on it is taken up again.

import { secondsBetween } from '../core/deadlines.ts'
import type { Ports } from '../core/ports.ts'
import { keepSummary } from './advance.ts'
import { load } from './record.ts'
import * as admission from './store/admission.ts'
import * as summaries from './store/summaries.ts'
import { wake } from './wake.ts'

type Needs = Pick<Ports, 'table' | 'executions' | 'clock'>

export const sweep = async (ports: Needs): Promise<void> => {
  for (const { deploymentId, createdAt, tenant } of await summaries.listLive(ports)) {
    const state = await load(ports, deploymentId)
    // Announced, but the first event never came: nobody was told that it was accepted.
    if (!state) {
      if (secondsBetween(createdAt, ports.clock.now()) > 60) await forget(ports, deploymentId, createdAt, tenant)
      continue
    }
    await keepSummary(ports, deploymentId)
    if (await ports.executions.running(deploymentId)) await wake(ports, deploymentId, 'anything')
    else await restart(ports, deploymentId)
  }
}

/** Its place first: what is forgotten is not found again. */
const forget = async (ports: Needs, deploymentId: string, createdAt: string, tenant: string) => {
  await admission.leave(ports, admission.slotsKey(tenant), admission.memberOf(createdAt, deploymentId))
  await summaries.forget(ports, deploymentId)
}

/** An execution of that name may have ended long ago: the second is named by the time. */
const restart = async (ports: Needs, deploymentId: string) => {
  await ports.executions.start(deploymentId)
  if (await ports.executions.running(deploymentId)) return
  await ports.executions.start(deploymentId, ports.clock.now().replace(/\D/g, ''))
}
