// The live view: a picture that is drawn again with each event and ten times a second, and keys to press.
import { createLogUpdate } from 'log-update'
import type { LiveState } from '../../client/connection.ts'
import { liveEvents } from '../../client/socket.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../mishap.ts'
import { printed } from '../screen/clean.ts'
import { ending, exitCodeOf } from './ending.ts'
import { outlook } from './estimate.ts'
import { frameOf } from './frame.ts'
import { keysOf } from './keys.ts'
import { Left, leaving } from './leaving.ts'
import { after, progressOf, withFigures } from './progress.ts'

const frameMs = 100
const spinner = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

export const watchLive = async (context: Context, id: string): Promise<ExitCode> => {
  const { client, say, colors, stdout } = context
  const deployment = await client.deployment(id)
  const log = createLogUpdate(stdout)
  const leave = leaving(id, say)
  let progress = progressOf(deployment)
  let [line, leastShare, turn]: [LiveState, number, number] = ['connecting', 0, 0]
  let reason: string | undefined
  const keys = keysOf(context, id, { progress: () => progress, leave: leave.leave, changed: () => draw() })
  const draw = () => {
    const now = Date.now() - context.aheadMs()
    leastShare = Math.max(leastShare, outlook(progress, deployment.estimate, now).share)
    const picture = { deployment, progress, estimate: deployment.estimate, line, leastShare, now }
    const canvas = { width: stdout.columns ?? 80, rows: stdout.rows ?? 24, say, colors }
    const prompt = progress.endedAt === undefined ? keys.prompt() : []
    const frame = frameOf({ ...picture, prompt, spinner: spinner[turn % spinner.length]! }, canvas)
    log(frame.map(printed).join('\n'))
  }
  const onState = (state: LiveState) => {
    line = state
    leave.onState(state)
  }
  const live = liveEvents(client, { onState })
  const ticking = setInterval(() => {
    turn += 1
    draw()
  }, frameMs)
  try {
    for await (const item of live.follow(id, { figures: true, signal: leave.signal })) {
      if (item.type === 'log') continue
      if (item.type === 'figures') {
        progress = withFigures(progress, item)
        continue
      }
      progress = after(progress, item)
      reason = item.details.reason ?? reason
    }
    clearInterval(ticking)
    draw()
    log.done()
    const ended = await client.deployment(id)
    context.line('', ...(await ending(context, ended, reason)))
    return exitCodeOf(ended)
  } catch (fault) {
    clearInterval(ticking)
    log.clear()
    log.done()
    if (!(fault instanceof Left)) throw fault
    context.line(`${colors.yellow('●')} ${say('left.running')} ${say('come.back', { command: '' }).trim()}`)
    context.line(`  ${colors.bold(`panda watch ${id}`)}`)
    return keys.quit() ? exitCodes.good : exitCodes.interrupted
  } finally {
    clearInterval(ticking)
    keys.done()
    leave.done()
    live.close()
  }
}
