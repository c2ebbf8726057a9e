// panda rollback OWNER/REPO: shows what it goes back to and how long that takes, then goes.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { Release, ServiceView } from '../../client/types.ts'
import { again, mayHaveBegun } from '../again.ts'
import { confirmed } from '../ask.ts'
import type { Context } from '../context.ts'
import { follow } from '../follow/follow.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'
import { clean } from '../screen/clean.ts'
import { ago, commitOf, placeOf, roughly } from '../screen/figures.ts'

type Options = CommonOptions & {
  to?: string
  env?: string
  watch?: boolean
  yes?: boolean
  autoSwitch: boolean
  idempotencyKey?: string
}

export const rollback = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'rollback', {
    about: 'rollback.about',
    examples: ['panda rollback panda/hello --env default --watch'],
    notes: 'rollback.notes',
  })
    .argument('<OWNER/REPO[@BRANCH]>', say('argument.repository'))
    .option('--to <ID|COMMIT>', say('rollback.to'))
    .option('--env <environment>', say('option.env'))
    .option('-w, --watch', say('option.watch'))
    .option('-y, --yes', say('rollback.yes'))
    .option('--no-auto-switch', say('rollback.hold'))
    .option('--idempotency-key <key>', say('option.idempotency'))
    .action((repository: string, options: Options) => cli.does(options, context => run(context, repository, options)))
}

const run = async (context: Context, given: string, options: Options) => {
  const { say, client, colors } = context
  const service = await serviceMeant(context, given, options)
  const release = releaseMeant(service, options.to, say)
  context.line(...plan(context, service, release))
  if (context.interactive && !options.yes && !context.json && !(await confirmed(say('rollback.sure'), true, context))) {
    context.line(say('rollback.not'))
    return exitCodes.good
  }
  const key = options.idempotencyKey ?? randomUUID()
  // By the release that was shown: another may have come to serve in the meantime.
  const body = { to: release.deploymentId, autoSwitch: options.autoSwitch }
  const at = service.current?.deploymentId ?? release.deploymentId
  const accepted = await again(() => client.rollback(at, body, { idempotencyKey: key })).catch(fault => {
    throw mayHaveBegun(fault, key, say)
  })
  context.object(accepted)
  context.line(`${colors.green('✓')} ${say('rollback.started')} ${colors.bold(accepted.deploymentId)}`)
  if (options.watch) return follow(context, accepted.deploymentId)
  context.line(`  ${say('deploy.follow', { command: `panda watch ${accepted.deploymentId}` })}`)
  return exitCodes.good
}

const serviceMeant = async ({ client, say }: Context, given: string, { env }: Options): Promise<ServiceView> => {
  const { owner, repo, branch } = repositoryOf(given, say)
  const all = await client.service(owner, repo)
  const fitting = all.filter(
    one => (branch ?? one.branch) === one.branch && (env ?? one.environment) === one.environment,
  )
  const [first, ...others] = fitting
  const choices = (fitting.length > 0 ? fitting : all).map(
    one => `  panda rollback ${clean(placeOf(one))} --env ${clean(one.environment)}`,
  )
  if (!first) throw wrongUse(say('rollback.no.service', { given: clean(given) }), ...choices)
  if (others.length > 0) throw wrongUse(say('rollback.several', { given: clean(given) }), ...choices)
  return first
}

const releaseMeant = ({ releases, current }: ServiceView, to: string | undefined, say: Context['say']): Release => {
  const commit = to?.toLowerCase() ?? ''
  const wanted = releases.find(one =>
    to === undefined
      ? one.deploymentId !== current?.deploymentId
      : one.deploymentId === to || (commit.length >= 7 && one.commitHash?.startsWith(commit)),
  )
  if (wanted) return wanted
  const others = releases.filter(one => one.deploymentId !== current?.deploymentId)
  const choices = others.map(one => `  --to ${one.deploymentId}  ${clean(commitOf(one))}`)
  if (choices.length === 0) throw wrongUse(say('rollback.none'))
  throw wrongUse(say('rollback.unknown', { given: clean(to ?? '') }), ...choices)
}

const plan = ({ say, colors, locale }: Context, service: ServiceView, release: Release) => {
  const seconds = service.expectedRollbackSeconds
  const line = (word: 'rollback.now' | 'rollback.back', one: Release) =>
    `  ${say(word)}  ${clean(commitOf(one))}  ${colors.dim(`${one.deploymentId}, ${ago(one.at, Date.now(), locale)}`)}`
  return [
    `${colors.bold(clean(placeOf(service)))}  ${clean(service.environment)}`,
    ...(service.current ? [line('rollback.now', service.current)] : []),
    line('rollback.back', release),
    `  ${seconds === null ? say('rollback.unmeasured') : say('rollback.expected', { time: roughly(seconds, say) })}`,
  ]
}
