// panda deploy OWNER/REPO[@BRANCH]: finds the connections by itself, starts once however often it is sent.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { Connections, DeployRequest } from '../../client/types.ts'
import { type Concurrency, concurrencies } from '../../core/vocabulary.ts'
import { again, mayHaveBegun } from '../again.ts'
import { connectionsFor } from '../connections.ts'
import type { Context } from '../context.ts'
import { follow } from '../follow/follow.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { type Repository, repositoryIn, repositoryOf } from '../repository.ts'

type Options = CommonOptions & {
  watch?: boolean
  autoSwitch?: boolean
  env?: string
  github?: string
  aws?: string
  healthPath?: string
  port?: string
  concurrency?: string
  idempotencyKey?: string
}

export const deploy = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'deploy', {
    about: 'deploy.about',
    examples: ['panda deploy panda/hello --watch', 'panda deploy panda/hello@v2 --auto-switch --env staging'],
    notes: 'deploy.notes',
  })
    .argument('<OWNER/REPO[@BRANCH]>', say('argument.repository'))
    .option('-w, --watch', say('option.watch'))
    .option('--auto-switch', say('deploy.auto'))
    .option('--env <environment>', say('option.env'))
    .option('--github <id>', say('deploy.github'))
    .option('--aws <id>', say('deploy.aws'))
    .option('--health-path <path>', say('deploy.health'))
    .option('--port <number>', say('deploy.port'))
    .option('--concurrency <what>', say('deploy.concurrency', { choices: concurrencies.join(', ') }))
    .option('--idempotency-key <key>', say('option.idempotency'))
    .action((repository: string, options: Options) => cli.does(options, context => run(context, repository, options)))
}

const run = async (context: Context, given: string, options: Options) => {
  const { say, client, colors } = context
  const faults = faultsOf(options, say)
  if (faults.length > 0) throw wrongUse(faults[0]!, ...faults.slice(1))
  const connections = await client.connections()
  const repository = meant(given, connections, say)
  const request = requestOf(repository, connectionsFor(repository, connections, options, context), options)
  const key = options.idempotencyKey ?? randomUUID()
  const accepted = await again(() => client.deploy(request, { idempotencyKey: key })).catch(fault => {
    throw mayHaveBegun(fault, key, say)
  })
  const id = accepted.deploymentId
  context.object(accepted)
  if (options.watch && context.interactive && !context.json) return follow(context, id)
  const place = `${request.owner}/${request.repo}@${request.branch}`
  context.line(`${colors.green('✓')} ${say('deploy.started', { place })} ${colors.bold(id)}`)
  if (options.watch) return follow(context, id)
  context.line(`  ${say('deploy.follow', { command: `panda watch ${id}` })}`)
  return exitCodes.good
}

const faultsOf = ({ port, concurrency }: Options, say: Context['say']) => [
  ...(port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)
    ? []
    : [say('deploy.port.wrong', { given: port })]),
  ...(concurrency === undefined || isConcurrency(concurrency)
    ? []
    : [say('deploy.concurrency.wrong', { given: concurrency, choices: concurrencies.join(', ') })]),
]

const isConcurrency = (word: string): word is Concurrency => concurrencies.some(one => one === word)

/** `panda deploy hello`: whose? A connection may know. */
const meant = (given: string, { github }: Connections, say: Context['say']): Repository => {
  if (repositoryIn(given)) return repositoryOf(given, say)
  const [name, branch] = given.split('@')
  const known = [...new Set(github.filter(({ repo }) => repo === name).map(({ owner, repo }) => `${owner}/${repo}`))]
  if (known.length === 0) return repositoryOf(given, say)
  const choices = known.map(one => say('wrong.meant', { meant: `panda deploy ${one}${branch ? `@${branch}` : ''}` }))
  throw wrongUse(say('repository.owner', { given }), ...choices)
}

const requestOf = (
  { owner, repo }: Repository,
  found: { githubConnectionId: string; awsConnectionId: string; branch: string },
  { env, autoSwitch, healthPath, port, concurrency }: Options,
): DeployRequest => ({
  ...found,
  ...{ owner, repo },
  ...(env === undefined ? {} : { environment: env }),
  ...(autoSwitch ? { autoSwitch } : {}),
  ...(healthPath === undefined ? {} : { healthPath }),
  ...(port === undefined ? {} : { port: Number(port) }),
  ...(concurrency !== undefined && isConcurrency(concurrency) ? { concurrency } : {}),
})
