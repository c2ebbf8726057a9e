// Every hour on AWS, and at each `npm start`: whatever is unfinished and has nobody working on it is taken up again.

import { secondsBetween } from '../core/deadlines.ts'
import type { Ports } from '../core/ports.ts'
import { isFinal } from '../core/state.ts'
import { keepSummary } from './advance.ts'
import { load } from './record.ts'
import * as summaries from './store/summaries.ts'
import { wake } from './wake.ts'

type Needs = Pick<Ports, 'table' | 'executions' | 'clock'>

export const sweep = async (ports: Needs): Promise<void> => {
  for (const { deploymentId, createdAt } of await summaries.listLive(ports)) {
    const state = await load(ports, deploymentId)
    // Announced, but the first event never came: nobody was told that it was accepted.
    if (!state) {
      if (secondsBetween(createdAt, ports.clock.now()) > 60) await summaries.forget(ports, deploymentId)
      continue
    }
    await keepSummary(ports, deploymentId)
    if (isFinal(state)) continue
    if (await ports.executions.running(deploymentId)) await wake(ports, deploymentId, 'anything')
    else await restart(ports, deploymentId)
  }
}

/** An execution of that name may have ended long ago: the second is named by the time. */
const restart = async (ports: Needs, deploymentId: string) => {
  await ports.executions.start(deploymentId)
  if (await ports.executions.running(deploymentId)) return
  await ports.executions.start(deploymentId, ports.clock.now().replace(/\D/g, ''))
}
