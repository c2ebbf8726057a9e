// A deployment of the caller's; anybody else's is as good as none.
import type { LoggedEvent } from '../../core/event.ts'
import { Refusal } from '../../core/faults.ts'
import { fold } from '../../core/fold.ts'
import { deploymentIdPattern } from '../../core/schemas.ts'
import type { DeploymentState } from '../../core/state.ts'
import type { CallContext } from '../caller.ts'
import { readLog } from '../store/log.ts'

type Needs = { ports: Pick<CallContext['ports'], 'table'>; caller: CallContext['caller'] }
export type OwnLog = { log: LoggedEvent[]; state: DeploymentState }

/** Undefined: there is none that this caller may know of. */
export const findOwn = async ({ ports, caller }: Needs, id: string): Promise<OwnLog | undefined> => {
  if (!deploymentIdPattern.test(id)) return undefined
  const log = await readLog(ports, id)
  const state = fold(log)
  return state?.request.tenant === caller.tenant ? { log, state } : undefined
}

export const ownDeployment = async (context: Needs, id: string): Promise<OwnLog> => {
  const own = await findOwn(context, id)
  if (own) return own
  const deploymentId = shown(id)
  throw new Refusal('DEPLOYMENT_NOT_FOUND', `Deployment not found: ${deploymentId}`, { deploymentId })
}

/** What was asked for may be 16 kB of anything. */
export const shown = (id: string) => (id.length > 120 ? `${id.slice(0, 120)}…` : id)
