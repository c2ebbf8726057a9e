// Settle: the one last event of a deployment that did not succeed.
import { givesUp } from '../../core/deadlines.ts'
import { CloudFault } from '../../core/faults.ts'
import { heaviest } from '../../core/live-figures.ts'
import { serviceKey } from '../../core/names.ts'
import { isBackOnWarm } from '../../core/state.ts'
import * as services from '../store/services.ts'
import { done, type Run, type Step } from './step.ts'
import { undo } from './undo.ts'

export const settle: Step = async run => {
  const { stopping } = run.state
  const remains = await remaining(run)
  const finalService = await whoServes(run, remains)
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
    const { left } = await undo(run)
    return left.length > 0 ? { remains: left } : {}
  } catch (fault) {
    return { remains: [`unknown: ${fault instanceof Error ? fault.message : String(fault)}`] }
  }
}

const whoServes = async (run: Run, { remains }: Remains) => {
  const { switchedAt } = run.state
  if (isBackOnWarm(run.state)) return (await hasGoneBack(run)) ? 'green' : 'blue'
  if (remains && switchedAt) return 'green'
  return (await servedBefore(run)) ? 'blue' : null
}

/** Whoever cannot be asked has most likely gone: that takes a second. */
const hasGoneBack = async (run: Run): Promise<boolean> => {
  const { release, infra } = run.state
  try {
    const routes = await run.ports.releases.routes(await run.at(), infra!.productionListenerArn)
    return heaviest(routes) === release!.greenGroup
  } catch (fault) {
    if (!(fault instanceof CloudFault)) throw fault
    return true
  }
}

/** One that ended while it waited for its turn has not noted what serves. */
const servedBefore = async ({ state, names, ports }: Run) => {
  if (state.initializedAt) return state.blue !== null
  const service = await services.find(ports, state.request.tenant, serviceKey(state.request, names.service))
  return service?.current != null
}
