// Amazon ECS, as far as a service goes whose releases CodeDeploy does.
import type {
  DescribeTasksCommandInput,
  ListTagsForResourceCommandInput,
  ListTasksCommandInput,
  TagResourceCommandInput,
  Task,
} from '@aws-sdk/client-ecs'
import { AwsError } from '../aws-error.ts'
import type { TargetNote } from '../elbv2/targets.ts'
import type { Caller, Commands, Kernel, Service } from '../kernel.ts'
import { clusterCommands, existingCluster } from './clusters.ts'
import { definitionCommands, definitionId, existingDefinition } from './definitions.ts'
import { ecsArn, type Running, running, serviceId, shortName, type TaskRecord, tagList, tagsOf } from './records.ts'
import { type Scheduler, scheduler } from './scheduler.ts'
import { existingService, serviceCommands } from './services.ts'
import { taskSetCommands } from './task-sets.ts'

export const ecs: Service = (kernel: Kernel) => {
  const state = running(kernel)
  const keeper = scheduler(kernel, state)
  return {
    commands: {
      ...clusterCommands(state),
      ...definitionCommands(kernel, state),
      ...serviceCommands(kernel, state, keeper),
      ...taskSetCommands(kernel, state, keeper),
      ...taskCommands(state),
      ...tagCommands(state),
      ...hearing(state, keeper),
      ...arriving(state),
    },
    resume: keeper.resume,
  }
}

/** Not of AWS: there ECS sees this in DescribeTargetHealth. */
const hearing = (state: Running, keeper: Scheduler): Commands => ({
  async NoteTargetHealth(note: TargetNote, caller: Caller) {
    const task = state.tasks
      .of(caller)
      .find(one => one.lastStatus === 'RUNNING' && one.address?.host === note.id && one.address.port === note.port)
    if (task) keeper.heard(task, note.state, note.wasHealthy, note.reason)
    return {}
  },
})

/** Not of AWS, where all programs of the world never end at once: those that are to serve and do not yet. */
const arriving = (state: Running): Commands => ({
  async CountArriving() {
    const wanted = state.tasks.all().filter(task => task.desiredStatus === 'RUNNING')
    const balanced = (task: TaskRecord) =>
      state.services
        .get(task, `${task.cluster}/${task.service}`)
        ?.taskSets.some(set => set.id === task.taskSetId && set.loadBalancer)
    const serves = (task: TaskRecord) => task.lastStatus === 'RUNNING' && (task.target === 'healthy' || !balanced(task))
    return { arriving: wanted.filter(task => !serves(task)).length }
  },
})

const taskCommands = (state: Running): Commands => ({
  async ListTasks(input: ListTasksCommandInput, caller: Caller) {
    const cluster = existingCluster(state, caller, input.cluster)
    const prefix = input.serviceName ? `${cluster.name}/${shortName(input.serviceName)}/` : `${cluster.name}/`
    const wanted = input.desiredStatus ?? 'RUNNING'
    const found = state.tasks.of(caller, prefix).filter(task => task.desiredStatus === wanted)
    return { taskArns: found.map(task => task.arn) }
  },

  async DescribeTasks(input: DescribeTasksCommandInput, caller: Caller) {
    const cluster = existingCluster(state, caller, input.cluster)
    const all = state.tasks.of(caller, `${cluster.name}/`)
    const found = (input.tasks ?? []).map(id => all.find(task => task.id === shortName(id)))
    return {
      tasks: found.flatMap(task => (task ? [shownTask(task)] : [])),
      failures: (input.tasks ?? []).filter((_, i) => !found[i]).map(arn => ({ arn, reason: 'MISSING' })),
    }
  },
})

const tagCommands = (state: Running): Commands => ({
  async TagResource(input: TagResourceCommandInput, caller: Caller) {
    const { tags, put } = tagged(state, caller, input.resourceArn)
    put({ ...tags, ...tagsOf(input.tags) })
    return {}
  },
  async ListTagsForResource(input: ListTagsForResourceCommandInput, caller: Caller) {
    return { tags: tagList(tagged(state, caller, input.resourceArn).tags) }
  },
})

const tagged = (state: Running, caller: Caller, arn = '') => {
  const [kind, ...path] = (arn.split(':')[5] ?? '').split('/')
  if (kind === 'service') {
    const service = existingService(state, caller, path[0], path[1])
    return {
      tags: service.tags,
      put: (tags: Record<string, string>) => state.services.put(caller, serviceId(service), { ...service, tags }),
    }
  }
  if (kind === 'cluster') {
    const cluster = existingCluster(state, caller, path[0])
    return {
      tags: cluster.tags,
      put: (tags: Record<string, string>) => state.clusters.put(caller, cluster.name, { ...cluster, tags }),
    }
  }
  if (kind !== 'task-definition') throw new AwsError('InvalidParameterException', `Invalid resource type in ${arn}`)
  const definition = existingDefinition(state, caller, arn)
  return {
    tags: definition.tags,
    put: (tags: Record<string, string>) =>
      state.definitions.put(caller, definitionId(definition), { ...definition, tags }),
  }
}

/** `healthStatus` is that of container health checks, which these definitions have none of: UNKNOWN, as on AWS.
 *  https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
const shownTask = (task: TaskRecord): Task => ({
  taskArn: task.arn,
  clusterArn: ecsArn(task, `cluster/${task.cluster}`),
  taskDefinitionArn: task.taskDefinition,
  group: `service:${task.service}`,
  startedBy: task.taskSetId,
  launchType: 'FARGATE',
  lastStatus: task.lastStatus,
  desiredStatus: task.desiredStatus,
  healthStatus: 'UNKNOWN',
  createdAt: new Date(task.createdAt),
  ...(task.startedAt ? { startedAt: new Date(task.startedAt) } : {}),
  ...(task.stoppedAt ? { stoppedAt: new Date(task.stoppedAt) } : {}),
  ...(task.stoppedReason ? { stoppedReason: task.stoppedReason } : {}),
  ...(task.stopCode ? { stopCode: task.stopCode } : {}),
  containers: [
    {
      name: task.container,
      image: task.image,
      lastStatus: task.lastStatus,
      ...(task.exitCode === undefined ? {} : { exitCode: task.exitCode }),
    },
  ],
  version: task.version,
})
