// What CodeDeploy does to ECS and to the load balancer, by their own calls, with its role's rights.
import type {
  CreateTaskSetCommandOutput,
  DescribeServicesCommandOutput,
  Service as EcsService,
  TaskSet,
} from '@aws-sdk/client-ecs'
import type { DescribeTargetGroupsCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Kernel } from '../kernel.ts'
import { asService } from '../rows.ts'
import type { DeploymentRecord, Side } from './records.ts'

export const worldOf = (kernel: Kernel, deployment: DeploymentRecord) => {
  const caller = asService(deployment, 'CodeDeploy')
  const at = { cluster: deployment.cluster, service: deployment.service }
  const ecs = <T = object>(command: string, input: object) =>
    kernel.call<T>('ecs', command, { ...at, ...input }, caller)

  /** All weights of a listener in one call; the other group stays known to it, so that its targets stay checked. */
  const forward = async (listeners: string[], weights: [groupArn: string, weight: number][]) => {
    const TargetGroups = weights.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }))
    const DefaultActions = [{ Type: 'forward', ForwardConfig: { TargetGroups } }]
    for (const ListenerArn of listeners)
      await kernel.call('elbv2', 'ModifyListener', { ListenerArn, DefaultActions }, caller)
  }

  return {
    forward,
    async service(): Promise<EcsService | undefined> {
      const input = { services: [deployment.service] }
      const found = await ecs<DescribeServicesCommandOutput>('DescribeServices', input)
      return found.services?.find(one => one.status === 'ACTIVE')
    },
    async groups(): Promise<Map<string, string>> {
      const input = { Names: deployment.route.groupNames }
      const found = await kernel.call<DescribeTargetGroupsCommandOutput>('elbv2', 'DescribeTargetGroups', input, caller)
      return new Map(found.TargetGroups?.map(one => [one.TargetGroupName ?? '', one.TargetGroupArn ?? '']))
    },
    async taskSet(side: Side | undefined): Promise<TaskSet | undefined> {
      if (!side) return undefined
      const { taskSets } = await ecs<{ taskSets: TaskSet[] }>('DescribeTaskSets', {})
      return taskSets.find(one => one.id === side.taskSet)
    },
    async createGreen(groupArn: string): Promise<string> {
      const { taskDefinition, containerName, containerPort } = deployment.spec
      const made = await ecs<CreateTaskSetCommandOutput>('CreateTaskSet', {
        externalId: deployment.id,
        taskDefinition,
        loadBalancers: [{ targetGroupArn: groupArn, containerName, containerPort }],
        scale: { value: 100, unit: 'PERCENT' },
      })
      return made.taskSet?.id ?? ''
    },
    makePrimary: (side: Side) => ecs('UpdateServicePrimaryTaskSet', { primaryTaskSet: side.taskSet }),
    drop: (set: TaskSet) => ecs('DeleteTaskSet', { taskSet: set.id, force: true }),
  }
}
