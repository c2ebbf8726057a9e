// Services and task sets as ECS shows them.
import type { LoadBalancer, Service as ShownService, TaskSet } from '@aws-sdk/client-ecs'
import type { Kernel } from '../kernel.ts'
import {
  desiredOf,
  ecsArn,
  type Running,
  type ServiceRecord,
  type TaskRecord,
  type TaskSetRecord,
  tagList,
  tasksOf,
} from './records.ts'
import { isSteady } from './scheduler.ts'

export const newTaskSet = (
  kernel: Kernel,
  service: ServiceRecord,
  taskDefinition: string,
  loadBalancer: LoadBalancer | undefined,
  status: TaskSetRecord['status'],
): TaskSetRecord => {
  const id = `ecs-svc/${BigInt(`0x${kernel.random.hex(8)}`)}`
  return {
    id,
    arn: ecsArn(service, `task-set/${service.cluster}/${service.name}/${id}`),
    status,
    taskDefinition,
    ...(loadBalancer ? { loadBalancer } : {}),
    scale: 100,
    startedBy: 'CODE_DEPLOY',
    createdAt: kernel.timeline.now(),
  }
}

export const shownService = (state: Running, service: ServiceRecord, withTags = false): ShownService => {
  const all = tasksOf(state, service)
  const primary = service.taskSets.find(one => one.status === 'PRIMARY')
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: ecsArn(service, `cluster/${service.cluster}`),
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: all.filter(isRunning).length,
    pendingCount: all.filter(isPending).length,
    launchType: 'FARGATE',
    deploymentController: { type: 'CODE_DEPLOY' },
    deployments: [],
    ...(primary ? { taskDefinition: primary.taskDefinition } : {}),
    loadBalancers: primary?.loadBalancer ? [primary.loadBalancer] : [],
    taskSets: service.taskSets.map(set => shownTaskSet(service, set, all)),
    events: service.events.map(({ id, at, message }) => ({ id, createdAt: new Date(at), message })),
    ...(service.networkConfiguration ? { networkConfiguration: service.networkConfiguration } : {}),
    healthCheckGracePeriodSeconds: service.healthGraceSeconds,
    createdAt: new Date(service.createdAt),
    ...(withTags ? { tags: tagList(service.tags) } : {}),
  }
}

export const shownTaskSet = (service: ServiceRecord, set: TaskSetRecord, all: TaskRecord[]): TaskSet => {
  const here = all.filter(task => task.taskSetId === set.id)
  return {
    id: set.id,
    taskSetArn: set.arn,
    serviceArn: service.arn,
    clusterArn: ecsArn(service, `cluster/${service.cluster}`),
    startedBy: set.startedBy,
    ...(set.externalId ? { externalId: set.externalId } : {}),
    status: set.status,
    taskDefinition: set.taskDefinition,
    computedDesiredCount: desiredOf(service, set),
    runningCount: here.filter(isRunning).length,
    pendingCount: here.filter(isPending).length,
    launchType: 'FARGATE',
    loadBalancers: set.loadBalancer ? [set.loadBalancer] : [],
    scale: { value: set.scale, unit: 'PERCENT' },
    stabilityStatus: isSteady(service, set, all) ? 'STEADY_STATE' : 'STABILIZING',
    createdAt: new Date(set.createdAt),
  }
}

const isRunning = (task: TaskRecord) => task.lastStatus === 'RUNNING'
const isPending = (task: TaskRecord) => task.lastStatus === 'PENDING'
