// Runs tasks as programs of this machine.
import type { Machines, TaskOrder } from '../../region/kernel.ts'
import type { ImageStore } from '../images/store.ts'
import { attend } from './attend.ts'
import { commandFor } from './command.ts'
import { type Kept, keep } from './keeper.ts'
import { ports } from './port.ts'
import { workspace } from './workspace.ts'

export type MachinesOptions = {
  store: ImageStore
  /** For the tasks' working copies; one process at a time. */
  folder: string
}

type Task = {
  kept: Kept
  stopSignal: NodeJS.Signals
  port: number
  /** Why it ends, if that is known before it has. */
  reason?: string
  /** Gone, its last words said, and whoever ordered it told. */
  over: Promise<void>
}

export const machines = (options: MachinesOptions): Machines & { stopAll(graceMs: number): Promise<void> } => {
  const space = workspace(options.folder)
  space.catch(() => {}) // whoever starts a task is told
  const port = ports()
  const tasks = new Map<string, Promise<Task>>()
  const cleaning = new Set<Promise<void>>()
  let stopping = false

  const make = async (root: string) => (await space).make(root)

  const run = async (order: TaskOrder): Promise<Task> => {
    const { root, config } = await options.store.open(order.digest)
    const picked = await port.take()
    const place = await make(root).catch(error => {
      port.giveBack(picked)
      throw error
    })
    const clean = () => {
      port.giveBack(picked)
      const removing = place.remove().catch(() => {}) // swept at the next start
      cleaning.add(removing)
      void removing.then(() => cleaning.delete(removing))
    }
    try {
      const kept = await keep(commandFor(config, place, { ...order.env, ...order.secrets }, picked))
      const task: Task = {
        kept,
        stopSignal: config.stopSignal as NodeJS.Signals,
        port: picked,
        over: Promise.resolve(),
      }
      task.over = attend(task, order).finally(() => {
        tasks.delete(order.taskId)
        clean()
      })
      return task
    } catch (error) {
      clean()
      throw error
    }
  }

  const stop = async (taskId: string, graceMs: number) => {
    // Of one that never started, whoever started it was told.
    const task = await tasks.get(taskId)?.catch(() => undefined)
    if (!task) return
    task.reason ??= 'stopped'
    task.kept.signal(task.stopSignal)
    const timer = setTimeout(() => {
      task.reason = `stopped, and killed because it did not end within ${graceMs} ms`
      task.kept.signal('SIGKILL')
    }, graceMs)
    await task.over
    clearTimeout(timer)
  }

  return {
    start: async order => {
      if (stopping) throw new Error('no task is started any more')
      if (tasks.has(order.taskId)) throw new Error(`task ${order.taskId} runs already`)
      const starting = run(order)
      tasks.set(order.taskId, starting)
      try {
        return { host: '127.0.0.1', port: (await starting).port }
      } catch (error) {
        tasks.delete(order.taskId)
        throw error
      }
    },
    stop,
    stopAll: async graceMs => {
      stopping = true
      await Promise.all([...tasks.keys()].map(taskId => stop(taskId, graceMs)))
      await Promise.all(cleaning)
      await space.then(made => made.remove()).catch(() => {}) // never made, or swept at the next start
    },
  }
}
