// panda approvals, approve, reject: what waits for reviewers, and what they say.
import type { Command } from 'commander'
import type { LiveDeployment } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { exitCodes, wrongUse } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'
import { ago, placeOf } from '../screen/figures.ts'
import { gateLines } from '../screen/gates.ts'
import { type Column, table } from '../screen/table.ts'
import { deploymentMeant } from '../which.ts'

type Options = CommonOptions & { comment?: string; skip?: string }

export const approvals = (parent: Command, cli: Cli) => {
  defined(parent, cli, 'approvals', { about: 'approvals.about', examples: ['panda approvals'] }).action(
    (options: CommonOptions) =>
      cli.does(options, async context => {
        const waiting = await context.client.approvals()
        for (const one of waiting) context.object(one)
        if (waiting.length === 0) context.line(context.say('approvals.none'))
        else context.line(...table(waiting, columnsOf(context), { width: widthOf(context), colors: context.colors }))
        context.line(...waiting.flatMap(one => gatesOf(one, context)))
        return exitCodes.good
      }),
  )
}

export const approve = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'approve', {
    about: 'approve.about',
    examples: ['panda approve panda/hello --skip "the shop is down"'],
    notes: 'approve.notes',
  })
    .argument('<ID>', say('argument.id'))
    .option('-m, --comment <text>', say('approve.comment'))
    .option('--skip <reason>', say('approve.skip'))
    .action((given: string, options: Options) =>
      cli.does(options, async context => {
        const { comment, skip } = options
        const id = await deploymentMeant(given, 'reviewed', context)
        const state = await (skip === undefined
          ? context.client.approve(id, comment === undefined ? {} : { comment })
          : context.client.skipApproval(id, { reason: skip }))
        return told(state, context, skip === undefined ? 'approve.done' : 'approve.skipped')
      }),
    )
}

export const reject = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'reject', { about: 'reject.about', examples: ['panda reject panda/hello -m "not on a Friday"'] })
    .argument('<ID>', say('argument.id'))
    .option('-m, --comment <text>', say('reject.comment'))
    .action((given: string, options: Options) =>
      cli.does(options, async context => {
        if (!options.comment) throw wrongUse(say('reject.why'), `  panda reject ${clean(given)} -m "…"`)
        const id = await deploymentMeant(given, 'reviewed', context)
        return told(await context.client.reject(id, { comment: options.comment }), context, 'reject.done')
      }),
    )
}

const told = (state: LiveDeployment, context: Context, word: 'approve.done' | 'approve.skipped' | 'reject.done'): 0 => {
  const { say, colors } = context
  const { approvals: { length } = [], reviewers = 0 } = state.approval ?? {}
  context.object(state)
  context.line(`${colors.green('✓')} ${say(word, { count: length, reviewers })} ${colors.bold(state.deploymentId)}`)
  return exitCodes.good
}

/** What its reviewers should know of it. */
const gatesOf = (one: LiveDeployment, context: Context) => {
  const lines = gateLines(one, context)
  return lines.length === 0 ? [] : ['', context.colors.bold(one.deploymentId), ...lines.map(line => `  ${line}`)]
}

const widthOf = ({ stdout }: Context) => (stdout.isTTY ? stdout.columns : undefined)

const columnsOf = ({ say, colors, locale, stdout }: Context): Column<LiveDeployment>[] => [
  { title: say('column.deployment'), text: one => one.deploymentId, least: 14 },
  { title: say('column.repository'), text: one => clean(placeOf(one)), least: 14 },
  { title: say('column.environment'), text: one => clean(one.environment), color: text => colors.dim(text) },
  {
    title: say('column.commit'),
    text: one => clean(`${one.commitHash?.slice(0, 7) ?? one.imageTag ?? '–'} ${one.commitMessage ?? ''}`),
    least: 9,
  },
  { title: say('column.by'), text: one => clean(one.deployedBy), least: 6 },
  {
    title: say('column.approvals'),
    text: ({ approval }) => `${approval?.approvals.length ?? 0}/${approval?.reviewers ?? 0}`,
    color: text => colors.yellow(text),
  },
  {
    title: say('column.since'),
    text: ({ approval }) =>
      approval ? (stdout.isTTY ? ago(approval.askedAt, Date.now(), locale) : approval.askedAt) : '–',
    color: text => colors.dim(text),
    spare: 1,
  },
]
