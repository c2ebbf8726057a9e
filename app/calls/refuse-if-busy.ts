import { Refusal } from '../../core/faults.ts'
import { names, serviceKey } from '../../core/names.ts'
import { roleAt } from '../../core/roles.ts'
import { type DeploymentRequest, isFinal } from '../../core/state.ts'
import type { StartContext } from '../caller.ts'
import { load } from '../record.ts'
import * as admission from '../store/admission.ts'

/** For `concurrency: "reject"`: whether anything unfinished has or wants this service. */
export const refuseIfBusy = async ({ ports, caller }: StartContext, request: DeploymentRequest): Promise<void> => {
  const key = serviceKeyOf(request)
  const lock = await admission.read(ports, admission.lockKey(key))
  // Those accepted a moment ago have not come to the lock yet.
  const { accepted } = await admission.read(ports, admission.slotsKey(request.tenant))
  const candidates = new Set([...lock.holders, ...lock.waiters, ...accepted].map(admission.deploymentOf))
  for (const deploymentId of candidates) {
    const state = await load(ports, deploymentId)
    if (!state || isFinal(state) || serviceKeyOf(state.request) !== key) continue
    // Two tenants may share an account: neither learns the other's ids.
    if (state.request.tenant !== request.tenant || roleAt(caller, state.request) === undefined)
      throw new Refusal('BUSY', 'Another deployment of this service is unfinished')
    throw new Refusal('BUSY', `Deployment ${deploymentId} of this service is unfinished`, { deploymentId })
  }
}

/** The key of the lock, and of the record of what serves. */
export const serviceKeyOf = (request: DeploymentRequest) => serviceKey(request, names(request).service)
