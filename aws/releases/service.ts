import { DescribeServicesCommand, type TaskSet, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import type { Releases, TaskSetView } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked, unless } from '../fault.ts'

export const service =
  (clients: CustomersOnly): Releases['service'] =>
  async (at, names) => {
    const look = new DescribeServicesCommand({ cluster: names.cluster, services: [names.service] })
    const answer = await unless(
      ['ClusterNotFoundException'],
      asked('ecs:DescribeServices', () => clients.customer(at).ecs().send(look)),
    )
    // A deleted service is shown as INACTIVE for a while.
    const found = answer?.services?.find(one => one.status === 'ACTIVE')
    return (
      found && {
        serviceArn: found.serviceArn ?? '',
        desired: found.desiredCount ?? 0,
        running: found.runningCount ?? 0,
        taskSets: (found.taskSets ?? []).map(viewOf),
      }
    )
  }

/** The count is all that may be changed of a service whose releases CodeDeploy does. */
export const scale =
  (clients: CustomersOnly): Releases['scale'] =>
  async (at, names, count) => {
    const update = new UpdateServiceCommand({ cluster: names.cluster, service: names.service, desiredCount: count })
    await asked('ecs:UpdateService', () => clients.customer(at).ecs().send(update))
  }

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html (status) */
const roles: Record<string, TaskSetView['role']> = { PRIMARY: 'primary', ACTIVE: 'active', DRAINING: 'draining' }

const viewOf = (set: TaskSet): TaskSetView => ({
  id: set.id ?? '',
  role: roles[set.status ?? ''] ?? 'draining',
  taskDefinition: set.taskDefinition ?? '',
  targetGroupArn: set.loadBalancers?.[0]?.targetGroupArn ?? '',
  desired: set.computedDesiredCount ?? 0,
  running: set.runningCount ?? 0,
})
