// Gates: what has to be so of an image and its commit before anybody is asked to release it.
import type { CheckState } from './ports.ts'
import type { DeploymentRequest, DeploymentState, GateRule } from './state.ts'

/** A rollback goes back to what has been through them. */
export const needsGates = ({ gates, rollback }: DeploymentRequest): boolean =>
  rollback === null && gates !== undefined && (gates.checks.length > 0 || asksForScan(gates))

/** A log from before there were scans has no such rule. */
export const asksForScan = ({ scan }: Partial<GateRule>) => scan !== undefined && scan.atSeverity !== 'none'

/** Waiting is over then, whatever has been said. */
export const gateSeconds = ({ waitMinutes }: GateRule) => waitMinutes * 60

export type CheckResult = { name: string; state: CheckState }

/** `failed` ends it at once; what is pending, or not there yet, may still come. */
export const checksStand = (checks: readonly CheckResult[]): CheckState => {
  const order: CheckState[] = ['failed', 'missing', 'pending']
  return order.find(state => checks.some(one => one.state === state)) ?? 'passed'
}

const words: Record<CheckState, string> = {
  failed: 'has failed',
  missing: 'has not been reported',
  pending: 'has not ended',
  passed: 'has passed',
}

export const checksMessage = (checks: readonly CheckResult[], waitedMinutes?: number): string => {
  const left = checks.filter(one => one.state !== 'passed').map(one => `${one.name} ${words[one.state]}`)
  return `Required checks: ${left.join(', ')}${waitedMinutes === undefined ? '' : ` within ${waitedMinutes} minutes`}`
}

/** What readers get. */
export const gatesView = ({ gates }: DeploymentState) => gates
