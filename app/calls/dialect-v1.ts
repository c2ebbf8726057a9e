// The first clients' form of the final event: `done` and `error`, with names of their own beside ours.
import type { EventView } from '../../core/view.ts'

export type EventV1 = Omit<EventView, 'type'> & { type: EventView['type'] | 'done' | 'error' }

export const dialectV1 = (event: EventView): EventV1 => {
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
