// A deployment by its id, as it is now. Two reads beside its log: the newest figures, and the record of its service, which
// holds the past runs that an estimate is made of.
import { estimatedCost } from '../../core/cost.ts'
import { estimateOf } from '../../core/estimate.ts'
import { type DeploymentState, isFinal } from '../../core/state.ts'
import { evidenceOf, liveView } from '../../core/view.ts'
import type { CallContext } from '../caller.ts'
import * as figures from '../store/figures.ts'
import * as services from '../store/services.ts'
import { serviceKeyOf } from './refuse-if-busy.ts'
import { warmSeconds } from './service-view.ts'

export const liveDeployment = async (state: DeploymentState, { ports, caller }: CallContext) => {
  const [now, service] = await Promise.all([
    figures.find(ports, state.id),
    // What is over needs no estimate.
    isFinal(state) ? undefined : services.find(ports, caller.tenant, serviceKeyOf(state.request)),
  ])
  return {
    ...liveView(state),
    evidence: evidenceOf(state, now),
    share: now?.share ?? null,
    measuredAt: now?.measuredAt ?? null,
    estimatedCost: estimatedCost(state),
    // Taken back after the switch: blue is kept warm.
    expectedRollbackSeconds: isFinal(state) || !state.blue ? null : warmSeconds(service),
    estimate: service?.runs ? estimateOf(service.runs, state.request.rollback !== null) : null,
  }
}
