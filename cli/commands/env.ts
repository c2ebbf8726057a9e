// panda env list | show | set: what holds in an environment, and what somebody has set of it.
import type { Command } from 'commander'
import type { EnvironmentSettings, EnvironmentView } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'
import { clean } from '../screen/clean.ts'
import { flat } from '../screen/flat.ts'

export const env = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  const group = defined(parent, cli, 'env', {
    about: 'env.about',
    group: true,
    examples: ['panda env list', 'panda env show panda/hello prod'],
  }).helpCommand(false)
  defined(group, cli, 'list', { about: 'env.list', examples: ['panda env list'] }).action((options: CommonOptions) =>
    cli.does(options, list),
  )
  defined(group, cli, 'show', { about: 'env.show', examples: ['panda env show panda/hello prod'] })
    .argument('<OWNER/REPO>', say('argument.repository'))
    .argument('<ENV>', say('option.env'))
    .action((repository: string, environment: string, options: CommonOptions) =>
      cli.does(options, context => show(context, repository, environment)),
    )
  defined(group, cli, 'set', {
    about: 'env.set',
    examples: ['panda env set panda/hello prod "branches=main,hotfix/*" approvals.reviewers=1 healthPath='],
    notes: 'env.set.notes',
  })
    .argument('<OWNER/REPO>', say('argument.repository'))
    .argument('<ENV>', say('option.env'))
    .argument('<KEY=VALUE...>', say('env.pairs'))
    .action((repository: string, environment: string, pairs: string[], options: CommonOptions) =>
      cli.does(options, context => set(context, repository, environment, pairs)),
    )
}

const list = async (context: Context) => {
  const all = await context.client.environments()
  for (const one of all) context.object(one)
  for (const one of all) context.line(...shown(one, context))
  if (all.length === 0) context.line(context.say('env.none'))
  return exitCodes.good
}

const show = async (context: Context, given: string, environment: string) => {
  const { owner, repo } = repositoryOf(given, context.say)
  const view = await context.client.environment({ owner, repo, environment })
  context.object(view)
  context.line(...shown(view, context))
  return exitCodes.good
}

/** Read, changed, written: refused if somebody else has written in between. */
const set = async (context: Context, given: string, environment: string, pairs: string[]) => {
  const { owner, repo } = repositoryOf(given, context.say)
  const before = await context.client.environment({ owner, repo, environment })
  const settings = pairs.reduce((all, pair) => withPair(all, pair, context), { ...before.set } as Settings)
  const body = { ...(settings as EnvironmentSettings), version: before.version }
  const after = await context.client.setEnvironment({ owner, repo, environment }, body)
  context.object(after)
  context.line(...shown(after, context))
  return exitCodes.good
}

type Settings = Record<string, unknown>

const withPair = (settings: Settings, pair: string, { say }: Context): Settings => {
  const [, path, text] = /^([A-Za-z]+(?:\.\w+){0,2})=(.*)$/s.exec(pair) ?? []
  if (path === undefined || text === undefined) throw wrongUse(say('env.pair', { given: clean(pair) }))
  return changed(settings, path.split('.'), text) ?? {}
}

/** Nothing left of it: as usual. */
const changed = (
  of: Settings = {},
  [key = '', ...parts]: string[],
  text: string,
  value = typed,
): Settings | undefined => {
  const { [key]: before, ...rest } = of
  const inner = key === 'variables' || key === 'secrets' ? asItIs : value
  const next = parts.length === 0 ? value(key, text) : changed(before as Settings | undefined, parts, text, inner)
  const all = next === undefined ? rest : { ...rest, [key]: next }
  return Object.keys(all).length === 0 ? undefined : all
}

/** What a program is told is text, whatever it looks like. */
const asItIs = (_key: string, text: string): unknown => (text === '' ? undefined : text)

/** The server says what may be; this is only how it is typed. */
const typed = (key: string, text: string): unknown => {
  if (text === '') return undefined
  if (isList(key) && !text.startsWith('[')) return text.split(',')
  return /^(?:true|false|null|-?\d+|[[{].*)$/s.test(text) ? parsed(text) : text
}

/** As JSON too: a check's name may have a comma in it. */
const isList = (key: string) => ['branches', 'checks', 'imageTags', 'subnets', 'privateSubnets'].includes(key)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text // the server names what is wrong with it
  }
}

const shown = (view: EnvironmentView, { say, colors }: Context): string[] => {
  const rows = Object.entries(flat(view.settings))
  const isSet = flat(view.set)
  const width = Math.max(...rows.map(([key]) => key.length))
  return [
    `${colors.bold(clean(`${view.owner}/${view.repo}`))}  ${colors.bold(clean(view.environment))}`,
    ...rows.map(([key, value]) => {
      const line = `  ${key.padEnd(width)}  ${clean(value)}`
      return key in isSet ? `${line}  ${colors.dim(`← ${say('env.isSet')}`)}` : line
    }),
  ]
}
