// One task from its start to its end: a program under kernel.world.machines, registered as a target while it runs.
import type { Caller, Kernel } from '../kernel.ts'
import { asService } from '../rows.ts'
import { announceTask, remark } from './bus.ts'
import { existingDefinition } from './definitions.ts'
import { ecsArn, putTask, type Running, type ServiceRecord, type TaskRecord, type TaskSetRecord } from './records.ts'
import { secretsOf } from './task-secrets.ts'

/** SIGKILL follows SIGTERM after 30 s, the default `stopTimeout`.
 *  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_timeout */
const graceMs = 30_000

export type Tasks = {
  start(service: ServiceRecord, set: TaskSetRecord): void
  stop(task: TaskRecord, reason: string): void
}

/** `changed` is called when a task has moved on, with `failed` when that was its own fault. */
export const tasks = (kernel: Kernel, state: Running, changed: (task: TaskRecord, how?: 'failed') => void): Tasks => {
  const starting = new Map<string, Promise<void>>()
  const update = (of: TaskRecord, change: Partial<TaskRecord>): TaskRecord => {
    const task = { ...current(state, of), ...change }
    task.version++
    putTask(state, task)
    if (change.lastStatus) announceTask(kernel, task)
    return task
  }
  const ended = (task: TaskRecord, change: Partial<TaskRecord>) =>
    update(task, { ...change, lastStatus: 'STOPPED', desiredStatus: 'STOPPED', stoppedAt: kernel.timeline.now() })

  const exited = (of: TaskRecord, set: TaskSetRecord, code: number | null, why: string) => {
    const task = current(state, of)
    // It was told to stop: whoever did that sees to the rest.
    if (task.desiredStatus === 'STOPPED') return
    const gone = ended(task, {
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      ...(code === null ? {} : { exitCode: code }),
    })
    say(gone, `(task ${gone.id}) stopped: Essential container in task exited (${why})`)
    kernel.background(`deregistering ${gone.id}`, () => leaveBalancer(kernel, gone, set))
    changed(gone, 'failed')
  }

  const run = async (service: ServiceRecord, set: TaskSetRecord, task: TaskRecord) => {
    const address = await launch(kernel, state, set, task, (code, why) => exited(task, set, code, why))
    if (current(state, task).desiredStatus === 'STOPPED') return void update(task, { address })
    const target = set.loadBalancer ? 'initial' : 'none'
    const up = update(task, { address, lastStatus: 'RUNNING', startedAt: kernel.timeline.now(), target })
    await joinBalancer(kernel, up, set)
    // It may have ended while it was being registered.
    if (current(state, task).lastStatus === 'STOPPED') await leaveBalancer(kernel, up, set)
    else if (set.loadBalancer) say(service, `registered 1 targets in (target-group ${set.loadBalancer.targetGroupArn})`)
    changed(up)
  }

  const say = (of: ServiceRecord | TaskRecord, words: string) => {
    const name = 'service' in of ? of.service : of.name
    const service = state.services.get(of, `${of.cluster}/${name}`)
    if (service) remark(kernel, state, service, words)
  }

  const refused = (task: TaskRecord, fault: unknown) => {
    if (current(state, task).desiredStatus === 'STOPPED') return
    const why = fault instanceof Error ? fault.message : String(fault)
    const gone = ended(task, { stopCode: 'TaskFailedToStart', stoppedReason: why })
    say(gone, `was unable to place a task: ${why}`)
    changed(gone, 'failed')
  }

  return {
    start(service, set) {
      const task = fresh(kernel, state, service, set)
      putTask(state, task)
      announceTask(kernel, task)
      say(service, `has started 1 tasks: (task ${task.id}).`)
      const started = run(service, set, task).catch(fault => refused(task, fault))
      starting.set(task.id, started)
      kernel.background(`starting ${task.id}`, () => started.finally(() => starting.delete(task.id)))
    },

    /** Out of the load balancer first, then SIGTERM: nothing in flight is lost. */
    stop(task, reason) {
      const set = setOf(state, task)
      const going = update(task, {
        desiredStatus: 'STOPPED',
        lastStatus: 'DEACTIVATING',
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: reason,
      })
      kernel.background(`stopping ${task.id}`, async () => {
        await starting.get(task.id)
        if (set?.loadBalancer) say(going, 'has begun draining connections on 1 tasks.')
        try {
          if (set) await leaveBalancer(kernel, current(state, going), set)
        } finally {
          update(going, { lastStatus: 'STOPPING' })
          await kernel.world.machines.stop(task.id, graceMs)
          const gone = ended(going, {})
          say(gone, `has stopped 1 running tasks: (task ${task.id}).`)
          changed(gone)
        }
      })
    },
  }
}

