import {
  BatchGetDeploymentTargetsCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  type LifecycleEvent,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy'
import { CloudFault } from '../../core/faults.ts'
import type { Customer, ReleaseLook, Releases } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked, unless } from '../fault.ts'

export const look =
  (clients: CustomersOnly): Releases['look'] =>
  async (at, releaseId) => {
    const info = await described(clients, at, releaseId)
    const { hooks, isDone } = await course(clients, at, releaseId)
    const state = await settled(clients, at, info, stateOf(info, hooks, isDone))
    const reason = info.errorInformation?.message
    const endedAt = isOver(state) ? info.completeTime?.toISOString() : undefined
    return { state, hooks, ...(reason && { reason }), ...(endedAt && { endedAt }) }
  }

/** `Ready` is the wait before traffic; the one after it has no status of its own, only a flag, which for ECS has been seen to
 *  stay false. Then its target tells, which is done when the wait begins: https://github.com/aws/containers-roadmap/issues/269
 *  https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html */
const stateOf = (info: DeploymentInfo, hooks: string[], isDone: boolean): ReleaseLook['state'] => {
  if (info.status === 'Succeeded') return 'succeeded'
  if (info.status === 'Failed') return 'failed'
  if (info.status === 'Stopped') return 'stopped'
  if (info.status === 'Ready') return 'ready'
  const waits = info.instanceTerminationWaitTimeStarted || isDone
  return waits && hooks.includes('AllowTraffic') ? 'warm' : 'working'
}

const isOver = (state: ReleaseLook['state']) => state === 'succeeded' || state === 'failed' || state === 'stopped'

/** A rollback may be a deployment of its own: it is over when that is.
 *  https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RollbackInfo.html */
const settled = async (
  clients: CustomersOnly,
  at: Customer,
  info: DeploymentInfo,
  state: ReleaseLook['state'],
): Promise<ReleaseLook['state']> => {
  const rollback = info.rollbackInfo?.rollbackDeploymentId
  if (!rollback || (state !== 'failed' && state !== 'stopped')) return state
  const { status = '' } = await described(clients, at, rollback)
  return ['Succeeded', 'Failed', 'Stopped'].includes(status) ? state : 'working'
}

export const described = async (
  clients: CustomersOnly,
  at: Customer,
  deploymentId: string,
): Promise<DeploymentInfo> => {
  const command = new GetDeploymentCommand({ deploymentId })
  const answer = await asked('codedeploy:GetDeployment', () => clients.customer(at).codedeploy().send(command))
  if (!answer.deploymentInfo)
    throw new CloudFault('missing', 'codedeploy:GetDeployment', `Release ${deploymentId} is not there`)
  return answer.deploymentInfo
}

/** Names of lifecycle events that have succeeded, in CodeDeploy's order. One that has only just begun has no targets yet. */
const course = async (clients: CustomersOnly, at: Customer, deploymentId: string) => {
  const list = new ListDeploymentTargetsCommand({ deploymentId })
  const listed = await unless(
    ['DeploymentNotStartedException'],
    asked('codedeploy:ListDeploymentTargets', () => clients.customer(at).codedeploy().send(list)),
  )
  const targetIds = listed?.targetIds ?? []
  if (targetIds.length === 0) return { hooks: [], isDone: false }
  const look = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds })
  const { deploymentTargets = [] } = await asked('codedeploy:BatchGetDeploymentTargets', () =>
    clients.customer(at).codedeploy().send(look),
  )
  const events = deploymentTargets.flatMap(one => one.ecsTarget?.lifecycleEvents ?? [])
  return {
    hooks: events.filter(succeeded).flatMap(one => one.lifecycleEventName ?? []),
    isDone: deploymentTargets.length > 0 && deploymentTargets.every(one => one.ecsTarget?.status === 'Succeeded'),
  }
}

const succeeded = (event: LifecycleEvent) => event.status === 'Succeeded'
