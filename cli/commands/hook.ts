// panda hook add | list | remove: webhooks of GitHub, so that a push deploys by itself.
import type { Command } from 'commander'
import type { Hook } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { isSame, repositoryOf } from '../repository.ts'
import { clean } from '../screen/clean.ts'
import { type Column, table } from '../screen/table.ts'

export const hook = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  const group = defined(parent, cli, 'hook', {
    about: 'hook.about',
    group: true,
    examples: ['panda hook add panda/hello', 'panda hook list'],
    notes: 'hook.notes',
  }).helpCommand(false)
  defined(group, cli, 'add', { about: 'hook.add.about', examples: ['panda hook add panda/hello'] })
    .argument('<OWNER/REPO>', say('argument.repository'))
    .action((given: string, options: CommonOptions) => cli.does(options, context => add(context, given)))
  defined(group, cli, 'list', { about: 'hook.list.about', examples: ['panda hook list'] }).action(
    (options: CommonOptions) => cli.does(options, list),
  )
  defined(group, cli, 'remove', { about: 'hook.remove.about', examples: ['panda hook remove panda/hello'] })
    .argument('<HOOK>', say('argument.hook'))
    .action((given: string, options: CommonOptions) => cli.does(options, context => remove(context, given)))
}

const add = async (context: Context, given: string) => {
  const { say, client, colors } = context
  const { owner, repo } = repositoryOf(given, say)
  const made = await client.createHook({ owner, repo })
  context.object(made)
  context.line(
    `${colors.green('✓')} ${say('hook.added', { place: `${owner}/${repo}` })} ${colors.dim(made.id)}`,
    `  ${say('hook.next', { where: `https://github.com/${owner}/${repo}/settings/hooks/new` })}`,
    `  Payload URL   ${made.url}`,
    '  Content type  application/json',
    `  Secret        ${made.secret}`,
    `  ${say('hook.once')}`,
  )
  return exitCodes.good
}

const list = async (context: Context) => {
  const all = await context.client.hooks()
  for (const one of all) context.object(one)
  if (context.json) return exitCodes.good
  const width = context.stdout.isTTY ? context.stdout.columns : undefined
  const { say, colors } = context
  context.line(...(all.length === 0 ? [say('hook.none')] : table(all, columnsOf(context), { width, colors })))
  return exitCodes.good
}

const columnsOf = ({ say, colors }: Context): Column<Hook>[] => [
  { title: say('column.id'), text: one => one.id },
  { title: say('column.repository'), text: one => clean(`${one.owner}/${one.repo}`), least: 12 },
  { title: say('column.url'), text: one => clean(one.url), color: text => colors.cyan(text), least: 16, spare: 2 },
  { title: say('column.by'), text: one => clean(one.createdBy), color: text => colors.dim(text), spare: 1 },
]

/** By its id, or all of a repository. */
const remove = async (context: Context, given: string) => {
  const { say, client, colors } = context
  const ids = given.startsWith('hook_') ? [given] : await idsOf(context, given)
  for (const id of ids) {
    await client.removeHook(id)
    context.object({ id })
    context.line(`${colors.green('✓')} ${say('hook.removed')} ${colors.dim(clean(id))}`)
  }
  if (ids.length === 0) context.line(say('hook.none'))
  return exitCodes.good
}

const idsOf = async ({ say, client }: Context, given: string) => {
  const wanted = repositoryOf(given, say)
  return (await client.hooks()).filter(one => isSame(one, wanted)).map(({ id }) => id)
}
