// The service scheduler: keeps as many tasks running as each task set should have, and no more.
import type { Kernel } from '../kernel.ts'
import { asService } from '../rows.ts'
import { announceSteady, remark } from './bus.ts'
import {
  counts,
  desiredOf,
  putTask,
  type Running,
  type ServiceRecord,
  serviceId,
  type TaskRecord,
  type TaskSetRecord,
  tasksOf,
} from './records.ts'
import { tasks } from './tasks.ts'

/** Stopped tasks can be looked at for an hour at least; no more than this many are kept of a service.
 *  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html */
const keptStopped = 20
const longestPauseMs = 60_000

export type Scheduler = {
  /** Brings the running tasks in line with what the shelf says. */
  settle(service: ServiceRecord): void
  /** It failed its health checks after it was healthy, or has become healthy. */
  heard(task: TaskRecord, health: 'healthy' | 'unhealthy', wasHealthy: boolean, words: string): void
  /** After a restart: no program runs any more; those that should are started again. */
  resume(): void
}

export const scheduler = (kernel: Kernel, state: Running): Scheduler => {
  const pauses = pausing(kernel)
  const again = (task: TaskRecord) => {
    const service = state.services.get(task, `${task.cluster}/${task.service}`)
    if (service) settle(service)
  }
  const plant = tasks(kernel, state, (task, how) => {
    if (how === 'failed') pauses.failed(task, () => again(task))
    again(task)
  })

  const balance = (service: ServiceRecord, set: TaskSetRecord) => {
    const here = tasksOf(state, service).filter(task => task.taskSetId === set.id && counts(task))
    const missing = desiredOf(service, set) - here.length
    if (missing > 0 && !pauses.paused(set.id)) for (let i = 0; i < missing; i++) plant.start(service, set)
    const newestFirst = here.sort((a, b) => b.createdAt - a.createdAt)
    for (const task of newestFirst.slice(0, Math.max(0, -missing))) plant.stop(task, scalingReason(set))
  }

  const settle = (of: ServiceRecord) => {
    const service = state.services.get(of, serviceId(of))
    if (!service || service.status === 'INACTIVE') return
    for (const set of service.taskSets) balance(service, set)
    tidy(kernel, state, service)
    kernel.background('telling CodeDeploy of a service', async () => {
      await kernel.call('codedeploy', 'NoteService', { serviceArn: service.arn }, asService(service, 'ECS'))
    })
  }

  const heard: Scheduler['heard'] = (task, health, wasHealthy, words) => {
    putTask(state, { ...task, target: health })
    if (health === 'healthy') pauses.reset(task.taskSetId)
    else if (wasHealthy && counts(task)) lost(task, words)
    again(task)
  }

  /** Replaced, but not while its grace period lasts. One that never was healthy is left to whoever waits for it. */
  const lost = (task: TaskRecord, words: string) => {
    const service = state.services.get(task, `${task.cluster}/${task.service}`)
    if (!service) return
    const graceEnds = (task.startedAt ?? task.createdAt) + service.healthGraceSeconds * 1000
    if (kernel.timeline.now() < graceEnds)
      return void kernel.timeline.at(graceEnds, () => {
        const now = state.tasks.get(task, `${serviceId(service)}/${task.id}`)
        if (now?.target === 'unhealthy' && counts(now)) lost(now, words)
      })
    const why = `Task failed ELB health checks (${words})`
    remark(kernel, state, service, `(task ${task.id}) is unhealthy: ${why}`)
    pauses.failed(task, () => again(task))
    plant.stop(task, why)
  }

  return {
    settle,
    heard,
    resume() {
      for (const task of state.tasks.all().filter(one => one.lastStatus !== 'STOPPED'))
        putTask(state, {
          ...task,
          lastStatus: 'STOPPED',
          desiredStatus: 'STOPPED',
          stoppedAt: kernel.timeline.now(),
          stopCode: task.stopCode ?? 'TerminationNotice',
          stoppedReason: task.stoppedReason ?? 'The host it ran on was restarted',
        })
      for (const service of state.services.all()) settle(service)
    },
  }
}

/** 1 s, 2 s, 4 s … 60 s between starts while a task set's programs end by themselves.
 *  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html (AWS's pauses are longer) */
const pausing = (kernel: Kernel) => {
  const failures = new Map<string, number>()
  const waiting = new Map<string, () => void>()
  return {
    paused: (setId: string) => waiting.has(setId),
    reset: (setId: string) => void failures.delete(setId),
    /** Several that fall within one pause count once. */
    failed(task: TaskRecord, then: () => void) {
      if (waiting.has(task.taskSetId)) return
      const before = failures.get(task.taskSetId) ?? 0
      failures.set(task.taskSetId, before + 1)
      const pause = Math.min(1000 * 2 ** before, longestPauseMs)
      const cancel = kernel.timeline.at(kernel.timeline.now() + pause, () => {
        waiting.delete(task.taskSetId)
        then()
      })
      waiting.set(task.taskSetId, cancel)
    },
  }
}

/** Takes away drained task sets and old tasks, notes a steady state, and ends a deleted service. */
const tidy = (kernel: Kernel, state: Running, of: ServiceRecord) => {
  const service = state.services.get(of, serviceId(of))
  if (!service) return
  const all = tasksOf(state, service)
  const alive = (set: TaskSetRecord) => all.some(task => task.taskSetId === set.id && task.lastStatus !== 'STOPPED')
  service.taskSets = service.taskSets.filter(set => set.status !== 'DRAINING' || alive(set))
  if (service.status === 'DRAINING' && service.taskSets.length === 0) service.status = 'INACTIVE'
  const steady = service.status === 'ACTIVE' && service.taskSets.every(set => isSteady(service, set, all))
  const reached = steady && !service.steady
  state.services.put(service, serviceId(service), { ...service, steady })
  if (reached) {
    remark(kernel, state, service, 'has reached a steady state.')
    announceSteady(kernel, service)
  }
  const stopped = all.filter(task => task.lastStatus === 'STOPPED').sort((a, b) => b.createdAt - a.createdAt)
  for (const task of stopped.slice(keptStopped)) state.tasks.remove(task, `${serviceId(service)}/${task.id}`)
}

/** As many run as should, none is on its way, and the load balancer finds all of them healthy.
 *  https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html (stabilityStatus) */
export const isSteady = (service: ServiceRecord, set: TaskSetRecord, all: TaskRecord[]) => {
  const here = all.filter(task => task.taskSetId === set.id && task.lastStatus !== 'STOPPED')
  const well = (task: TaskRecord) =>
    task.lastStatus === 'RUNNING' && (set.loadBalancer ? task.target === 'healthy' : true)
  return here.length === desiredOf(service, set) && here.every(well)
}

const scalingReason = (set: TaskSetRecord) => `Scaling activity initiated by (deployment ${set.id})`
