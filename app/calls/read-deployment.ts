import { Refusal } from '../../core/faults.ts'
import { hasResult, resultView } from '../../core/view.ts'
import type { CallContext } from '../caller.ts'
import { liveDeployment } from './live-deployment.ts'
import { findOwn, ownDeployment, shown } from './own-deployment.ts'

export const readDeployment = async ({ id }: { id: string }, context: CallContext) =>
  liveDeployment((await ownDeployment(context, id)).state, context)

/** Before there is anything to decide on, and of an unknown one, clients know one answer. */
export const readResult = async ({ id }: { id: string }, context: CallContext) => {
  const own = await findOwn(context, id)
  if (own && hasResult(own.state)) return resultView(own.state)
  const deploymentId = shown(id)
  throw new Refusal('RESULT_NOT_FOUND', `Deployment result not found: ${deploymentId}`, { deploymentId })
}
