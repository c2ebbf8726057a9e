// One picture of a deployment for a terminal: lines that fit its width. Pure: the same progress gives the same picture.
import type { LiveState } from '../../client/connection.ts'
import type { DeploymentState, Estimate } from '../../client/types.ts'
import { type StageName, stages } from '../../core/vocabulary.ts'
import { clean } from '../screen/clean.ts'
import { commitOf, duration, placeOf, roughly } from '../screen/figures.ts'
import { cut, padded, widthOf } from '../screen/width.ts'
import type { Colors } from '../shell.ts'
import type { Say } from '../words.ts'
import { colours, unhealthy } from './colours.ts'
import { type Outlook, outlook } from './estimate.ts'
import type { Progress } from './progress.ts'

export type Picture = {
  deployment: DeploymentState
  progress: Progress
  estimate?: Estimate | null
  /** Of the connection; what is drawn may be old. */
  line: LiveState
  /** The bar never goes back. */
  leastShare: number
  /** In ms, by the server's clock. */
  now: number
  spinner: string
  /** What can be pressed, or what was asked. */
  prompt: string[]
}

export type Canvas = { width: number; rows: number; say: Say; colors: Colors }

export const frameOf = (picture: Picture, canvas: Canvas): string[] => {
  const width = Math.max(20, canvas.width - 2)
  const parts = [
    heading(picture, { ...canvas, width }),
    stageLines(picture, { ...canvas, width }),
    [bar(picture, { ...canvas, width })],
    [...colours(picture.progress, { ...canvas, width }), ...trouble(picture.progress, { ...canvas, width })],
    [...lineState(picture, canvas), ...picture.prompt],
  ].filter(part => part.length > 0)
  const height = parts.reduce((sum, part) => sum + part.length + 1, 1)
  // Blank lines are the first to go where it is low.
  const lines =
    height < canvas.rows ? ['', ...parts.flatMap((part, at) => (at === 0 ? part : ['', ...part]))] : parts.flat()
  return lines.map(line => (line === '' ? '' : `  ${line}`))
}

const heading = ({ deployment, progress }: Picture, { width, colors }: Canvas) => {
  const { deploymentId, environment } = deployment
  const place = clean(`${placeOf(deployment)} · ${environment}`)
  const room = width - widthOf(deploymentId) - 2
  const commit = clean(commitOf(progress.commit))
  const first =
    room >= 12
      ? `${colors.bold(padded(cut(place, room), room))}  ${colors.dim(deploymentId)}`
      : colors.bold(cut(place, width))
  return [first, ...(commit ? [colors.dim(cut(commit, width))] : [])]
}

const stageLines = (picture: Picture, canvas: Canvas) => {
  const { say } = canvas
  const names = stages.map(name => say(`stage.${name}`))
  const room = Math.max(...names.map(widthOf))
  return stages.map((name, stage) => stageLine(name, stage, padded(names[stage]!, room), picture, canvas))
}

const stageLine = (_: StageName, stage: number, name: string, picture: Picture, { width, say, colors }: Canvas) => {
  const { progress, now } = picture
  const began = progress.startedAt[stage]
  const over = progress.endedAt !== undefined
  const active = stage === progress.stage
  if (began === undefined) return colors.dim(`${over ? '–' : '○'} ${name}`)
  const next = progress.startedAt.slice(stage + 1).find(at => at !== undefined)
  const waited = active && progress.waitingSince !== undefined
  const until = next ?? progress.endedAt ?? (waited ? progress.waitingSince! : now)
  const time = padded(duration(Math.max(0, until - began) / 1000, say), timeColumns, 'right')
  const head = `${name}  ${time}`
  if (!active || progress.status === 'COMPLETED') return `${colors.green('✓')} ${name}  ${colors.dim(time)}`
  // What failed is told in full below.
  if (over) return `${colors.red('✗')} ${head}`
  const note = cut(clean(progress.note), width - widthOf(head) - 5)
  if (waited) return `${colors.yellow('●')} ${head}   ${colors.yellow(note)}`
  const mark = progress.stopping ? colors.yellow(picture.spinner) : colors.cyan(picture.spinner)
  return `${mark} ${colors.bold(name)}  ${time}   ${colors.dim(note)}`
}

const timeColumns = 7

const bar = ({ progress, estimate, now, leastShare }: Picture, { width, say, colors }: Canvas) => {
  const { share, secondsLeft, late } = outlook(progress, estimate, now)
  const shown = Math.max(share, leastShare)
  const percent = padded(`${Math.floor(shown * 100)}%`, 4, 'right')
  const columns = Math.max(10, Math.min(40, width - 30))
  const full = Math.round(shown * columns)
  const color = progress.status === 'FAILED' || progress.status === 'CANCELLED' ? colors.red : colors.green
  const words = outlookWords(progress, now, { secondsLeft, late }, say)
  const drawn = color('━'.repeat(full)) + colors.dim('─'.repeat(columns - full))
  return `${drawn} ${percent}  ${colors.dim(cut(words, width - columns - 7))}`
}

const outlookWords = (
  progress: Progress,
  now: number,
  { secondsLeft, late }: Pick<Outlook, 'secondsLeft' | 'late'>,
  say: Say,
) => {
  if (progress.endedAt !== undefined) return ''
  if (progress.stopping) return say('outlook.stopping')
  if (progress.waitingSince !== undefined)
    return say('outlook.waiting', {
      time: duration(Math.max(0, Math.floor((now - progress.waitingSince) / 1000)), say),
    })
  if (late) return say('outlook.late')
  return secondsLeft === null ? '' : say('outlook.left', { time: roughly(secondsLeft, say) })
}

const trouble = (progress: Progress, { width, say, colors }: Canvas) => {
  const words = unhealthy(progress, say)
  return words ? [colors.yellow(cut(words, width))] : []
}

const lineState = ({ line, progress }: Picture, { say, colors }: Canvas) =>
  line === 'lost' && progress.endedAt === undefined ? [colors.yellow(say('line.lost'))] : []
