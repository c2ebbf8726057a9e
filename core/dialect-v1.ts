// The first clients' form of the final event: `done` and `error`, with names of their own beside ours.
import type { EventType } from './vocabulary.ts'

type AnyEvent = { type: EventType; code: string; details: Record<string, unknown> }

export type EventV1<E extends AnyEvent> = Omit<E, 'type'> & { type: EventType | 'done' | 'error' }

export const dialectV1 = <E extends AnyEvent>(event: E): EventV1<E> => {
  const { code, details } = event
  if (code === 'COMPLETED') {
    const { url, imageUri, commitHash, branch, durationSeconds } = details
    const older = {
      elb_url: url,
      image_uri: imageUri,
      commit_hash: commitHash,
      branch,
      execution_time: durationSeconds,
    }
    return { ...event, type: 'done', details: { ...details, ...older } }
  }
  if (code === 'FAILED' || code === 'CANCELLED') {
    const older = {
      error_code: details.errorCode ?? code,
      error_details: details.errorMessage ?? details.reason,
    }
    return { ...event, type: 'error', details: { ...details, ...older } }
  }
  return event
}
