// Figures that move while somebody looks: whoever begins to listen to a deployment that waits for the switch wakes its step,
// which then stays as long as they do (app/steps/await-switch.ts). On AWS nobody is woken: a row there is two minutes old at most.
import { find } from '../app/store/figures.ts'
import { followedBy } from '../app/store/subscriptions.ts'
import { wake } from '../app/wake.ts'
import { secondsBetween } from '../core/deadlines.ts'
import type { Item, Ports } from '../core/ports.ts'
import type { Settings } from '../core/settings.ts'
import type { Reader } from '../region/stream.ts'

type Needs = Pick<Ports, 'table' | 'executions' | 'clock'>

export const watchedReader = (ports: Needs, { PANDA_FIGURES_SECONDS: pace }: Settings): Reader => {
  /** Two of its looks later, a step that is there has told something. */
  const isStale = async (deploymentId: string) => {
    const figures = await find(ports, deploymentId)
    return !figures || secondsBetween(figures.at, ports.clock.now()) > 2 * pace
  }
  return async (item: Item) => {
    const deploymentId = followedBy(item)
    if (deploymentId === undefined) return
    if (!(await isStale(deploymentId))) {
      // It may have left just now, when nobody was there.
      await ports.clock.sleep(2_500 * pace)
      if (!(await isStale(deploymentId))) return
    }
    await wake(ports, deploymentId, 'watched')
  }
}
