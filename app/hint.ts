// An event from a bus: a hint that something may have happened to a resource that a deployment waits for.
import type { HintKind } from '../core/pipeline.ts'
import type { Ports } from '../core/ports.ts'
import { hintsOf } from '../core/rules.ts'
import * as watch from './store/watch.ts'
import { wake } from './wake.ts'

export const onHint =
  (ports: Pick<Ports, 'table' | 'executions'>) =>
  async (event: unknown): Promise<void> => {
    for (const resource of hintsOf(event)) {
      const hint = resource.slice(0, resource.indexOf('/')) as HintKind
      for (const deploymentId of await watch.list(ports, resource)) await wake(ports, deploymentId, { hint })
    }
  }
