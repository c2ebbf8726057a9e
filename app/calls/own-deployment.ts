// A deployment of the caller's; anybody else's is as good as none.
import type { LoggedEvent } from '../../core/event.ts'
import { Refusal } from '../../core/faults.ts'
import { fold } from '../../core/fold.ts'
import { roleAt } from '../../core/roles.ts'
import { deploymentIdPattern } from '../../core/schemas.ts'
import type { DeploymentState } from '../../core/state.ts'
import { mustBeAllowedAt } from '../admitted.ts'
import type { CallContext } from '../caller.ts'
import { readLog } from '../store/log.ts'

type Needs = { ports: Pick<CallContext['ports'], 'table'> } & Pick<CallContext, 'caller' | 'least' | 'audit'>
export type OwnLog = { log: LoggedEvent[]; state: DeploymentState }

/** Undefined: there is none that this caller may know of. */
export const findOwn = async (
  { ports, caller }: Pick<Needs, 'ports' | 'caller'>,
  id: string,
): Promise<OwnLog | undefined> => {
  if (!deploymentIdPattern.test(id)) return undefined
  const log = await readLog(ports, id)
  const state = fold(log)
  if (state?.request.tenant !== caller.tenant || roleAt(caller, state.request) === undefined) return undefined
  return { log, state }
}

/** With the role that the call takes, or `least`, for its service and environment. */
export const ownDeployment = async (context: Needs, id: string, least = context.least): Promise<OwnLog> => {
  const own = await findOwn(context, id)
  if (own) {
    mustBeAllowedAt(context, own.state.request, least)
    return own
  }
  const deploymentId = shown(id)
  throw new Refusal('DEPLOYMENT_NOT_FOUND', `Deployment not found: ${deploymentId}`, { deploymentId })
}

/** What was asked for may be 16 kB of anything. */
export const shown = (id: string) => (id.length > 120 ? `${id.slice(0, 120)}…` : id)
