// What reviewers say, and what waits for them.
import { Refusal } from '../../core/faults.ts'
import type { ReviewCommand } from '../../core/review.ts'
import { roleAt } from '../../core/roles.ts'
import { isFinal } from '../../core/state.ts'
import type { CallContext } from '../caller.ts'
import { load, record } from '../record.ts'
import * as pending from '../store/pending-approvals.ts'
import { liveDeployment } from './live-deployment.ts'
import { ownDeployment } from './own-deployment.ts'

export const approve = ({ id, comment }: { id: string; comment?: string }, context: CallContext) =>
  say(id, { type: 'approve', comment }, context)

export const reject = ({ id, comment }: { id: string; comment: string }, context: CallContext) =>
  say(id, { type: 'reject', comment }, context)

export const skipApproval = ({ id, reason }: { id: string; reason: string }, context: CallContext) =>
  say(id, { type: 'skip', comment: reason }, context)

/** What waits for reviewers now, longest first. */
export const listApprovals = async (_: object, context: CallContext) => {
  const { ports, caller } = context
  const states = await Promise.all((await pending.list(ports, caller.tenant)).map(id => load(ports, id)))
  const waiting = states
    .filter(state => state !== undefined)
    .filter(state => roleAt(caller, state.request) !== undefined)
    .filter(state => state.review && !state.review.grantedAt && !state.stopping && !isFinal(state))
    .sort((a, b) => (a.review!.askedAt < b.review!.askedAt ? -1 : 1))
  return { deployments: await Promise.all(waiting.map(state => liveDeployment(state, context))) }
}

type Said = Pick<ReviewCommand, 'type'> & { comment: string | undefined }

const say = async (id: string, { type, comment }: Said, context: CallContext) => {
  const { ports, caller } = context
  const known = await ownDeployment(context, id)
  const command = { type, by: caller.by, maker: caller.maker ?? null, comment: comment ?? null }
  // Whoever reads the audit log must not be able to miss it.
  if (type === 'skip') Object.assign(context.audit, { reason: comment, severity: 'alarm' })
  const { state, decision } = await record(ports, id, command, known.state)
  if (decision.kind === 'refused')
    throw new Refusal(decision.errorCode, decision.message, { deploymentId: id, stage: state.stage })
  return liveDeployment(state, context)
}
