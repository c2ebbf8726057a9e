// One event as the log holds it: facts, not prose. What a reader sees is made from it when read.
import type { EventCode } from './vocabulary.ts'

export type LoggedEvent = {
  deploymentId: string
  /** 1, 2, 3 … without a gap. */
  seq: number
  /** ISO 8601 with milliseconds, UTC. */
  timestamp: string
  code: EventCode
  details: Record<string, unknown>
  /** What only the fold needs: never leaves. */
  private?: Record<string, unknown>
}
