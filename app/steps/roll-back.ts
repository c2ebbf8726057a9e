// RollBack: undoes what this deployment began until nothing of it is left, or its time is over.
import { givesUp } from '../../core/deadlines.ts'
import * as atWork from '../store/at-work.ts'
import { again, done, type Step, waiting } from './step.ts'
import { undo } from './undo.ts'

export const rollBack: Step = async run => {
  const { state, settings, ports } = run
  if (run.has('ROLLED_BACK') || givesUp(state, settings, ports.clock.now())) return done
  const outcome = await run.keepUndoing(settings.PANDA_VERIFY_SECONDS, async () => {
    // Asked first: what an earlier entry of any state begins until its end, the look after that finds.
    const isAlone = !(await atWork.isAnyBefore(ports, state.id, run.entry))
    const { left, blocked } = await undo(run)
    if (left.length === 0 && isAlone) return done
    return blocked ? waiting : again
  })
  if (outcome.kind !== 'done') return outcome
  const { blue, release } = run.state
  if (blue && release?.mode === 'blue-green')
    await run.write('ROLLED_BACK', { to: blue.commitHash ?? blue.imageTag ?? null })
  return done
}
