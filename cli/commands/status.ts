// panda status ID: where a deployment is now.
import type { Command } from 'commander'
import type { DeploymentState, LiveDeployment, StageTimes, TakenBack } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { colours } from '../follow/colours.ts'
import { ending, exitCodeOf, secondsOf } from '../follow/ending.ts'
import { exitCodes } from '../mishap.ts'
import { type Cli, type CommonOptions, defined } from '../program.ts'
import { clean } from '../screen/clean.ts'
import { commitOf, duration, placeOf } from '../screen/figures.ts'
import { gateLines } from '../screen/gates.ts'
import { statusColor } from '../screen/status.ts'
import { padded, widthOf } from '../screen/width.ts'
import { deploymentMeant, isUnfinished } from '../which.ts'

type Options = CommonOptions & { exitCode?: boolean }

export const status = (parent: Command, cli: Cli) => {
  const { say } = cli.shell
  defined(parent, cli, 'status', {
    about: 'status.about',
    examples: ['panda status panda/hello', 'panda status panda/hello --json'],
  })
    .argument('<ID>', say('argument.id'))
    .option('--exit-code', say('status.exit'))
    .action((given: string, options: Options) => cli.does(options, context => run(context, given, options)))
}

const run = async (context: Context, given: string, { exitCode }: Options) => {
  const state = await context.client.deployment(await deploymentMeant(given, 'any', context))
  context.object(state)
  if (!context.json)
    context.line(
      ...facts(context, state),
      ...stageLines(context, state),
      ...gates(context, state),
      ...(await rest(context, state)),
    )
  return exitCode ? exitCodeOf(state) : exitCodes.good
}

const facts = ({ say, colors }: Context, state: LiveDeployment) => {
  const now = `${say(`status.${state.status}`)}${isUnfinished(state) ? ` ${state.percent}%` : ''}`
  return [
    `${colors.bold(clean(placeOf(state)))}  ${clean(state.environment)}  ${statusColor(state.status, colors)(now)}`,
    colors.dim(
      `${state.deploymentId}  ${duration(secondsOf(state), say)}  ${say('status.by', { who: clean(state.deployedBy) })}`,
    ),
    ...(commitOf(state) ? [colors.dim(clean(commitOf(state)))] : []),
    // An older server does not say.
    ...(state.expectedRollbackSeconds
      ? [colors.dim(say('status.back', { time: duration(state.expectedRollbackSeconds, say) }))]
      : []),
    ...(state.estimatedCost ? [colors.dim(say('status.cost', { usd: state.estimatedCost.usd.toFixed(4) }))] : []),
    '',
  ]
}

const stageLines = ({ say, colors }: Context, state: DeploymentState) => {
  const names = state.stages.map(({ name }) => say(`stage.${name}`))
  const room = Math.max(0, ...names.map(widthOf))
  return state.stages.map((stage, at) => {
    const seconds = stage.seconds ?? secondsOf({ ...state, startedAt: stage.startedAt, completedAt: stage.completedAt })
    return `${markOf(state, stage, colors)} ${padded(names[at]!, room)}  ${colors.dim(padded(duration(seconds, say), 7, 'right'))}`
  })
}

const gates = (context: Context, state: LiveDeployment) => {
  const lines = gateLines(state, context)
  return lines.length === 0 ? [] : ['', ...lines]
}

const markOf = (state: DeploymentState, { stage, completedAt }: StageTimes, colors: Context['colors']) => {
  if (stage === state.stage && state.status === 'FAILED') return colors.red('✗')
  if (stage === state.stage && state.status === 'CANCELLED') return colors.dim('■')
  if (completedAt !== null || state.status === 'COMPLETED') return colors.green('✓')
  return state.status === 'DEPLOYMENT_READY' ? colors.yellow('●') : colors.cyan('▸')
}

const end = async (context: Context, state: LiveDeployment) =>
  state.takenBack ? takenBack(context, state.takenBack) : ending(context, state)

/** It had ended well, which is not how things stand any more. */
const takenBack = ({ say, colors }: Context, { at, reason, serves }: TakenBack) => [
  `${colors.red('✗')} ${colors.bold(say('status.taken', { at }))} ${clean(reason)}`,
  `  ${serves ? say('status.taken.serves', { id: serves }) : say('status.taken.unknown')}`,
]

const rest = async (context: Context, state: LiveDeployment) => {
  const { say, colors, stdout } = context
  const width = stdout.isTTY ? stdout.columns : undefined
  const over = !isUnfinished(state)
  // An older server does not say.
  const greenShare = state.share?.green ?? (state.finalService === 'green' ? 1 : 0)
  const sides = colours({ ...state, greenShare }, { width, say, colors })
  const ready = [`${say('ready.switch', { command: `panda switch ${state.deploymentId}` })}`]
  const follow = [colors.dim(say('deploy.follow', { command: `panda watch ${state.deploymentId}` }))]
  return [
    ...(sides.length > 0 ? ['', ...sides] : []),
    '',
    ...(over ? await end(context, state) : state.status === 'DEPLOYMENT_READY' ? ready : follow),
  ]
}
