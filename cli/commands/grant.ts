// panda grant add | list | remove: who has which role for which service and environment.
import type { Command } from 'commander'
import type { Grant } from '../../client/types.ts'
import { type Role, roles } from '../../core/vocabulary.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'
import { clean } from '../screen/clean.ts'
import { type Column, table } from '../screen/table.ts'

type AddOptions = CommonOptions & { role: string; repo?: string; env?: string }

export const grant = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  const group = defined(parent, cli, 'grant', {
    about: 'grant.about',
    group: true,
    examples: ['panda grant add kim --role deployer --repo panda/hello --env staging', 'panda grant list'],
    notes: 'grant.notes',
  }).helpCommand(false)
  defined(group, cli, 'add', {
    about: 'grant.add.about',
    examples: [
      'panda grant add kim --role deployer --repo panda/hello',
      'panda grant add lee --role approver --env prod',
    ],
  })
    .argument('<WHO>', say('argument.subject'))
    .requiredOption('--role <role>', say('grant.role', { choices: roles.join(', ') }))
    .option('--repo <OWNER/REPO>', say('grant.repo'))
    .option('--env <environment>', say('grant.env'))
    .action((who: string, options: AddOptions) => cli.does(options, context => add(context, who, options)))
  defined(group, cli, 'list', { about: 'grant.list.about', examples: ['panda grant list'] }).action(
    (options: CommonOptions) => cli.does(options, list),
  )
  defined(group, cli, 'remove', { about: 'grant.remove.about', examples: ['panda grant remove kim'] })
    .argument('<GRANT|WHO>', say('argument.grant'))
    .action((given: string, options: CommonOptions) => cli.does(options, context => remove(context, given)))
}

const add = async (context: Context, subject: string, { role, repo, env = '*' }: AddOptions) => {
  const { say, client, colors } = context
  const known = roles.find((one): one is Role => one === role)
  if (!known) throw wrongUse(say('grant.role.wrong', { given: clean(role), choices: roles.join(', ') }))
  const made = await client.createGrant({ subject, ...placeOf(repo, say), environment: env, role: known })
  context.object(made)
  context.line(`${colors.green('✓')} ${clean(wordsOf(made))} ${colors.dim(made.id)}`)
  return exitCodes.good
}

/** All, if none is named; `OWNER/*` is all of an owner. */
const placeOf = (given: string | undefined, say: Context['say']) => {
  if (given === undefined) return { owner: '*', repo: '*' }
  const [, ofOwner] = /^([^/]+)\/\*$/.exec(given) ?? []
  if (ofOwner !== undefined) return { owner: ofOwner, repo: '*' }
  const { owner, repo } = repositoryOf(given, say)
  return { owner, repo }
}

const wordsOf = ({ subject, role, owner, repo, environment }: Grant) =>
  `${subject}: ${role}, ${owner}/${repo}, ${environment}`

const list = async (context: Context) => {
  const all = await context.client.grants()
  for (const one of all) context.object(one)
  if (context.json) return exitCodes.good
  const { say, colors, stdout } = context
  const width = stdout.isTTY ? stdout.columns : undefined
  context.line(...(all.length === 0 ? [say('grant.none')] : table(all, columnsOf(context), { width, colors })))
  return exitCodes.good
}

const columnsOf = ({ say, colors }: Context): Column<Grant>[] => [
  { title: say('column.id'), text: one => one.id, spare: 3 },
  { title: say('column.who'), text: one => one.subject, least: 8 },
  { title: say('column.role'), text: one => one.role },
  { title: say('column.repository'), text: one => `${one.owner}/${one.repo}`, least: 12 },
  { title: say('column.environment'), text: one => one.environment },
  { title: say('column.by'), text: one => one.createdBy, color: text => colors.dim(text), spare: 1 },
]

/** By its id, or all of somebody. */
const remove = async (context: Context, given: string) => {
  const { say, client, colors } = context
  const own = (await client.grants()).filter(({ id, subject }) => id === given || subject === given)
  for (const one of own) {
    await client.removeGrant(one.id)
    context.object({ id: one.id })
    context.line(`${colors.green('✓')} ${say('grant.removed')} ${clean(wordsOf(one))}`)
  }
  if (own.length === 0) context.line(say('grant.none.such', { given: clean(given) }))
  return exitCodes.good
}
