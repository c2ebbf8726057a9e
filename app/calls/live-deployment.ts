// A deployment by its id, as it is now. Two reads beside its log: the newest figures, and the record of its service, which
// holds the past runs that an estimate is made of.
import { estimatedCost } from '../../core/cost.ts'
import { estimateOf } from '../../core/estimate.ts'
import { type DeploymentState, isFinal } from '../../core/state.ts'
import { mayBeTakenBack, takenBackView } from '../../core/taken-back.ts'
import { evidenceOf, liveView } from '../../core/view.ts'
import type { CallContext } from '../caller.ts'
import * as figures from '../store/figures.ts'
import * as services from '../store/services.ts'
import * as takenBack from '../store/taken-back.ts'
import { serviceKeyOf } from './refuse-if-busy.ts'
import { warmSeconds } from './service-view.ts'

export const liveDeployment = async (state: DeploymentState, { ports, caller }: CallContext) => {
  const [now, service, taken] = await Promise.all([
    figures.find(ports, state.id),
    // What is over needs no estimate.
    isFinal(state) ? undefined : services.find(ports, caller.tenant, serviceKeyOf(state.request)),
    mayBeTakenBack(state) ? takenBack.find(ports, caller.tenant, state.id) : undefined,
  ])
  return {
    ...liveView(state),
    evidence: evidenceOf(state, now),
    // Nobody measures it any more once its deployment is over.
    share: taken ? { blue: 1, green: 0 } : (now?.share ?? null),
    measuredAt: now?.measuredAt ?? null,
    estimatedCost: estimatedCost(state),
    // Taken back after the switch: blue is kept warm.
    expectedRollbackSeconds: isFinal(state) || !state.blue ? null : warmSeconds(service),
    takenBack: takenBackView(taken),
    estimate: service?.runs ? estimateOf(service.runs, state.request.rollback !== null) : null,
  }
}
