// panda promote OWNER/REPO FROM TO: shows what differs, then deploys the image that serves FROM to TO; nothing is built.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { EnvironmentView, ServiceView } from '../../client/types.ts'
import { again, mayHaveBegun } from '../again.ts'
import { confirmed } from '../ask.ts'
import type { Context } from '../context.ts'
import { follow } from '../follow/follow.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { repositoryOf } from '../repository.ts'
import { clean } from '../screen/clean.ts'
import { commitOf, placeOf } from '../screen/figures.ts'
import { flat } from '../screen/flat.ts'

type Options = CommonOptions & { yes?: boolean; watch?: boolean; idempotencyKey?: string }

export const promote = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'promote', {
    about: 'promote.about',
    examples: ['panda promote panda/hello default staging --watch'],
    notes: 'promote.notes',
  })
    .argument('<OWNER/REPO[@BRANCH]>', say('argument.repository'))
    .argument('<FROM>', say('promote.from'))
    .argument('<TO>', say('promote.to'))
    .option('-w, --watch', say('option.watch'))
    .option('-y, --yes', say('rollback.yes'))
    .option('--idempotency-key <key>', say('option.idempotency'))
    .action((repository: string, from: string, to: string, options: Options) =>
      cli.does(options, context => run(context, { repository, from, to }, options)),
    )
}

/** What differs between two environments, and nothing done. */
export const diff = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'diff', { about: 'diff.about', examples: ['panda diff panda/hello default staging'] })
    .argument('<OWNER/REPO[@BRANCH]>', say('argument.repository'))
    .argument('<FROM>', say('promote.from'))
    .argument('<TO>', say('promote.to'))
    .action((repository: string, from: string, to: string, options: CommonOptions) =>
      cli.does(options, async context => {
        const sides = await sidesOf(context, { repository, from, to })
        context.object(sides)
        context.line(...differences(context, sides))
        return exitCodes.good
      }),
    )
}

type Wish = { repository: string; from: string; to: string }
type Side = { service: ServiceView | null; environment: EnvironmentView }
type Sides = { from: Side; to: Side }

const run = async (context: Context, wish: Wish, options: Options) => {
  const { say, client, colors } = context
  const sides = await sidesOf(context, wish)
  const { current } = sides.from.service ?? { current: null }
  if (!current) throw wrongUse(say('promote.none', { environment: clean(wish.from) }))
  context.line(...differences(context, sides))
  if (context.interactive && !options.yes && !context.json && !(await confirmed(say('promote.sure'), true, context))) {
    context.line(say('rollback.not'))
    return exitCodes.good
  }
  const key = options.idempotencyKey ?? randomUUID()
  const body = { environment: wish.to }
  const accepted = await again(() => client.promote(current.deploymentId, body, { idempotencyKey: key })).catch(
    fault => {
      throw mayHaveBegun(fault, key, say)
    },
  )
  context.object(accepted)
  context.line(`${colors.green('✓')} ${say('promote.started')} ${colors.bold(accepted.deploymentId)}`)
  if (options.watch) return follow(context, accepted.deploymentId)
  context.line(`  ${say('deploy.follow', { command: `panda watch ${accepted.deploymentId}` })}`)
  return exitCodes.good
}

const sidesOf = async ({ client, say }: Context, { repository, from, to }: Wish): Promise<Sides> => {
  const { owner, repo, branch } = repositoryOf(repository, say)
  const services = (await client.services()).filter(one => one.owner === owner && one.repo === repo)
  const side = async (environment: string): Promise<Side> => {
    const fitting = services.filter(
      one => one.environment === environment && (branch === undefined || environment === to || one.branch === branch),
    )
    if (fitting.length > 1) throw wrongUse(say('rollback.several', { given: clean(repository) }), ...choices(fitting))
    return { service: fitting[0] ?? null, environment: await client.environment({ owner, repo, environment }) }
  }
  return { from: await side(from), to: await side(to) }
}

const choices = (services: ServiceView[]) => services.map(one => `  ${clean(placeOf(one))}`)

/** What serves, and the settings that are not the same. */
const differences = ({ say, colors }: Context, { from, to }: Sides): string[] => {
  const serves = ({ service }: Side) => (service?.current ? clean(commitOf(service.current)) : '–')
  const digest = ({ service }: Side) => service?.current?.imageDigest.slice(0, 19) ?? '–'
  const [left, right] = [flat(from.environment.settings), flat(to.environment.settings)]
  const rows: [string, string, string][] = [
    [say('diff.commit'), serves(from), serves(to)],
    [say('diff.image'), digest(from), digest(to)],
    // A variable may be set on one side only.
    ...[...new Set([...Object.keys(left), ...Object.keys(right)])]
      .filter(key => left[key] !== right[key])
      .map((key): [string, string, string] => [key, clean(left[key] ?? '–'), clean(right[key] ?? '–')]),
  ]
  const [name, width] = [0, 1].map(n =>
    Math.max(...rows.map(row => row[n]!.length), from.environment.environment.length),
  )
  const line = ([key, a, b]: [string, string, string]) => `  ${key.padEnd(name!)}  ${a.padEnd(width!)}  ${b}`
  return [
    colors.bold(line(['', from.environment.environment, to.environment.environment])),
    ...rows.map(row => (row[1] === row[2] ? colors.dim(line(row)) : line(row))),
  ]
}
