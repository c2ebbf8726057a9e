// panda list: deployments, newest first.
import type { Command } from 'commander'
import type { DeploymentFilter, DeploymentState } from '../../client/types.ts'
import { type Status, statuses } from '../../core/vocabulary.ts'
import type { Context } from '../context.ts'
import { secondsOf } from '../follow/ending.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'
import { clean } from '../screen/clean.ts'
import { ago, commitOf, duration, placeOf } from '../screen/figures.ts'
import { statusColor } from '../screen/status.ts'
import { type Column, table } from '../screen/table.ts'
import { isUnfinished } from '../which.ts'

type Options = CommonOptions & { repo?: string; env?: string; status?: string; limit: string }

export const list = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'list', {
    about: 'list.about',
    examples: ['panda list', 'panda list --repo panda/hello --status COMPLETED --json'],
  })
    .option('--repo <OWNER/REPO>', say('list.repo'))
    .option('--env <environment>', say('option.env'))
    .option('--status <status>', say('list.status', { choices: statuses.join(', ') }))
    .option('-n, --limit <number>', say('list.limit'), '20')
    .action((options: Options) => cli.does(options, context => run(context, options)))
}

const run = async (context: Context, options: Options) => {
  const filter = filterOf(options, context.say)
  const { deployments } = await context.client.deployments(filter)
  for (const one of deployments) context.object(one)
  if (context.json) return exitCodes.good
  if (deployments.length === 0) {
    context.line(context.say('list.none'))
    return exitCodes.good
  }
  const width = context.stdout.isTTY ? context.stdout.columns : undefined
  context.line(...table(deployments, columnsOf(context), { width, colors: context.colors }))
  return exitCodes.good
}

const filterOf = ({ repo, env, status, limit }: Options, say: Context['say']): DeploymentFilter => {
  const wanted = status?.toUpperCase()
  const known = statuses.find(
    (one): one is Status => one === wanted || (one === 'DEPLOYMENT_READY' && wanted === 'READY'),
  )
  if (wanted !== undefined && !known)
    throw wrongUse(
      say('list.status.wrong', { given: status ?? '' }),
      say('list.status.next', { choices: statuses.join(', ') }),
    )
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100)
    throw wrongUse(say('list.limit.wrong', { given: limit }))
  const repository = repo === undefined ? {} : repositoryOf(repo, say)
  const { owner, repo: name } = { owner: undefined, repo: undefined, ...repository }
  return { owner, repo: name, environment: env, status: known, limit: Number(limit) }
}

const columnsOf = ({ say, colors, stdout, locale }: Context): Column<DeploymentState>[] => {
  const now = Date.now()
  return [
    { title: say('column.id'), text: one => one.deploymentId },
    { title: say('column.repository'), text: one => clean(placeOf(one)), least: 14 },
    {
      title: say('column.environment'),
      text: one => clean(one.environment),
      spare: 2,
      color: text => colors.dim(text),
    },
    {
      title: say('column.status'),
      text: one => say(`status.${one.status}`),
      color: (text, one) => statusColor(one.status, colors)(text),
    },
    {
      title: say('column.stage'),
      text: one => (isUnfinished(one) ? `${one.percent}%` : say(`stage.${one.stageName}`)),
      spare: 3,
    },
    {
      title: say('column.started'),
      // For programs and logs a time that stays true.
      text: one => (stdout.isTTY ? ago(one.startedAt, now, locale) : one.startedAt),
      spare: 1,
    },
    { title: say('column.took'), text: one => duration(secondsOf(one, now), say), align: 'right', spare: 4 },
    {
      title: say('column.commit'),
      text: one => clean(commitOf(one)),
      least: 10,
      spare: 5,
      color: text => colors.dim(text),
    },
  ]
}