const current = (state: Running, task: TaskRecord): TaskRecord =>
  state.tasks.get(task, `${task.cluster}/${task.service}/${task.id}`) ?? task

const setOf = (state: Running, task: TaskRecord) =>
  state.services.get(task, `${task.cluster}/${task.service}`)?.taskSets.find(one => one.id === task.taskSetId)

const fresh = (kernel: Kernel, state: Running, service: ServiceRecord, set: TaskSetRecord): TaskRecord => {
  const container = existingDefinition(state, service, set.taskDefinition).containers[0]
  const id = kernel.random.hex(16)
  return {
    accountId: service.accountId,
    region: service.region,
    id,
    arn: ecsArn(service, `task/${service.cluster}/${id}`),
    cluster: service.cluster,
    service: service.name,
    taskSetId: set.id,
    taskDefinition: set.taskDefinition,
    image: container?.image ?? '',
    container: container?.name ?? '',
    lastStatus: 'PENDING',
    desiredStatus: 'RUNNING',
    target: 'none',
    createdAt: kernel.timeline.now(),
    version: 1,
  }
}

const launch = async (
  kernel: Kernel,
  state: Running,
  set: TaskSetRecord,
  task: TaskRecord,
  onExit: (code: number | null, reason: string) => void,
) => {
  const { containers, settings } = existingDefinition(state, task, set.taskDefinition)
  const [container] = containers
  const digest = task.image.split('@')[1]
  if (!digest)
    throw new Error(`CannotPullContainerError: ${task.image} names no digest, and this region pulls by digest`)
  const port = set.loadBalancer?.containerPort ?? container?.portMappings?.[0]?.containerPort ?? 8080
  const env = Object.fromEntries((container?.environment ?? []).map(({ name = '', value = '' }) => [name, value]))
  const secrets = await secretsOf(kernel, task, String(settings.executionRoleArn ?? ''), container?.secrets ?? [])
  const onLine = await logDriver(kernel, task, container?.logConfiguration?.options)
  return kernel.world.machines.start({
    taskId: task.id,
    digest,
    port: Number(port),
    env: { ...env, PORT: String(port) },
    ...(Object.keys(secrets).length > 0 && { secrets }),
    onLine,
    onExit,
  })
}

/** Streams are called `{prefix}/{container}/{task}`, and a missing group keeps the task from starting.
 *  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html */
const logDriver = async (kernel: Kernel, task: TaskRecord, options: Record<string, string> | undefined) => {
  const logGroupName = options?.['awslogs-group']
  if (!logGroupName) return () => {}
  const logStreamName = `${options['awslogs-stream-prefix'] ?? 'ecs'}/${task.container}/${task.id}`
  const caller: Caller = asService(task, 'ECS')
  await kernel.call('logs', 'CreateLogStream', { logGroupName, logStreamName }, caller)
  return (message: string) => {
    const logEvents = [{ timestamp: kernel.timeline.now(), message }]
    kernel.background('a line of output', async () => {
      await kernel.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }, caller)
    })
  }
}

const targetOf = (task: TaskRecord, set: TaskSetRecord) => ({
  TargetGroupArn: set.loadBalancer?.targetGroupArn,
  Targets: [{ Id: task.address?.host, Port: task.address?.port }],
})

const joinBalancer = async (kernel: Kernel, task: TaskRecord, set: TaskSetRecord) => {
  if (!set.loadBalancer) return
  await kernel.call('elbv2', 'RegisterTargets', targetOf(task, set), asService(task, 'ECS'))
}

const leaveBalancer = async (kernel: Kernel, task: TaskRecord, set: TaskSetRecord) => {
  if (!set.loadBalancer || !task.address) return
  await kernel.call('elbv2', 'DrainTargets', targetOf(task, set), asService(task, 'ECS'))
}
