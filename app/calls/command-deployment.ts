import type { Command } from '../../core/decide.ts'
import { Refusal } from '../../core/faults.ts'
import type { CallContext } from '../caller.ts'
import { record } from '../record.ts'
import { liveDeployment } from './live-deployment.ts'
import { ownDeployment } from './own-deployment.ts'

type ById = { id: string }

/** Once it answers, the request is in the log. Saying it again is fine. */
export const switchTraffic = ({ id }: ById, context: CallContext) =>
  command(id, { type: 'switch', by: context.caller.by }, context)

export const cancel = ({ id }: ById, context: CallContext) =>
  command(id, { type: 'stop', reason: 'cancelled', by: context.caller.by }, context)

const command = async (id: string, said: Command, context: CallContext) => {
  const known = await ownDeployment(context, id)
  const { state, decision } = await record(context.ports, id, said, known.state)
  if (decision.kind === 'refused')
    throw new Refusal(decision.errorCode, decision.message, { deploymentId: id, stage: state.stage })
  return liveDeployment(state, context)
}
