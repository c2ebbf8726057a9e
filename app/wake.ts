// Waking a step: something has happened, look now. Never more than that: the step itself finds out what.
import { type HintKind, pipelineState, type StateName, stateNames } from '../core/pipeline.ts'
import type { Ports } from '../core/ports.ts'
import type { EventCode } from '../core/vocabulary.ts'
import * as tokens from './store/tokens.ts'

type Needs = Pick<Ports, 'table' | 'executions'>

/** `watched`: somebody began to listen. */
export type Why = { event: EventCode } | { hint: HintKind } | 'watched' | 'anything'

export const wake = async (ports: Needs, deploymentId: string, why: Why): Promise<void> => {
  if (!mayMatter(why)) return
  const step = await tokens.find(ports, deploymentId)
  // A dead token means that the step is awake, or another one is: both look by themselves.
  if (step && cares(step.state as StateName, why)) await ports.executions.fail(step.token, 'Look')
}

/** Most events wake nobody: of those, nobody need look who waits. */
const mayMatter = (why: Why): boolean =>
  typeof why === 'string' || 'hint' in why || why.event === 'STOPPING' || wakingEvents.has(why.event)
const wakingEvents: ReadonlySet<EventCode> = new Set(stateNames.flatMap(name => pipelineState(name).wakeOn))

const cares = (name: StateName, why: Why): boolean => {
  if (why === 'anything') return true
  if (why === 'watched') return name === 'AwaitSwitch'
  const state = pipelineState(name)
  if ('hint' in why) return state.hints.includes(why.hint)
  // While undoing, there is nothing left to stop.
  if (why.event === 'STOPPING') return name !== 'RollBack' && name !== 'Settle'
  return state.wakeOn.includes(why.event)
}
