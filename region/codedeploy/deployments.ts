import type {
  AlarmConfiguration,
  ContinueDeploymentCommandInput,
  CreateDeploymentCommandInput,
  ListDeploymentsCommandInput,
  RevisionLocation,
  StopDeploymentCommandInput,
} from '@aws-sdk/client-codedeploy'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import type { Drive } from './drive.ts'
import { existingApplication, existingGroup } from './groups.ts'
import type { DeploymentRecord, GroupRecord, Releasing } from './records.ts'

export const deploymentCommands = (kernel: Kernel, state: Releasing, go: Drive): Commands => {
  const ask = (deployment: DeploymentRecord, asked: DeploymentRecord['asked']) => {
    const told = { ...deployment, asked: { ...deployment.asked, ...asked } }
    state.deployments.put(told, told.id, told)
    go(told)
  }
  return {
    // One at a time in a group, the time that blue is kept warm included.
    // https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html
    async CreateDeployment(input: CreateDeploymentCommandInput, caller: Caller) {
      const group = existingGroup(state, caller, input.applicationName, input.deploymentGroupName)
      const inHand = ofGroup(state, caller, input).find(one => one.phase !== 'over')
      if (inHand)
        throw new AwsError(
          'DeploymentLimitExceededException',
          `The Deployment Group '${input.deploymentGroupName}' already has an active Deployment '${inHand.id}'`,
        )
      const deployment = fresh(kernel, caller, group, input)
      state.deployments.put(caller, deployment.id, deployment)
      go(deployment)
      return { deploymentId: deployment.id }
    },

    async ListDeployments(input: ListDeploymentsCommandInput, caller: Caller) {
      if (input.applicationName) existingApplication(state, caller, input.applicationName)
      if (input.deploymentGroupName) existingGroup(state, caller, input.applicationName, input.deploymentGroupName)
      const { start, end } = input.createTimeRange ?? {}
      const found = ofGroup(state, caller, input)
        .filter(one => !input.includeOnlyStatuses?.length || input.includeOnlyStatuses.includes(one.status))
        .filter(one => (!start || one.createdAt >= start.getTime()) && (!end || one.createdAt <= end.getTime()))
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
      const from = Number(input.nextToken ?? 0)
      return {
        deployments: found.slice(from, from + pageSize).map(one => one.id),
        ...(from + pageSize < found.length ? { nextToken: String(from + pageSize) } : {}),
      }
    },

    // READY_WAIT moves traffic, TERMINATION_WAIT ends the time blue is kept warm.
    // https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ContinueDeployment.html
    async ContinueDeployment(input: ContinueDeploymentCommandInput, caller: Caller) {
      const deployment = unfinished(state, caller, input.deploymentId)
      const ending = input.deploymentWaitType === 'TERMINATION_WAIT'
      if (deployment.asked?.stop || deployment.phase !== (ending ? 'warm' : 'ready'))
        throw new AwsError(
          'DeploymentIsNotInReadyStateException',
          `The deployment ${deployment.id} is not in a ready state and cannot continue yet.`,
        )
      ask(deployment, ending ? { end: true } : { traffic: true })
      return {}
    },

    // Answers before anything is undone. Once blue is on its way out there is nothing left to stop.
    // https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html
    async StopDeployment(input: StopDeploymentCommandInput, caller: Caller) {
      const deployment = unfinished(state, caller, input.deploymentId)
      if (deployment.phase === 'ending') throw completed(deployment.id)
      if (!input.autoRollbackEnabled && !deployment.stopRollsBack)
        throw new AwsError('InvalidAutoRollbackConfigException', 'This region models a stop with rollback only')
      ask(deployment, { stop: true })
      return {
        status: 'Pending' as const,
        statusMessage: 'No more commands will be scheduled for deployment instances',
      }
    },
  }
}

const pageSize = 100

export const existingDeployment = (state: Releasing, caller: Caller, id = '') => {
  const deployment = state.deployments.get(caller, id)
  if (!deployment) throw new AwsError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
  return deployment
}

const unfinished = (state: Releasing, caller: Caller, id: string | undefined) => {
  const deployment = existingDeployment(state, caller, id)
  if (deployment.phase === 'over') throw completed(deployment.id)
  return deployment
}

