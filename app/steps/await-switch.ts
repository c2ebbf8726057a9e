// AwaitSwitch: green stands beside blue until somebody says go. Nothing here moves traffic.

import type { Sight } from '../../core/live-figures.ts'
import { switchInvitation } from '../../core/messages.ts'
import { goesThrough } from '../../core/state.ts'
import { measure, measureAgain } from './measure.ts'
import { again, done, failed, type Outcome, type Run, type Step, waiting } from './step.ts'
import { ifMeasurable, isDue, isWatched, tellFigures, trafficShare } from './tell-figures.ts'

export const awaitSwitch: Step = async run => {
  if (run.state.switchRequested || goesThrough(run.state)) return done
  return run.keepLooking(run.settings.PANDA_FIGURES_SECONDS, () => look(run))
}

const look = async (run: Run): Promise<Outcome> => {
  if (run.state.switchRequested) return done
  const over = await courseSays(run)
  if (over) return over
  if (run.has('AWAITING_SWITCH')) await ifMeasurable(refresh(run))
  else await invite(run)
  await run.note('READY', { status: 'DEPLOYMENT_READY' })
  if (run.state.switchRequested) return done
  return (await isWatched(run)) ? again : waiting
}

const courseSays = async (run: Run): Promise<Outcome | undefined> => {
  const release = run.state.release!
  if (release.mode !== 'blue-green') return undefined
  const { state, reason } = await run.ports.releases.look(await run.at(), release.id!)
  return state === 'failed' || state === 'stopped'
    ? failed('ECS_DEPLOYMENT_FAILED', `CodeDeploy ended the release while it waited: ${reason ?? state}`)
    : undefined
}

const invite = async (run: Run) => {
  const { state, ports } = run
  const { blueGroup, greenGroup } = state.release!
  const service = await ports.releases.service(await run.at(), run.names)
  const arnOf = (group: string | null) => service?.taskSets.find(set => set.targetGroupArn === group)?.id ?? null
  const figures = await tellFigures(run, async before => (isDue(run, before) ? seen(run, measure) : undefined))
  await run.note('AWAITING_SWITCH', {
    blueUrl: state.blueUrl,
    greenUrl: state.greenUrl,
    blueServiceArn: arnOf(blueGroup),
    greenServiceArn: arnOf(greenGroup),
    evidence: figures?.evidence ?? null,
    message: switchInvitation.replace('{id}', state.id),
  })
}

const refresh = (run: Run) =>
  tellFigures(run, async before => (isDue(run, before) ? seen(run, measureAgain) : undefined))

const seen = async (run: Run, measuring: typeof measure): Promise<Sight> => ({
  ...(await measuring(run)),
  share: await trafficShare(run),
})
