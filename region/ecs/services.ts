import type {
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  DescribeServicesCommandInput,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import { existingCluster } from './clusters.ts'
import { existingDefinition } from './definitions.ts'
import { ecsArn, type Running, type ServiceRecord, serviceId, shortName, tagsOf } from './records.ts'
import type { Scheduler } from './scheduler.ts'
import { newTaskSet, shownService } from './shown.ts'

export const serviceCommands = (kernel: Kernel, state: Running, { settle }: Scheduler): Commands => ({
  // With the CODE_DEPLOY controller this starts the first task set directly; releases come later.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
  async CreateService(input: CreateServiceCommandInput, caller: Caller) {
    const cluster = existingCluster(state, caller, input.cluster)
    const name = input.serviceName ?? ''
    const there = state.services.get(caller, `${cluster.name}/${name}`)
    if (there && there.status !== 'INACTIVE')
      throw new AwsError('InvalidParameterException', 'Creation of service was not idempotent.')
    if (input.deploymentController?.type !== 'CODE_DEPLOY')
      throw new AwsError(
        'InvalidParameterException',
        'This region models services with the CODE_DEPLOY controller only.',
      )
    const definition = existingDefinition(state, caller, input.taskDefinition)
    const service = fresh(kernel, caller, cluster.name, input)
    const set = newTaskSet(kernel, service, definition.arn, input.loadBalancers?.[0], 'PRIMARY')
    state.services.put(caller, serviceId(service), { ...service, taskSets: [set] })
    settle(service)
    return { service: shownService(state, existingService(state, caller, cluster.name, name)) }
  },

  // Of a service that CodeDeploy releases, only the count may be changed here.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
  async UpdateService(input: UpdateServiceCommandInput, caller: Caller) {
    const service = existingService(state, caller, input.cluster, input.service)
    for (const [what, words] of Object.entries(codeDeployOnly))
      if (what in input && input[what as keyof UpdateServiceCommandInput] !== undefined)
        throw new AwsError(
          'InvalidParameterException',
          `Unable to update ${words} on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.`,
        )
    if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.')
    if (input.desiredCount !== undefined) service.desiredCount = Number(input.desiredCount)
    if (input.healthCheckGracePeriodSeconds !== undefined)
      service.healthGraceSeconds = Number(input.healthCheckGracePeriodSeconds)
    state.services.put(caller, serviceId(service), { ...service, steady: false })
    settle(service)
    return { service: shownService(state, existingService(state, caller, service.cluster, service.name)) }
  },

  async DescribeServices(input: DescribeServicesCommandInput, caller: Caller) {
    const cluster = existingCluster(state, caller, input.cluster)
    const wanted = (input.services ?? []).map(shortName)
    const found = wanted.map(name => state.services.get(caller, `${cluster.name}/${name}`))
    return {
      services: found.flatMap(one => (one ? [shownService(state, one, input.include?.includes('TAGS'))] : [])),
      failures: wanted
        .filter((_, i) => !found[i])
        .map(name => ({ arn: ecsArn(caller, `service/${cluster.name}/${name}`), reason: 'MISSING' })),
    }
  },

  // Refused while it wants tasks, unless forced; then DRAINING until the last task is gone, then INACTIVE.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
  async DeleteService(input: DeleteServiceCommandInput, caller: Caller) {
    const service = existingService(state, caller, input.cluster, input.service)
    if (service.desiredCount > 0 && !input.force)
      throw new AwsError('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.')
    const taskSets = service.taskSets.map(set => ({ ...set, status: 'DRAINING' as const }))
    const leaving: ServiceRecord = { ...service, desiredCount: 0, status: 'DRAINING', taskSets }
    state.services.put(caller, serviceId(service), leaving)
    settle(leaving)
    return { service: shownService(state, existingService(state, caller, service.cluster, service.name)) }
  },
})

export const existingService = (state: Running, caller: Caller, clusterName: string | undefined, nameOrArn = '') => {
  const cluster = existingCluster(state, caller, clusterName)
  const service = state.services.get(caller, `${cluster.name}/${shortName(nameOrArn)}`)
  if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.')
  return service
}

/** Seen for the task definition: https://github.com/boto/boto3/issues/1936 */
const codeDeployOnly = {
  taskDefinition: 'task definition',
  networkConfiguration: 'network parameters',
  loadBalancers: 'load balancers',
  platformVersion: 'platform version',
  forceNewDeployment: 'deployment',
}

const fresh = (kernel: Kernel, caller: Caller, cluster: string, input: CreateServiceCommandInput): ServiceRecord => ({
  accountId: caller.accountId,
  region: caller.region,
  arn: ecsArn(caller, `service/${cluster}/${input.serviceName}`),
  name: input.serviceName ?? '',
  cluster,
  status: 'ACTIVE',
  desiredCount: Number(input.desiredCount ?? 1),
  taskSets: [],
  events: [],
  ...(input.networkConfiguration ? { networkConfiguration: input.networkConfiguration } : {}),
  healthGraceSeconds: Number(input.healthCheckGracePeriodSeconds ?? 0),
  steady: false,
  createdAt: kernel.timeline.now(),
  tags: tagsOf(input.tags),
})
