// SwitchTraffic: says go once it is in the log that it will, and is done when the listener really leads to green.
import { CloudFault } from '../../core/faults.ts'
import { heaviest } from '../../core/live-figures.ts'
import { noteHooks } from './check-deployment.ts'
import { unsafe } from './pre-switch.ts'
import { again, done, failed, type Outcome, type Run, type Step } from './step.ts'
import { tellShare } from './tell-figures.ts'

export const switchTraffic: Step = async run => {
  if (run.has('SWITCHED')) return done
  await run.note('SWITCHING', { from: run.state.blue ? 'blue' : null, to: 'green' })
  const outcome = await run.keepLooking(run.settings.PANDA_VERIFY_SECONDS, () => move(run))
  if (outcome.kind !== 'done') return outcome
  await run.note('SWITCHED', { activeService: 'green' })
  return done
}

const move = async (run: Run): Promise<Outcome> => {
  const { releases } = run.ports
  const { release, infra } = run.state
  const at = await run.at()
  // The first tasks serve already: there was nobody to take traffic from.
  if (release!.mode === 'first') return done
  if (release!.mode === 'warm-back') await releases.stop(at, release!.id!)
  else {
    const ended = await goOn(run)
    if (ended) return ended
  }
  const routes = await releases.routes(at, infra!.productionListenerArn)
  await tellShare(run, routes)
  return heaviest(routes) === release!.greenGroup ? done : again
}

const goOn = async (run: Run): Promise<Outcome | undefined> => {
  const { releases } = run.ports
  const at = await run.at()
  const id = run.state.release!.id!
  const before = await releases.look(at, id)
  if (before.state === 'ready') {
    // The checks took their time: what was safe before them may not be any more.
    const against = await unsafe(run)
    if (against) return against
    await unlessConflict(releases.allowTraffic(at, id))
  }
  const course = before.state === 'ready' ? await releases.look(at, id) : before
  await noteHooks(run, course)
  return course.state === 'failed' || course.state === 'stopped'
    ? failed(
        'ECS_DEPLOYMENT_FAILED',
        `CodeDeploy ended as ${course.state} during the switch: ${course.reason ?? 'it does not say why'}`,
      )
    : undefined
}

/** Not ready any more: the next look tells what it is instead. */
const unlessConflict = async (work: Promise<void>) => {
  try {
    await work
  } catch (fault) {
    if (!(fault instanceof CloudFault && fault.kind === 'conflict')) throw fault
  }
}
