// Why tasks do not run, in words that say what to look at. What AWS said stands behind them.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs'
import type { Names } from '../../core/names.ts'
import type { Customer, Releases } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked, unless } from '../fault.ts'

export const troubles =
  (clients: CustomersOnly): Releases['troubles'] =>
  async (at, names, since) => {
    const from = new Date(since)
    const [tasks, remarks] = await Promise.all([stopped(clients, at, names, from), noted(clients, at, names, from)])
    const said = [...tasks.flatMap(taskWords), ...remarks.flatMap(remarkWords)]
    // One kind of trouble is told once, by the newest of whom it befell.
    return said
      .filter(({ what }, index) => said.findIndex(one => one.what === what) === index)
      .map(({ what, said: words }) => (words ? `${what} (${words})` : what))
  }

type Words = { what: string; said: string }

const stopped = async (clients: CustomersOnly, at: Customer, names: Names, from: Date): Promise<Task[]> => {
  const ecs = clients.customer(at).ecs()
  const list = new ListTasksCommand({ cluster: names.cluster, serviceName: names.service, desiredStatus: 'STOPPED' })
  const listed = await unless(
    gone,
    asked('ecs:ListTasks', () => ecs.send(list)),
  )
  const tasks = listed?.taskArns ?? []
  if (tasks.length === 0) return []
  const look = new DescribeTasksCommand({ cluster: names.cluster, tasks })
  const answer = await asked('ecs:DescribeTasks', () => ecs.send(look))
  return (answer.tasks ?? [])
    .filter(task => (task.createdAt ?? from) >= from)
    .toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
}

/** What the scheduler says of the service, newest first. */
const noted = async (clients: CustomersOnly, at: Customer, names: Names, from: Date): Promise<string[]> => {
  const look = new DescribeServicesCommand({ cluster: names.cluster, services: [names.service] })
  const answer = await unless(
    gone,
    asked('ecs:DescribeServices', () => clients.customer(at).ecs().send(look)),
  )
  const events = answer?.services?.[0]?.events ?? []
  return events.flatMap(({ createdAt, message }) => (message && createdAt && createdAt >= from ? message : []))
}

const gone = ['ClusterNotFoundException', 'ServiceNotFoundException', 'ServiceNotActiveException']

/** A task that the scheduler or somebody stopped is no trouble, unless its health was why. */
const taskWords = (task: Task): Words[] => {
  const containers = task.containers ?? []
  const said = [task.stoppedReason, ...containers.map(one => one.reason)].filter(Boolean).join('; ')
  const known = whatIsMeant(said)
  if (known) return [{ what: known, said }]
  const code = containers.find(one => one.exitCode !== undefined)?.exitCode
  if (task.stopCode === 'EssentialContainerExited') return [{ what: exitWords(code), said: '' }]
  return task.stopCode === 'TaskFailedToStart' ? [{ what: 'A task could not be started', said }] : []
}

const remarkWords = (message: string): Words[] => {
  if (!/unable to|unhealthy|failed/i.test(message)) return []
  const said = message.replace(/^\(service [^)]*\) /, '')
  return [{ what: whatIsMeant(said) ?? 'ECS says', said }]
}

/** SIGKILL, and a number that says only that. */
const killed = 137

const exitWords = (code: number | undefined) => {
  if (code === killed) return 'The program was killed (exit code 137): mostly for using up the memory of its task'
  return `The program ended by itself${code === undefined ? '' : ` with exit code ${code}`}`
}

const whatIsMeant = (said: string) => meanings.find(([pattern]) => pattern.test(said))?.[1]

const meanings: [RegExp, string][] = [
  [/exec format error|matching platform|does not match .*platform/i, 'The image is for another kind of processor'],
  [/OutOfMemory|due to memory usage/i, 'The program used up the memory of its task'],
  [/CannotPull|pull image|pull access denied/i, 'The image could not be pulled'],
  [/ResourceInitializationError/i, 'A task did not reach what it needs to start: do its subnets lead to the internet?'],
  [/Capacity is unavailable|RESOURCE:|no Container Instances were found/i, 'AWS has no room for a task just now'],
  [/CannotStartContainer|ContainerRuntime|CannotCreateContainer/i, 'A container could not be started'],
  [/failed (ELB|container) health checks|is unhealthy/i, 'A task was found unhealthy and replaced'],
]