const completed = (id: string) =>
  new AwsError('DeploymentAlreadyCompletedException', `The deployment ${id} has already completed.`)

const ofGroup = (
  state: Releasing,
  caller: Caller,
  { applicationName, deploymentGroupName }: { applicationName?: string; deploymentGroupName?: string },
) =>
  state.deployments
    .of(caller)
    .filter(one => !applicationName || one.application === applicationName)
    .filter(one => !deploymentGroupName || one.group === deploymentGroupName)

const fresh = (
  kernel: Kernel,
  caller: Caller,
  { id: groupId, settings }: GroupRecord,
  input: CreateDeploymentCommandInput,
): DeploymentRecord => {
  const now = kernel.timeline.now()
  const content = contentOf(input.revision)
  const [pair] = settings.loadBalancerInfo?.targetGroupPairInfoList ?? []
  const [{ clusterName = '', serviceName = '' } = {}] = settings.ecsServices ?? []
  const options = settings.blueGreenDeploymentConfiguration
  const ready = options?.deploymentReadyOption
  const cluster = clusterName.split('/').at(-1) ?? ''
  return {
    accountId: caller.accountId,
    region: caller.region,
    id: `d-${kernel.random.hex(5).slice(0, 9).toUpperCase()}`,
    application: input.applicationName ?? '',
    group: input.deploymentGroupName ?? '',
    groupId,
    ...(input.description ? { description: input.description } : {}),
    content,
    spec: specOf(content),
    cluster,
    service: serviceName,
    serviceArn: `arn:aws:ecs:${caller.region}:${caller.accountId}:service/${cluster}/${serviceName}`,
    route: {
      production: pair?.prodTrafficRoute?.listenerArns ?? [],
      test: pair?.testTrafficRoute?.listenerArns ?? [],
      groupNames: pair?.targetGroups?.map(one => one.name ?? '') ?? [],
    },
    ...(ready?.actionOnTimeout === 'STOP_DEPLOYMENT' ? { readyWaitMinutes: Number(ready.waitTimeInMinutes ?? 0) } : {}),
    warmMinutes: Number(options?.terminateBlueInstancesOnDeploymentSuccess?.terminationWaitTimeInMinutes ?? 0),
    stopRollsBack: settings.autoRollbackConfiguration?.events?.includes('DEPLOYMENT_STOP_ON_REQUEST') ?? false,
    ...watched(settings, input.overrideAlarmConfiguration),
    status: 'Created',
    phase: 'created',
    hooks: {},
    createdAt: now,
    since: now,
  }
}

/** What is given with a deployment stands in place of what its group says.
 *  https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html */
const watched = (settings: GroupRecord['settings'], given: AlarmConfiguration | undefined) => {
  const { enabled, alarms = [] } = given ?? settings.alarmConfiguration ?? {}
  const names = enabled ? alarms.flatMap(({ name }: { name?: string }) => name ?? []) : []
  if (names.length > 0 && !settings.autoRollbackConfiguration?.events?.includes('DEPLOYMENT_STOP_ON_ALARM'))
    throw new AwsError('InvalidAutoRollbackConfigException', 'This region models alarms that roll back only')
  return { alarms: names, ...(given && { alarmsGiven: given }) }
}

const contentOf = (revision: RevisionLocation | undefined) => {
  const content = revision?.appSpecContent?.content ?? revision?.string?.content
  if (!content) throw new AwsError('RevisionRequiredException', 'The revision ID was not specified.')
  return content
}

/** YAML is a way of writing it too; this region reads JSON, which is what its callers write.
 *  https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html#reference-appspec-file-structure-resources-ecs */
const specOf = (content: string): DeploymentRecord['spec'] => {
  try {
    const { Properties } = JSON.parse(content).Resources[0].TargetService
    const { TaskDefinition, LoadBalancerInfo } = Properties
    return {
      taskDefinition: String(TaskDefinition),
      containerName: String(LoadBalancerInfo.ContainerName),
      containerPort: Number(LoadBalancerInfo.ContainerPort),
    }
  } catch {
    throw new AwsError('InvalidRevisionException', 'The AppSpec names no target service, or is not JSON')
  }
}
