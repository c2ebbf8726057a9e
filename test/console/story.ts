// Events as a deployment writes them, for tests of what the page makes of them.
import type { PandaEvent } from '../../client/types.ts'
import { type EventCode, eventFacts, type Stage } from '../../core/vocabulary.ts'

const begin = Date.parse('2026-11-20T10:00:00.000Z')

export const at = (second: number) => new Date(begin + second * 1000).toISOString()
export const ms = (second: number) => begin + second * 1000

/** `[code, second, details]` each; a code that belongs to no stage stays in the one before. */
export const eventsOf = (...told: [EventCode, number, Record<string, unknown>?][]): PandaEvent[] => {
  let stage: Stage = 0
  return told.map(([code, second, details = {}], index) => {
    const facts = eventFacts[code]
    if (facts.stage !== 'now') stage = facts.stage
    const seq = index + 1
    return {
      ...{ type: facts.type, deploymentId: 'dep_1', seq, id: `dep_1:${seq}`, timestamp: at(second), code },
      ...{ message: `${code} said`, details: { stage, ...details } },
    }
  })
}

export const toReady: [EventCode, number, Record<string, unknown>?][] = [
  ['QUEUED', 0],
  ['INITIALIZED', 2],
  ['CLONE_STARTED', 3],
  ['BUILD_PROGRESS', 5, { step: 2, steps: 6, message: '[2/6] COPY . .' }],
  ['PUSH_STAGE_STARTED', 13],
  ['PUSHED', 15, { digest: 'sha256:abc' }],
  ['INFRA_STARTED', 16],
  ['RELEASE_STARTED', 18],
  ['GREEN_STARTING', 18],
  ['RELEASE_PROGRESS', 19, { running: 1, desired: 2 }],
  ['AWAITING_SWITCH', 28],
  ['READY', 28],
]

export const toCompleted: typeof toReady = [
  ...toReady,
  ['SWITCH_REQUESTED', 88],
  ['HEALTH_CHECK_PROGRESS', 89, { check: 1, httpStatus: 200, latencyMs: 4 }],
  ['SWITCHING', 90],
  ['SWITCHED', 91],
  ['COMPLETED_STAGE', 101],
  ['COMPLETED', 101, { finalService: 'green' }],
]
