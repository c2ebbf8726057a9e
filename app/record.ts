// Appending to a log: read, decide, write one row on condition that it is not there; whoever loses the race decides again.
import { type Command, type Decision, decide } from '../core/decide.ts'
import type { LoggedEvent } from '../core/event.ts'
import { Refusal } from '../core/faults.ts'
import { evolve, fold } from '../core/fold.ts'
import type { Ports } from '../core/ports.ts'
import type { DeploymentState } from '../core/state.ts'
import { appendRow, readLog } from './store/log.ts'

type Store = Pick<Ports, 'table' | 'clock'>

/** Only a log that is written by dozens at the same moment gets here. */
const attempts = 100

export const load = async (ports: Pick<Ports, 'table'>, deploymentId: string): Promise<DeploymentState | undefined> =>
  fold(await readLog(ports, deploymentId))

export type Recorded = { state: DeploymentState; decision: Decision }

/** `known` is the state that the caller has in hand: one write in the ordinary case. */
export const record = async (
  ports: Store,
  deploymentId: string,
  command: Command,
  known?: DeploymentState,
): Promise<Recorded> => {
  let state = known ?? (await found(ports, deploymentId))
  for (let attempt = 0; attempt < attempts; attempt++) {
    const timestamp = later(ports.clock.now(), state.updatedAt)
    const decision = decide(state, command, timestamp)
    if (decision.kind !== 'append') return { state, decision }
    const row: LoggedEvent = { deploymentId, seq: state.seq + 1, timestamp, ...decision.event }
    if (await appendRow(ports, row)) return { state: evolve(state, row), decision }
    for (const event of await readLog(ports, deploymentId, state.seq)) state = evolve(state, event)
  }
  throw new Error(`The log of ${deploymentId} is written by too many at once`)
}

/** Clocks of two functions differ: within a log time does not go back. */
const later = (a: string, b: string) => (a > b ? a : b)

const found = async (ports: Store, deploymentId: string) => {
  const state = await load(ports, deploymentId)
  if (!state) throw new Refusal('DEPLOYMENT_NOT_FOUND', `Deployment not found: ${deploymentId}`, { deploymentId })
  return state
}
