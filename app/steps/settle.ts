// Settle: the one last event of a deployment that did not succeed.
import { givesUp } from '../../core/deadlines.ts'
import { done, type Run, type Step } from './step.ts'
import { undo } from './undo.ts'

export const settle: Step = async run => {
  const { stopping } = run.state
  const remains = await remaining(run)
  const finalService = whoServes(run, remains)
  if (stopping!.reason === 'cancelled' || stopping!.reason === 'superseded')
    await run.write('CANCELLED', { status: 'CANCELLED', reason: stopping!.reason, finalService, ...remains })
  else
    await run.write('FAILED', {
      status: 'FAILED',
      errorCode: stopping!.errorCode,
      errorMessage: stopping!.errorMessage,
      finalService,
      rolledBack: run.state.rolledBack,
      ...stopping!.more,
      ...remains,
    })
  return done
}

type Remains = { remains?: string[] }

/** Named only when undoing was given up: somebody has to look. */
const remaining = async (run: Run): Promise<Remains> => {
  if (!givesUp(run.state, run.settings, run.ports.clock.now()) || run.state.rolledBack) return {}
  try {
    const remains = await undo(run)
    return remains.length > 0 ? { remains } : {}
  } catch (fault) {
    return { remains: [`unknown: ${fault instanceof Error ? fault.message : String(fault)}`] }
  }
}

const whoServes = (run: Run, { remains }: Remains) => {
  const { blue, release, switchedAt, switchingAt } = run.state
  if (release?.mode === 'warm-back' && switchingAt) return 'green'
  if (remains && switchedAt) return 'green'
  return blue ? 'blue' : null
}
