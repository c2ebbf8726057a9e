// Logs for tests of what is read off them.
import type { LoggedEvent } from '../../core/event.ts'
import { evolve } from '../../core/fold.ts'
import { type DeploymentRequest, type DeploymentState, stageOf } from '../../core/state.ts'
import type { EventCode } from '../../core/vocabulary.ts'

export const began = '2026-11-20T10:00:00.000Z'
export const at = (minutes: number) => new Date(Date.parse(began) + minutes * 60_000).toISOString()

const request: DeploymentRequest = {
  ...{ tenant: 'acme', by: 'ann', owner: 'panda', repo: 'hello', branch: 'main', environment: 'default' },
  ...{ githubConnectionId: 'gh_1', awsConnectionId: 'aws_1', accountId: '000000000000', region: 'local-1' },
  ...{ autoSwitch: false, concurrency: 'supersede', healthPath: '/health', port: null },
  ...{ bodyHash: 'hash-of-the-body', rollback: null },
}

export type Told = [code: EventCode, minutes?: number, details?: object, hidden?: object]

/** The log of what was told, its first event included. */
export const logOf = (told: Told[], asked: Partial<DeploymentRequest> = {}): LoggedEvent[] => {
  const log: LoggedEvent[] = []
  let state: DeploymentState | undefined
  const first: Told = ['QUEUED', 0, {}, { request: { ...request, ...asked } }]
  for (const [code, minutes = 0, details = {}, hidden] of [first, ...told]) {
    const stage = state ? stageOf(code, state) : 0
    const event: LoggedEvent = {
      ...{ deploymentId: 'dep_1', seq: log.length + 1, timestamp: at(minutes), code, details: { stage, ...details } },
      ...(hidden && { private: hidden as Record<string, unknown> }),
    }
    state = evolve(state, event)
    log.push(event)
  }
  return log
}

export const stateOf = (told: Told[], asked: Partial<DeploymentRequest> = {}): DeploymentState =>
  logOf(told, asked).reduce<DeploymentState | undefined>(evolve, undefined)!
