// What CodeDeploy does to a service: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/codedeploy_IAM_role.html
import type {
  CreateTaskSetCommandInput,
  DeleteTaskSetCommandInput,
  DescribeTaskSetsCommandInput,
  UpdateServicePrimaryTaskSetCommandInput,
} from '@aws-sdk/client-ecs'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import { existingDefinition } from './definitions.ts'
import { type Running, type ServiceRecord, serviceId, type TaskSetRecord, tasksOf } from './records.ts'
import type { Scheduler } from './scheduler.ts'
import { existingService } from './services.ts'
import { newTaskSet, shownTaskSet } from './shown.ts'

export const taskSetCommands = (kernel: Kernel, state: Running, { settle }: Scheduler): Commands => {
  const put = (service: ServiceRecord, taskSets: TaskSetRecord[]) => {
    state.services.put(service, serviceId(service), { ...service, taskSets, steady: false })
    settle(service)
  }
  return {
    async CreateTaskSet(input: CreateTaskSetCommandInput, caller: Caller) {
      const service = existingService(state, caller, input.cluster, input.service)
      if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.')
      const definition = existingDefinition(state, caller, input.taskDefinition)
      const set: TaskSetRecord = {
        ...newTaskSet(kernel, service, definition.arn, input.loadBalancers?.[0], 'ACTIVE'),
        ...(input.externalId ? { externalId: input.externalId } : {}),
        scale: Number(input.scale?.value ?? 0),
      }
      put(service, [...service.taskSets, set])
      return { taskSet: shownTaskSet(service, set, tasksOf(state, service)) }
    },

    async DescribeTaskSets(input: DescribeTaskSetsCommandInput, caller: Caller) {
      const service = existingService(state, caller, input.cluster, input.service)
      const wanted = input.taskSets
      const sets = wanted ? service.taskSets.filter(one => wanted.includes(one.id)) : service.taskSets
      return { taskSets: sets.map(set => shownTaskSet(service, set, tasksOf(state, service))), failures: [] }
    },

    /** The other that was primary stays, as an ACTIVE one. */
    async UpdateServicePrimaryTaskSet(input: UpdateServicePrimaryTaskSetCommandInput, caller: Caller) {
      const service = existingService(state, caller, input.cluster, input.service)
      const primary = existingSet(service, input.primaryTaskSet)
      const demoted = (one: TaskSetRecord): TaskSetRecord =>
        one.status === 'PRIMARY' ? { ...one, status: 'ACTIVE' } : one
      put(
        service,
        service.taskSets.map(one => (one.id === primary.id ? { ...one, status: 'PRIMARY' } : demoted(one))),
      )
      return { taskSet: shownTaskSet(service, { ...primary, status: 'PRIMARY' }, tasksOf(state, service)) }
    },

    /** DRAINING until its last task is gone. */
    async DeleteTaskSet(input: DeleteTaskSetCommandInput, caller: Caller) {
      const service = existingService(state, caller, input.cluster, input.service)
      const set = existingSet(service, input.taskSet)
      const leaving: TaskSetRecord = { ...set, status: 'DRAINING' }
      put(
        service,
        service.taskSets.map(one => (one.id === set.id ? leaving : one)),
      )
      return { taskSet: shownTaskSet(service, leaving, tasksOf(state, service)) }
    },
  }
}

const existingSet = (service: ServiceRecord, id = '') => {
  const set = service.taskSets.find(one => one.id === id || one.arn === id)
  if (!set) throw new AwsError('TaskSetNotFoundException', 'The specified task set was not found.')
  return set
}
