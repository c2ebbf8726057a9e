// What Panda does to a customer's account, held against who may do it: his own account, and the release whose turn it is.
import { isFinal } from '../../core/state.ts'
import type { CommandAt } from '../../region/faults.ts'
import { type Ledger, serviceOf } from './ledger.ts'
import type { Process } from './process.ts'

/** These change what a service runs. */
const changing = new Set([
  'CreateStack',
  'UpdateStack',
  'DeleteStack',
  'CreateDeployment',
  'ContinueDeployment',
  'StopDeployment',
  'UpdateService',
])

const platformAccount = '999999999999'

export const checkEffect = (ledger: Ledger, process: Process, { command, service, caller }: CommandAt): void => {
  const state = ledger.state(process.about.deploymentId ?? '')
  if (!state || process.kind !== 'step') return
  const { accountId } = state.request
  if (caller.accountId !== platformAccount && caller.accountId !== accountId && service !== 'sts')
    ledger.fail('tenant', `${process.name} calls ${service}:${command} in ${caller.accountId}, not ${accountId}`)
  if (!changing.has(command)) return
  if (isFinal(state)) ledger.fail('lock', `${command} for ${state.id}, which is ${state.status}`)
  else if (!ledger.holds(state))
    ledger.fail('lock', `${command} for ${state.id}, which does not hold ${serviceOf(state)}`)
}
