// Entering a state: the one way from the machine's call to a step, and from its outcome to the token's end.
import * as z from 'zod/mini'
import { overdue } from '../../core/deadlines.ts'
import { CloudFault } from '../../core/faults.ts'
import { type StateName, stateNames } from '../../core/pipeline.ts'
import type { Settings } from '../../core/settings.ts'
import { type DeploymentState, isFinal } from '../../core/state.ts'
import { letGo } from '../let-go.ts'
import { load, record } from '../record.ts'
import * as atWork from '../store/at-work.ts'
import * as tokens from '../store/tokens.ts'
import { onReleaseChanged } from '../taken-back.ts'
import { faultOutcome, type Report } from './fault-outcome.ts'
import { done, failed, type Outcome, passes, Run, type StepPorts, Stopped, waiting } from './step.ts'
import { stepOf } from './steps.ts'

const callSchema = z.object({
  deploymentId: z.string(),
  state: z.enum(stateNames as [StateName, ...StateName[]]),
  token: z.string(),
  enteredAt: z.string(),
})

/** The function also hears when a release of CodeDeploy is over: it has all that it takes to look. */
export const runStep =
  (ports: StepPorts, settings: Settings, report: Report) =>
  async (call: unknown): Promise<void> => {
    if (isEvent(call)) return onReleaseChanged(ports, settings, call)
    const { deploymentId, state: name, token, enteredAt } = callSchema.parse(call)
    // Before any look: a hint that comes during the look must find the token.
    await tokens.keep(ports, deploymentId, { token, state: name, enteredAt })
    // Before the log is read: who is not stopped yet is seen by whoever undoes.
    const entry = await atWork.begin(ports, deploymentId, enteredAt)
    const ended = await entered(ports, deploymentId, entry, async state => {
      const run = new Run(state, ports, settings, entry)
      const outcome = isUndoing(name) ? await undone(run, name, report) : await worked(run, name, report)
      if (isFinal(run.state)) await letGo(run)
      return { outcome, state: run.state }
    })
    if (ended) await answer(ports, token, ended.outcome, ended.state)
    else await ports.executions.fail(token, 'NoLog', `There is no log of ${deploymentId}`)
  }

const isEvent = (call: unknown) => typeof call === 'object' && call !== null && 'detail-type' in call

/** Undefined: there is no such log. Once this has answered, nothing of the entry is under way but its answer. */
const entered = async <T>(
  ports: StepPorts,
  deploymentId: string,
  entry: string,
  work: (state: DeploymentState) => Promise<T>,
): Promise<T | undefined> => {
  try {
    const state = await load(ports, deploymentId)
    return state && (await work(state))
  } finally {
    await atWork.end(ports, deploymentId, entry)
  }
}

const isUndoing = (name: StateName) => name === 'RollBack' || name === 'Settle'

const worked = async (run: Run, name: StateName, report: Report): Promise<Outcome> => {
  if (run.state.status === 'COMPLETED') return done
  if (run.state.stopping || isFinal(run.state)) return stopped
  const late = overdue(run.state, name, run.settings, run.ports.clock.now())
  if (late) {
    const { errorCode, message, ...times } = late
    return stop(run, { reason: 'timeout', errorCode, errorMessage: message, more: { status: 408, ...times } })
  }
  const outcome = await attempted(run, name, report)
  if (outcome.kind !== 'failed' || outcome === stopped) return outcome
  return stop(run, {
    reason: 'failed',
    errorCode: outcome.errorCode,
    errorMessage: outcome.message,
    more: outcome.more,
  })
}

/** Seconds between tries of what passes by itself; after these it is left to the machine's slow look. */
const pauses = [1, 2, 4, 8, 16]

const attempted = async (run: Run, name: StateName, report: Report): Promise<Outcome> => {
  for (let tries = 0; ; tries++) {
    const outcome = await once(run, name, { again: tries > 0, report })
    const pause = pauses[tries]
    if (outcome !== passing || pause === undefined || !(await run.pause(pause))) return outcome
  }
}

/** Not now, but it is worth a little patience. */
const passing: Outcome = { ...waiting }

const once = async (run: Run, name: StateName, { again, report }: { again: boolean; report: Report }) => {
  try {
    if (again) await run.refresh()
    return await (await stepOf(name))(run)
  } catch (fault) {
    if (fault instanceof Stopped) return run.state.status === 'COMPLETED' ? done : stopped
    return passes(fault) ? passing : faultOutcome(fault, run, name, report)
  }
}

/** Undoing never fails the deployment anew: what cannot be done now is tried again until its time is over. */
const undone = async (run: Run, name: StateName, report: Report): Promise<Outcome> => {
  if (run.state.status === 'COMPLETED') return done
  if (isFinal(run.state)) return done
  if (!run.state.stopping)
    await stop(run, {
      reason: 'failed',
      errorCode: 'UNEXPECTED_ERROR',
      errorMessage: 'The machine gave up on this deployment',
    })
  try {
    return await (await stepOf(name))(run)
  } catch (fault) {
    if (!(fault instanceof CloudFault)) report(fault, { deploymentId: run.state.id, state: name })
    return waiting
  }
}

/** Its log says already why. */
const stopped: Outcome = failed('UNEXPECTED_ERROR', 'The deployment is being stopped')

type Why = {
  reason: 'failed' | 'timeout'
  errorCode: DeploymentErrorCode
  errorMessage: string
  more?: Record<string, unknown>
}
type DeploymentErrorCode = Extract<Outcome, { kind: 'failed' }>['errorCode']

const stop = async (run: Run, why: Why): Promise<Outcome> => {
  run.state = (await record(run.ports, run.state.id, { type: 'stop', ...why }, run.state)).state
  return stopped
}

/** Only the step itself ends its token. A dead one: somebody was quicker, which is fine. */
const answer = async (
  { executions }: StepPorts,
  token: string,
  outcome: Outcome,
  state: DeploymentState,
): Promise<void> => {
  switch (outcome.kind) {
    case 'done':
      await executions.succeed(token, { status: state.status })
      return
    case 'again':
      await executions.fail(token, 'Look')
      return
    case 'failed':
      await executions.fail(token, 'StepFailed', outcome.message)
      return
    case 'waiting':
      return
  }
}
