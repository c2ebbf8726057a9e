// The first clients' form of the final event: `done` and `error`, with names of their own beside ours.
import type { PandaEvent } from './types.ts'

export type EventV1 = Omit<PandaEvent, 'type'> & { type: PandaEvent['type'] | 'done' | 'error' }

export const dialectV1 = (event: PandaEvent): EventV1 => {
  const { details } = event
  if (event.code === 'COMPLETED') {
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
  if (event.code === 'FAILED' || event.code === 'CANCELLED') {
    const older = {
      error_code: details.errorCode ?? event.code,
      error_details: details.errorMessage ?? details.reason,
    }
    return { ...event, type: 'error', details: { ...details, ...older } }
  }
  return event
}
