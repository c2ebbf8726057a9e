// CheckGates: before anybody is asked, and before anything in the account has changed but an image, the image and its commit
// have to be as the environment wants them.
import { needsGates } from '../../core/gates.ts'
import { scanOutcome } from './image-scan.ts'
import { checksOutcome } from './required-checks.ts'
import { again, done, type Outcome, type Step, waiting } from './step.ts'

/** What comes soon is seen soon; later, the machine looks once a minute. */
const soonSeconds = 45

export const checkGates: Step = async run => {
  const { request } = run.state
  if (!needsGates(request) || run.has('GATES_PASSED')) return done
  const rule = request.gates!
  const { scan, checks, waitMinutes } = rule
  await run.note('GATES_STARTED', { atSeverity: scan?.atSeverity ?? 'none', checks, waitMinutes })
  return run.keepLooking(5, async () => {
    const outcome = worst([await scanOutcome(run, rule), await checksOutcome(run, rule)])
    if (outcome.kind === 'waiting') {
      const waited = run.secondsSince(run.state.gates!.startedAt)
      return waited < soonSeconds ? again : waiting
    }
    if (outcome.kind === 'done') await run.note('GATES_PASSED')
    return outcome
  })
}

/** Both are looked at, so that whoever reads why it failed reads all of it. */
const worst = (outcomes: Outcome[]): Outcome =>
  outcomes.find(one => one.kind === 'failed') ?? outcomes.find(one => one.kind === 'waiting') ?? done
