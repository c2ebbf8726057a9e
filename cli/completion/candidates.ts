// What may come next on the command line: commands and options from the program itself, ids and repositories from the server.
import type { Command, Option } from 'commander'
import { panda } from '../../client/api.ts'
import type { DeploymentState } from '../../client/types.ts'
import { concurrencies, statuses } from '../../core/vocabulary.ts'
import type { Context } from '../context.ts'
import { commitOf, placeOf } from '../screen/figures.ts'
import { isUnfinished } from '../which.ts'
import { shells } from './scripts.ts'

export type Candidate = { value: string; about?: string }

/** Nobody waits longer for a Tab. */
const patienceMs = 1500

/** `words`: all after `panda`, the last being what is typed so far. */
export const candidates = async (root: Command, words: string[], context: Context): Promise<Candidate[]> => {
  const current = words.at(-1) ?? ''
  const { command, given } = reached(root, words.slice(0, -1))
  const awaiting = optionAwaiting(command, words.at(-2))
  const found = awaiting
    ? await ofOption(awaiting, context)
    : current.startsWith('-')
      ? optionsOf(command)
      : [...commandsOf(command), ...(given === 0 ? await ofArgument(command, context) : [])]
  return found.filter(({ value }) => value.startsWith(current))
}

const reached = (root: Command, words: string[]) => {
  let [command, given] = [root, 0]
  for (const [at, word] of words.entries()) {
    if (word.startsWith('-') || optionAwaiting(command, words[at - 1])) continue
    const next = command.commands.find(one => one.name() === word)
    if (next) command = next
    else given += 1
  }
  return { command, given }
}

const optionAwaiting = (command: Command, word: string | undefined): Option | undefined =>
  word?.startsWith('-')
    ? command.options.find(one => one.required && (one.long === word || one.short === word))
    : undefined

const commandsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map(one => ({ value: one.name(), about: one.description() }))

const optionsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long ? [{ value: long, about: description }] : []))

const ofOption = async ({ long }: Option, context: Context): Promise<Candidate[]> => {
  if (long === '--status') return statuses.map(value => ({ value }))
  if (long === '--concurrency') return concurrencies.map(value => ({ value }))
  if (long === '--env')
    return unique((await asked(context, client => client.services())).map(one => ({ value: one.environment })))
  if (long === '--repo') return repositories(context)
  if (long === '--github' || long === '--aws') return connectionIds(long, context)
  if (long === '--to') return deploymentsFor(one => one.status === 'COMPLETED', context)
  return []
}

const ofArgument = async (command: Command, context: Context): Promise<Candidate[]> => {
  switch (command.name()) {
    case 'completion':
      return shells.map(value => ({ value }))
    case 'deploy':
    case 'rollback':
      return repositories(context)
    case 'switch':
      return deploymentsFor(({ status }) => status === 'DEPLOYMENT_READY', context)
    case 'cancel':
      return deploymentsFor(isUnfinished, context)
    case 'watch':
    case 'status':
    case 'logs':
    case 'open':
      return deploymentsFor(() => true, context)
    default:
      return []
  }
}

const repositories = async (context: Context) => {
  const { github } = await asked(context, async client => client.connections(), { github: [], aws: [] })
  return unique(github.map(({ owner, repo }) => ({ value: `${owner}/${repo}` })))
}

const connectionIds = async (long: '--github' | '--aws', context: Context): Promise<Candidate[]> => {
  const { github, aws } = await asked(context, client => client.connections(), { github: [], aws: [] })
  return long === '--aws'
    ? aws.map(one => ({ value: one.awsConnectionId, about: `${one.accountId} ${one.region}` }))
    : github.map(one => ({ value: one.githubConnectionId, about: `${one.owner}/${one.repo}@${one.branch}` }))
}

const deploymentsFor = async (fits: (one: DeploymentState) => boolean, context: Context): Promise<Candidate[]> => {
  const { deployments } = await asked(context, client => client.deployments({ limit: 30 }), { deployments: [] })
  return deployments.filter(fits).map(one => ({
    value: one.deploymentId,
    about: `${placeOf(one)} ${context.say(`status.${one.status}`)} ${commitOf(one)}`,
  }))
}

const unique = (all: Candidate[]) => [...new Map(all.map(one => [one.value, one])).values()]

/** Without an answer there is nothing to offer: a Tab is no place for a fault. */
async function asked<T extends unknown[]>(context: Context, call: (client: Context['client']) => Promise<T>): Promise<T>
async function asked<T>(context: Context, call: (client: Context['client']) => Promise<T>, otherwise: T): Promise<T>
async function asked<T>(context: Context, call: (client: Context['client']) => Promise<T>, otherwise?: T) {
  try {
    return await call(panda({ ...context.client.options, timeoutMs: patienceMs }))
  } catch {
    return otherwise ?? []
  }
}
