// Following in lines: for pipes and CI, and as one JSON object a line.
import { liveEvents } from '../../client/socket.ts'
import type { LogChunk, PandaEvent } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../mishap.ts'
import { clean } from '../screen/clean.ts'
import { placeOf } from '../screen/figures.ts'
import { colours } from './colours.ts'
import { ending, exitCodeOf } from './ending.ts'
import type { FollowWishes } from './follow.ts'
import { Left, leaving } from './leaving.ts'
import { after, progressOf } from './progress.ts'

export const followObjects = (context: Context, id: string, wishes: FollowWishes): Promise<ExitCode> =>
  followed(context, id, wishes, item => context.object(item))

export const followPlainly = async (context: Context, id: string, wishes: FollowWishes): Promise<ExitCode> => {
  const { say, colors } = context
  const begun = await context.client.deployment(id)
  context.line(`${id}  ${clean(placeOf(begun))}  ${clean(begun.environment)}`)
  let progress = progressOf(begun)
  let reason: string | undefined
  const exitCode = await followed(context, id, wishes, item => {
    if (item.type === 'log') return context.line(...item.lines.map(line => colors.dim(`  │ ${clean(line)}`)))
    progress = after(progress, item)
    reason = item.details.reason ?? reason
    context.line(`${timeOf(item.timestamp)}  ${clean(item.message)}`)
    if (item.code === 'READY')
      context.line(
        ...colours(progress, { width: undefined, say, colors }).map(line => `  ${line}`),
        `  ${say('ready.switch', { command: `panda switch ${id}` })}`,
      )
  })
  if (progress.endedAt !== undefined)
    context.line('', ...(await ending(context, await context.client.deployment(id), reason)))
  return exitCode
}

const followed = async (
  context: Context,
  id: string,
  { logs = false }: FollowWishes,
  take: (item: PandaEvent | LogChunk) => void,
): Promise<ExitCode> => {
  const { client, say, json, stderr } = context
  const leave = leaving(id, say)
  const live = liveEvents(client, { onState: leave.onState })
  try {
    let exitCode: ExitCode = exitCodes.good
    for await (const item of live.follow(id, { logs, signal: leave.signal })) {
      take(item)
      if (item.type === 'fail') exitCode = exitCodeOf({ status: 'FAILED' })
    }
    return exitCode
  } catch (fault) {
    if (!(fault instanceof Left)) throw fault
    if (!json) stderr.write(`\n${say('left.running')} ${say('come.back', { command: `panda watch ${id}` })}\n`)
    return exitCodes.interrupted
  } finally {
    leave.done()
    live.close()
  }
}

/** Of the day, as this machine has it. */
const timeOf = (timestamp: string) => new Date(timestamp).toLocaleTimeString('en-GB')
