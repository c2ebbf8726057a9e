// AwaitSwitch: green stands beside blue until somebody says go. Nothing here moves traffic.
import { switchInvitation } from '../../core/messages.ts'
import { goesThrough } from '../../core/state.ts'
import { measure } from './measure.ts'
import { done, failed, type Step, waiting } from './step.ts'

export const awaitSwitch: Step = async run => {
  const { state, ports } = run
  if (state.switchRequested) return done
  const release = state.release!
  const at = await run.at()
  if (!goesThrough(state)) {
    const course = release.mode === 'blue-green' ? await ports.releases.look(at, release.id!) : undefined
    if (course?.state === 'failed' || course?.state === 'stopped')
      return failed(
        'ECS_DEPLOYMENT_FAILED',
        `CodeDeploy ended the release while it waited: ${course.reason ?? course.state}`,
      )
  }
  if (goesThrough(state)) return done
  if (!run.has('AWAITING_SWITCH')) {
    const service = await ports.releases.service(at, run.names)
    const arnOf = (group: string | null) => service?.taskSets.find(set => set.targetGroupArn === group)?.id ?? null
    await run.note('AWAITING_SWITCH', {
      blueUrl: state.blueUrl,
      greenUrl: state.greenUrl,
      blueServiceArn: arnOf(release.blueGroup),
      greenServiceArn: arnOf(release.greenGroup),
      evidence: await measure(run),
      message: switchInvitation.replace('{id}', state.id),
    })
  }
  await run.note('READY', { status: 'DEPLOYMENT_READY' })
  return run.state.switchRequested ? done : waiting
}
