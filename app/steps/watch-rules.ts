// What the rules of the environment say of green under real traffic.

import { CloudFault } from '../../core/faults.ts'
import {
  type Breach,
  figureBreaches,
  logBreaches,
  ofRollback,
  type Rules,
  usualRules,
} from '../../core/rollback-rules.ts'
import type { DeploymentState } from '../../core/state.ts'
import type { Run } from './step.ts'

export const rulesOf = ({ request }: DeploymentState): Rules => {
  const rules = request.rules ?? usualRules
  return request.rollback ? ofRollback(rules) : rules
}

export const measuredBreaches = async (run: Run): Promise<Breach[]> => {
  const { release, switchedAt } = run.state
  const rules = rulesOf(run.state)
  if (!rules.latency && !rules.serverErrors) return []
  const now = run.ports.clock.now()
  const measuring = run.ports.releases.minutes(await run.at(), release!.greenGroup, switchedAt!, now)
  const minutes = await ifAllowed(measuring)
  return minutes ? figureBreaches(rules, minutes, now) : []
}

/** Only where somebody has said what an error looks like. */
export const printedBreaches = async (run: Run): Promise<Breach[]> => {
  const { stageStartedAt, createdAt, switchedAt } = run.state
  const rules = rulesOf(run.state)
  if (!rules.errorLog) return []
  // Green's tasks may be quicker than the event that says that they are starting.
  const reading = run.ports.releases.linesSince(await run.at(), run.names, stageStartedAt[3] ?? createdAt, switchedAt!)
  const lines = await ifAllowed(reading)
  return lines ? logBreaches(rules, lines) : []
}

export const warn = async (run: Run, breaches: Breach[]): Promise<void> => {
  for (const { rule, said, since } of breaches)
    if (!run.state.warned.includes(rule))
      await run.note('RULE_WARNED', { rule, said, since: since ?? run.ports.clock.now() })
}

/** A role from before there were these looks may not take them: what it cannot see it does not judge. All else passes, or ends
 *  the watch: what could not be seen is not good. */
const ifAllowed = async <T>(looking: Promise<T>): Promise<T | undefined> => {
  try {
    return await looking
  } catch (fault) {
    if (fault instanceof CloudFault && fault.kind === 'denied') return undefined
    throw fault
  }
}
