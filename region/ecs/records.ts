// What ECS keeps: plain JSON, times in milliseconds.
import type { ContainerDefinition, LoadBalancer, NetworkConfiguration } from '@aws-sdk/client-ecs'
import type { Kernel } from '../kernel.ts'
import { type Place, rows, type Tags } from '../rows.ts'

export type ClusterRecord = { arn: string; name: string; tags: Tags }

export type DefinitionRecord = {
  arn: string
  family: string
  revision: number
  containers: ContainerDefinition[]
  /** cpu, memory, roles, platform …: kept and shown, of no effect here. */
  settings: Record<string, unknown>
  registeredAt: number
  status: 'ACTIVE' | 'INACTIVE'
  tags: Tags
}

export type TaskSetRecord = {
  id: string
  arn: string
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING'
  taskDefinition: string
  loadBalancer?: LoadBalancer
  /** Percent of the service's desired count. */
  scale: number
  externalId?: string
  startedBy: string
  createdAt: number
}

export type ServiceRecord = Place & {
  arn: string
  name: string
  cluster: string
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  desiredCount: number
  taskSets: TaskSetRecord[]
  /** Newest first, 100 at most, as DescribeServices shows them. */
  events: { id: string; at: number; message: string }[]
  networkConfiguration?: NetworkConfiguration
  healthGraceSeconds: number
  steady: boolean
  createdAt: number
  tags: Tags
}

export type TaskRecord = Place & {
  id: string
  arn: string
  cluster: string
  service: string
  taskSetId: string
  taskDefinition: string
  image: string
  container: string
  lastStatus: 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED'
  /** STOPPED once it is to go, or has gone. */
  desiredStatus: 'RUNNING' | 'STOPPED'
  target: 'none' | 'initial' | 'healthy' | 'unhealthy'
  address?: { host: string; port: number }
  createdAt: number
  startedAt?: number
  stoppedAt?: number
  stoppedReason?: string
  stopCode?: 'EssentialContainerExited' | 'TaskFailedToStart' | 'ServiceSchedulerInitiated' | 'TerminationNotice'
  exitCode?: number
  version: number
}

export const running = (kernel: Kernel) => ({
  clusters: rows<ClusterRecord>(kernel, 'ecs.clusters'),
  definitions: rows<DefinitionRecord>(kernel, 'ecs.definitions'),
  /** By cluster and name. */
  services: rows<ServiceRecord>(kernel, 'ecs.services'),
  /** By cluster, service and id. */
  tasks: rows<TaskRecord>(kernel, 'ecs.tasks'),
})
export type Running = ReturnType<typeof running>

export const ecsArn = (at: Place, path: string) => `arn:aws:ecs:${at.region}:${at.accountId}:${path}`

/** Names and ARNs are interchangeable in most calls. */
export const shortName = (nameOrArn = '') => nameOrArn.split('/').at(-1) ?? ''

export const serviceId = (service: { cluster: string; name: string }) => `${service.cluster}/${service.name}`

export const tasksOf = ({ tasks }: Running, service: ServiceRecord) => tasks.of(service, `${serviceId(service)}/`)

export const putTask = ({ tasks }: Running, task: TaskRecord) =>
  tasks.put(task, `${task.cluster}/${task.service}/${task.id}`, task)

export const desiredOf = (service: ServiceRecord, set: TaskSetRecord) =>
  set.status === 'DRAINING' ? 0 : Math.ceil((service.desiredCount * set.scale) / 100)

/** Running or on its way there. */
export const counts = (task: TaskRecord) => task.desiredStatus === 'RUNNING'

export const tagsOf = (tags: { key?: string; value?: string }[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(({ key = '', value = '' }) => [key, value]))

export const tagList = (tags: Tags) => Object.entries(tags).map(([key, value]) => ({ key, value }))
