// How it ended: what serves now, or what failed, why, the last lines of the build, and what to do.
import type { DeploymentState } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { adviceFor } from '../faults.ts'
import { type ExitCode, exitCodes } from '../mishap.ts'
import { clean } from '../screen/clean.ts'
import { duration, placeOf } from '../screen/figures.ts'
import { gateLines } from '../screen/gates.ts'
import type { Say } from '../words.ts'

export const exitCodeOf = ({ status }: Pick<DeploymentState, 'status'>): ExitCode =>
  status === 'FAILED' || status === 'CANCELLED' ? exitCodes.failed : exitCodes.good

export const ending = async (context: Context, deployment: DeploymentState, reason?: string): Promise<string[]> => {
  if (deployment.status === 'COMPLETED') return live(context, deployment)
  if (deployment.status === 'CANCELLED') return cancelled(context, deployment, reason)
  if (deployment.status === 'FAILED') return failed(context, deployment)
  return []
}

const live = ({ say, colors }: Context, deployment: DeploymentState) => {
  const { url, owner, repo, blueUrl } = deployment
  const time = duration(secondsOf(deployment), say)
  const place = clean(placeOf(deployment))
  return [
    `${colors.green('✓')} ${colors.bold(say('ended.live', { place, time }))}`,
    ...(url ? [`  ${colors.cyan(clean(url))}`] : []),
    ...(blueUrl ? [colors.dim(`  ${say('ended.back', { command: `panda rollback ${owner}/${repo}` })}`)] : []),
  ]
}

const cancelled = ({ say, colors }: Context, deployment: DeploymentState, reason: string | undefined) => [
  `${colors.yellow('■')} ${colors.bold(say(reason === 'superseded' ? 'ended.superseded' : 'ended.cancelled'))}`,
  `  ${serves(deployment, say)}`,
]

const failed = async (context: Context, deployment: DeploymentState) => {
  const { say, colors, locale } = context
  const { errorMessage, errorCode, stage, stageName, deploymentId } = deployment
  const [first = '', ...more] = (errorMessage ?? say('ended.unknown')).split('\n').map(clean)
  const built = (stage === 1 || stage === 2) && !isGate(errorCode)
  const output = built ? await lastLines(context, deploymentId) : []
  const next = adviceFor(errorCode, locale)
  return [
    `${colors.red('✗')} ${colors.bold(say('ended.failed', { stage, name: say(`stage.${stageName}`) }))} ${first}`,
    ...more.map(line => `  ${line}`),
    ...(errorCode === 'IMAGE_SCAN_BLOCKED' ? gateLines(deployment, context).map(line => `  ${line}`) : []),
    ...(output.length > 0
      ? ['', `  ${say('ended.output')}`, ...output.map(line => `  ${colors.dim(`│ ${line}`)}`)]
      : []),
    '',
    `  ${serves(deployment, say)}`,
    ...(next.length > 0
      ? [`  ${colors.bold(say('ended.todo'))} ${next[0]}`, ...next.slice(1).map(line => `  ${line}`)]
      : []),
    ...(built ? [colors.dim(`  ${say('ended.logs', { command: `panda logs ${deploymentId}` })}`)] : []),
  ]
}

/** What is lacking is not in what the build has said. */
const isGate = (errorCode: DeploymentState['errorCode']) =>
  errorCode === 'IMAGE_SCAN_BLOCKED' || errorCode === 'CHECKS_FAILED'

const serves = ({ finalService, url, blueUrl }: DeploymentState, say: Say) => {
  const address = clean(url ?? blueUrl ?? '')
  return finalService ? say('ended.serves', { what: say(finalService), address }) : say('ended.serves.nothing')
}

const mostLines = 12

/** They help, but what is told is true without them. */
const lastLines = async ({ client }: Context, id: string): Promise<string[]> => {
  let lines: string[] = []
  let last = 0
  try {
    for (let pages = 0; pages < 200; pages += 1) {
      const { chunks, lastChunk } = await client.logs(id, { after: last })
      lines = [...lines, ...chunks.flatMap(chunk => chunk.lines)].slice(-mostLines)
      if (chunks.length === 0 || lastChunk <= last) break
      last = lastChunk
    }
  } catch {
    return lines.map(clean)
  }
  return lines.map(clean).filter(line => line.trim() !== '')
}

export const secondsOf = ({ startedAt, completedAt }: DeploymentState, now = Date.now()) =>
  Math.max(0, (completedAt === null ? now : Date.parse(completedAt)) - Date.parse(startedAt)) / 1000
