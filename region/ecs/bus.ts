// ECS events on the bus, and what a service says of itself in DescribeServices. All best effort.
import type { Kernel } from '../kernel.ts'
import { ecsArn, type Running, type ServiceRecord, serviceId, type TaskRecord } from './records.ts'

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
export const announceTask = (kernel: Kernel, task: TaskRecord) => {
  kernel.emit({
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    account: task.accountId,
    region: task.region,
    time: new Date(kernel.timeline.now()).toISOString(),
    resources: [task.arn],
    detail: {
      clusterArn: ecsArn(task, `cluster/${task.cluster}`),
      taskArn: task.arn,
      taskDefinitionArn: task.taskDefinition,
      group: `service:${task.service}`,
      startedBy: task.taskSetId,
      lastStatus: task.lastStatus,
      desiredStatus: task.desiredStatus,
      stoppedReason: task.stoppedReason,
      stopCode: task.stopCode,
      containers: [{ name: task.container, lastStatus: task.lastStatus, exitCode: task.exitCode }],
      version: task.version,
    },
  })
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
export const announceSteady = (kernel: Kernel, service: ServiceRecord) => {
  const time = new Date(kernel.timeline.now()).toISOString()
  kernel.emit({
    source: 'aws.ecs',
    'detail-type': 'ECS Service Action',
    account: service.accountId,
    region: service.region,
    time,
    resources: [service.arn],
    detail: {
      eventType: 'INFO',
      eventName: 'SERVICE_STEADY_STATE',
      clusterArn: ecsArn(service, `cluster/${service.cluster}`),
      createdAt: time,
    },
  })
}

/** The 100 most recent, newest first. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html */
export const remark = (kernel: Kernel, state: Running, of: ServiceRecord, words: string) => {
  const service = state.services.get(of, serviceId(of))
  if (!service) return
  const event = {
    id: kernel.random.hex(16),
    at: kernel.timeline.now(),
    message: `(service ${service.name}) ${words}`,
  }
  service.events = [event, ...service.events].slice(0, 100)
  state.services.put(service, serviceId(service), service)
}
