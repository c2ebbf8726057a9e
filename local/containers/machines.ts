// Runs tasks as containers. The engine's client stays attached: what the program says comes through it, at the pace at which it
// is read, and it ends when the program does, with its exit code.
import type { TaskOrder } from '../../region/kernel.ts'
import { attend } from '../machines/attend.ts'
import { type Kept, keep } from '../machines/keeper.ts'
import { ask, type ClientName, lastWords } from './client.ts'
import { leftovers } from './leftovers.ts'
import { runFlags } from './limits.ts'
import { type Address, addressOf } from './started.ts'

type Task = {
  client: ClientName
  name: string
  kept: Kept
  address: Address
  /** Why it ends, if that is known before it has. */
  reason?: string
  /** Gone, its last words said, and whoever ordered it told. */
  over: Promise<void>
}

export type Containers = {
  start(order: TaskOrder, client: ClientName): Promise<Address>
  stop(taskId: string, graceMs: number): Promise<void>
  stopAll(graceMs: number): Promise<void>
  /** What an earlier Panda has left of that engine's is removed. */
  sweep(client: ClientName): Promise<void>
}

export const containers = (dataDir: string, log: (line: string) => void): Containers => {
  const left = leftovers(dataDir, log)
  const tasks = new Map<string, Promise<Task>>()
  let stopping = false

  const run = async (order: TaskOrder, client: ClientName): Promise<Task> => {
    await left.ready(client)
    const name = `panda-${order.taskId}`
    const argv = [client, 'run', ...runFlags(name, order.port), ...left.labels, ...settings(order), order.digest]
    // What the client is told with `--env=NAME` alone it takes from its own environment: a process list shows no secret.
    const kept = await keep({ argv, cwd: '/', env: { ...ownEnv(), ...order.secrets } })
    const task: Task = { client, name, kept, address: { host: '', port: 0 }, over: Promise.resolve() }
    const heard: string[] = []
    let [up, ended] = [false, '']
    const onLine = (line: string) => {
      heard.push(line)
      if (heard.length > keptLines) heard.shift()
      order.onLine(line)
    }
    // Of one that did not even start, whoever ordered it is told by the rejection alone.
    const onExit: TaskOrder['onExit'] = (code, reason) => {
      if (up) order.onExit(code, reason)
      else ended = reason
    }
    const attended = async () => {
      await attend(task, { onLine, onExit })
      tasks.delete(order.taskId)
      await remove(client, name)
    }
    task.over = attended()
    try {
      task.address = await addressOf(task, order.port)
      up = true
      if (ended) throw new Error(`${client}: ${ended}`)
      return task
    } catch (fault) {
      await remove(client, name)
      kept.signal('SIGKILL')
      await task.over
      throw new Error([(fault as Error).message, lastWords(heard.join('\n'))].filter(Boolean).join(': '))
    }
  }

  /** Whatever it answers is an answer; that it cannot be asked is no matter of whoever waits for a program's end. */
  const tell = (client: ClientName, args: string[], withinMs: number) =>
    ask(client, args, { withinMs }).catch((fault: Error) => log(`containers: ${fault.message}`))

  /** Gone already, as a rule: it is run with `--rm`. A client that lost its engine leaves it running, though. */
  const remove = (client: ClientName, name: string) => tell(client, ['rm', '--force', name], engineMs)

  /** The engine sends the image's own stop signal, and kills after the grace. One that does not answer gets no second chance. */
  const end = async ({ client, name, kept, over }: Task, graceMs: number): Promise<void> => {
    await tell(client, ['stop', '-t', String(Math.ceil(graceMs / 1000)), name], graceMs + engineMs)
    const timer = setTimeout(() => kept.signal('SIGKILL'), engineMs)
    await over
    clearTimeout(timer)
  }

  const stop = async (taskId: string, graceMs: number) => {
    // Of one that never started, whoever started it was told.
    const task = await tasks.get(taskId)?.catch(() => undefined)
    if (!task) return
    task.reason ??= 'stopped'
    const timer = setTimeout(() => {
      task.reason = `stopped, and killed because it did not end within ${graceMs} ms`
    }, graceMs)
    await end(task, graceMs)
    clearTimeout(timer)
  }

  return {
    start: async (order, client) => {
      if (stopping) throw new Error('no task is started any more')
      if (tasks.has(order.taskId)) throw new Error(`task ${order.taskId} runs already`)
      const starting = run(order, client)
      tasks.set(order.taskId, starting)
      try {
        return (await starting).address
      } catch (error) {
        tasks.delete(order.taskId)
        throw error
      }
    },
    stop,
    stopAll: async graceMs => {
      stopping = true
      await Promise.all([...tasks.keys()].map(taskId => stop(taskId, graceMs)))
      await left.end()
    },
    sweep: left.ready,
  }
}

/** Beside the grace: what an engine may take for its own part. */
const engineMs = 15_000

/** The fault is among them, of a program that does not start. */
const keptLines = 5

const settings = ({ env, secrets = {}, port }: TaskOrder) => {
  const told = Object.keys(secrets)
  // The client would take it for its own.
  const own = told.find(
    name => name in process.env || /^(?:PATH|HOME|(?:LD|XDG|DOCKER|CONTAINERS?|BUILDAH)_.*)$/.test(name),
  )
  if (own) throw new Error(`a container's secret cannot be called ${own} on this machine`)
  const plain = Object.entries({ ...env, PORT: String(port) }).filter(([name]) => !told.includes(name))
  return [...plain.map(([name, value]) => `--env=${name}=${value}`), ...told.map(name => `--env=${name}`)]
}

const ownEnv = () =>
  Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
