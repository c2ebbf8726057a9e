// What is said over a socket, as text that fits into one message.
import type { LoggedEvent } from '../../core/event.ts'
import type { LiveFigures } from '../../core/live-figures.ts'
import { eventView, figuresView } from '../../core/view.ts'
import type { ErrorCode, Locale } from '../../core/vocabulary.ts'
import type { OutputChunk } from '../store/output.ts'

/** API Gateway takes 128 kB a message: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const most = 128_000

/** The whole event is in the log, over HTTP, in the rare case that it does not fit. */
export const eventWords = (event: LoggedEvent, lang: Locale): string => {
  const view = eventView(event, lang)
  const text = JSON.stringify(view)
  if (Buffer.byteLength(text) <= most) return text
  const short = Object.entries(view.details).filter(([, value]) => bytes(value) <= 4_000)
  const details = { ...Object.fromEntries(short.slice(0, 20)), shortened: true }
  return JSON.stringify({ ...view, message: `${view.message.slice(0, 4_000)} …`, details })
}

/** What the stored chunk holds as text can be six times as long as JSON (colour codes). */
export const chunkWords = (deploymentId: string, { chunk, lines }: OutputChunk): string => {
  const say = (shown: string[]) => JSON.stringify({ type: 'log', deploymentId, chunk, lines: shown })
  let size = 0
  const tooMany = lines.findIndex(line => {
    size += bytes(line) + 1
    return size > most - 1_000
  })
  return say(tooMany === -1 ? lines : [...lines.slice(0, tooMany), `… ${lines.length - tooMany} lines left out`])
}

export const figuresWords = (deploymentId: string, figures: LiveFigures) =>
  JSON.stringify(figuresView(deploymentId, figures))

export const subscribedWords = (deploymentId: string, lastSeq: number) =>
  JSON.stringify({ type: 'subscribed', deploymentId, lastSeq })

export const pongWords = (lastSeq: Record<string, number>) => JSON.stringify({ type: 'pong', lastSeq })

export const errorWords = (error: { errorCode: ErrorCode; message: string; deploymentId?: string }) =>
  JSON.stringify({ type: 'error', ...error })

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? '')
