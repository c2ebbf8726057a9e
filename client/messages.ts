// What the server says over a socket.
import type { LiveFigures, LogChunk, PandaEvent } from './types.ts'

export type ServerMessage =
  | { kind: 'event'; event: PandaEvent }
  | { kind: 'log'; chunk: LogChunk }
  | { kind: 'figures'; figures: LiveFigures }
  | { kind: 'subscribed'; deploymentId: string; lastSeq: number }
  | { kind: 'pong'; lastSeq: Record<string, number> }
  | { kind: 'error'; errorCode: string; body: Record<string, unknown> }
  /** A kind that a newer server knows. */
  | { kind: 'newer' }
  /** Not Panda's: API Gateway answers so when what is behind it fails. */
  | { kind: 'strange' }

export const incoming = (text: unknown): ServerMessage => {
  const body = object(text)
  if (body === undefined || typeof body.type !== 'string') return { kind: 'strange' }
  // Panda's own words: their shape is the server's promise, as with an answer over HTTP.
  switch (body.type) {
    case 'stage':
    case 'success':
    case 'fail':
      return { kind: 'event', event: body as PandaEvent }
    case 'log':
      return { kind: 'log', chunk: body as LogChunk }
    case 'figures':
      return { kind: 'figures', figures: body as LiveFigures }
    case 'subscribed':
      return { kind: 'subscribed', deploymentId: String(body.deploymentId), lastSeq: Number(body.lastSeq) }
    case 'pong':
      return { kind: 'pong', lastSeq: (body.lastSeq ?? {}) as Record<string, number> }
    case 'error':
      return { kind: 'error', errorCode: String(body.errorCode), body }
    default:
      return { kind: 'newer' }
  }
}

const object = (text: unknown): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined // not JSON
  }
}
