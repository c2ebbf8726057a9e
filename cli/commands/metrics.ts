// panda metrics: how often, how fast and how well, against targets.
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'
import { metricsLines } from '../screen/metrics.ts'

type Options = CommonOptions & { repo?: string; env?: string; days: string }

export const metrics = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'metrics', {
    about: 'metrics.about',
    examples: ['panda metrics', 'panda metrics --days 7 --repo panda/hello', 'panda metrics --json'],
  })
    .option('--days <number>', say('metrics.days'), '30')
    .option('--repo <OWNER/REPO>', say('metrics.repo'))
    .option('--env <environment>', say('option.env'))
    .action((options: Options) => cli.does(options, context => run(context, options)))
}

const run = async (context: Context, { days, repo, env }: Options) => {
  const { say, stdout, colors } = context
  if (!/^\d{1,2}$/.test(days) || Number(days) < 1 || Number(days) > 90)
    throw wrongUse(say('metrics.days.wrong', { given: days }))
  const repository = repo === undefined ? undefined : repositoryOf(repo, say)
  const of = { owner: repository?.owner, repo: repository?.repo, environment: env }
  const report = await context.client.metrics({ ...of, days: Number(days) })
  context.object(report)
  if (context.json) return exitCodes.good
  if (report.read === 0) context.line(say('metrics.none', { days: report.days }))
  else context.line(...metricsLines(report, { width: stdout.isTTY ? stdout.columns : undefined, say, colors }))
  return exitCodes.good
}
