// panda services: what serves where, and what a rollback can go to.
import type { Command } from 'commander'
import type { ServiceView } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'
import { ago, commitOf, placeOf, roughly } from '../screen/figures.ts'
import { type Column, table } from '../screen/table.ts'

export const services = (parent: Command, cli: Cli) => {
  defined(parent, cli, 'services', {
    about: 'services.about',
    examples: ['panda services', 'panda services --json'],
  }).action((options: CommonOptions) => cli.does(options, run))
}

const run = async (context: Context) => {
  const all = await context.client.services()
  for (const one of all) context.object(one)
  if (context.json) return exitCodes.good
  if (all.length === 0) {
    context.line(context.say('services.none'))
    return exitCodes.good
  }
  const width = context.stdout.isTTY ? context.stdout.columns : undefined
  context.line(...table(all, columnsOf(context), { width, colors: context.colors }))
  return exitCodes.good
}

const columnsOf = ({ say, colors, stdout, locale }: Context): Column<ServiceView>[] => [
  { title: say('column.repository'), text: one => clean(placeOf(one)), least: 14 },
  { title: say('column.environment'), text: one => clean(one.environment), color: text => colors.dim(text), spare: 3 },
  { title: say('column.url'), text: one => clean(one.url), color: text => colors.cyan(text), least: 16 },
  { title: say('column.serves'), text: ({ current }) => (current ? clean(commitOf(current)) : '–'), least: 7 },
  {
    title: say('column.since'),
    text: ({ current }) => (current ? (stdout.isTTY ? ago(current.at, Date.now(), locale) : current.at) : '–'),
    spare: 2,
  },
  {
    title: say('column.rollback'),
    text: one => backTo(one, say),
    color: text => colors.dim(text),
    spare: 1,
  },
  {
    title: say('column.account'),
    text: one => `${one.accountId} ${one.region}`,
    color: text => colors.dim(text),
    spare: 4,
  },
]

const backTo = ({ releases, current, expectedRollbackSeconds }: ServiceView, say: Context['say']) => {
  const before = releases.find(one => one.deploymentId !== current?.deploymentId)
  if (!before) return '–'
  const time = expectedRollbackSeconds === null ? '' : `, ${roughly(expectedRollbackSeconds, say)}`
  return `${clean(before.commitHash?.slice(0, 7) ?? before.imageTag ?? '–')}${time}`
}
