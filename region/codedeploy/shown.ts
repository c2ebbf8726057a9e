// Deployments as CodeDeploy shows them.
import type {
  BatchGetDeploymentsCommandInput,
  BatchGetDeploymentTargetsCommandInput,
  DeploymentInfo,
  DeploymentTarget,
  ECSTaskSet,
  GetDeploymentCommandInput,
  GetDeploymentTargetCommandInput,
  LifecycleEvent,
  ListDeploymentTargetsCommandInput,
} from '@aws-sdk/client-codedeploy'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import { allHooks } from './course.ts'
import { existingDeployment } from './deployments.ts'
import type { DeploymentRecord, Releasing, Side } from './records.ts'
import { worldOf } from './world.ts'

export const shownCommands = (kernel: Kernel, state: Releasing): Commands => ({
  async GetDeployment(input: GetDeploymentCommandInput, caller: Caller) {
    return { deploymentInfo: shown(existingDeployment(state, caller, input.deploymentId)) }
  },

  // 25 at most; ids that are not there are left out.
  // https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html
  async BatchGetDeployments(input: BatchGetDeploymentsCommandInput, caller: Caller) {
    const ids = input.deploymentIds ?? []
    if (ids.length > 25) throw new AwsError('BatchLimitExceededException', 'The maximum number of IDs is 25')
    const found = ids.map(id => state.deployments.get(caller, id))
    return { deploymentsInfo: found.flatMap(one => (one ? [shown(one)] : [])) }
  },

  async ListDeploymentTargets(input: ListDeploymentTargetsCommandInput, caller: Caller) {
    return { targetIds: [targetId(started(existingDeployment(state, caller, input.deploymentId)))] }
  },

  async GetDeploymentTarget(input: GetDeploymentTargetCommandInput, caller: Caller) {
    return { deploymentTarget: await target(kernel, existingTarget(state, caller, input.deploymentId, input.targetId)) }
  },

  async BatchGetDeploymentTargets(input: BatchGetDeploymentTargetsCommandInput, caller: Caller) {
    const wanted = (input.targetIds ?? []).map(id => existingTarget(state, caller, input.deploymentId, id))
    return { deploymentTargets: await Promise.all(wanted.map(one => target(kernel, one))) }
  },
})

const existingTarget = (state: Releasing, caller: Caller, deploymentId: string | undefined, id = '') => {
  const deployment = started(existingDeployment(state, caller, deploymentId))
  if (targetId(deployment) !== id)
    throw new AwsError('DeploymentTargetDoesNotExistException', `The target ${id} does not exist`)
  return deployment
}

const started = (deployment: DeploymentRecord) => {
  if (deployment.phase === 'created')
    throw new AwsError('DeploymentNotStartedException', `The deployment ${deployment.id} has not started.`)
  return deployment
}

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ECSTarget.html */
const targetId = ({ cluster, service }: DeploymentRecord) => `${cluster}:${service}`

/** While blue is kept warm the status stays InProgress, and only the flag tells.
 *  https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html */
const shown = (deployment: DeploymentRecord): DeploymentInfo => ({
  applicationName: deployment.application,
  deploymentGroupName: deployment.group,
  deploymentId: deployment.id,
  deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
  ...(deployment.description ? { description: deployment.description } : {}),
  revision: { revisionType: 'AppSpecContent', appSpecContent: { content: deployment.content } },
  status: deployment.status,
  ...(deployment.error
    ? { errorInformation: { code: deployment.error.code as 'TIMEOUT', message: deployment.error.message } }
    : {}),
  createTime: new Date(deployment.createdAt),
  ...(deployment.startedAt ? { startTime: new Date(deployment.startedAt) } : {}),
  ...(deployment.completedAt ? { completeTime: new Date(deployment.completedAt) } : {}),
  ...(deployment.alarmsGiven ? { overrideAlarmConfiguration: deployment.alarmsGiven } : {}),
  creator: 'user',
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  instanceTerminationWaitTimeStarted: ['warm', 'ending'].includes(deployment.phase),
  computePlatform: 'ECS',
})

const target = async (kernel: Kernel, deployment: DeploymentRecord): Promise<DeploymentTarget> => {
  const moved = deployment.hooks.AllowTraffic?.status === 'Succeeded' && deployment.status !== 'Stopped'
  const sides: ['Blue' | 'Green', Side | undefined, number][] = [
    ['Blue', deployment.blue, moved ? 0 : 100],
    ['Green', deployment.green, moved ? 100 : 0],
  ]
  return {
    deploymentTargetType: 'ECSTarget',
    ecsTarget: {
      deploymentId: deployment.id,
      targetId: targetId(deployment),
      targetArn: deployment.serviceArn,
      status: statusOf(deployment),
      lifecycleEvents: lifecycleOf(deployment),
      taskSetsInfo: (await Promise.all(sides.map(side => taskSetOf(kernel, deployment, ...side)))).flat(),
    },
  }
}

const taskSetOf = async (
  kernel: Kernel,
  deployment: DeploymentRecord,
  taskSetLabel: 'Blue' | 'Green',
  side: Side | undefined,
  trafficWeight: number,
): Promise<ECSTaskSet[]> => {
  const set = await worldOf(kernel, deployment).taskSet(side)
  if (!set) return []
  return [
    {
      identifer: set.id,
      desiredCount: set.computedDesiredCount,
      pendingCount: set.pendingCount,
      runningCount: set.runningCount,
      status: set.status,
      trafficWeight,
      targetGroup: { name: side?.groupArn.split('/')[1] },
      taskSetLabel,
    },
  ]
}

const lifecycleOf = (deployment: DeploymentRecord): LifecycleEvent[] =>
  allHooks(deployment).map(([lifecycleEventName, hook]) => ({
    lifecycleEventName,
    status: hook?.status ?? (deployment.phase === 'over' ? 'Skipped' : 'Pending'),
    ...(hook?.startedAt ? { startTime: new Date(hook.startedAt) } : {}),
    ...(hook?.endedAt ? { endTime: new Date(hook.endedAt) } : {}),
  }))

/** The target is done when the wait for blue's end begins: https://github.com/aws/containers-roadmap/issues/269 */
const statusOf = ({ status, phase }: DeploymentRecord) => {
  if (status === 'Created') return 'Pending'
  if (status === 'Stopped') return 'Skipped'
  return phase === 'warm' || phase === 'ending' ? 'Succeeded' : status
}
