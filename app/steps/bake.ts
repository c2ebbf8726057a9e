// Bake: green serves and is watched. What falls sick now goes back to blue, which is still warm.
import { seconds } from '../../core/view.ts'
import { allHealthy, isGood, noteHooks, probeTimeoutMs, targetWords } from './check-deployment.ts'
import { measureAfter } from './measure.ts'
import { again, done, failed, type Outcome, type Run, type Step, waiting } from './step.ts'

/** One bad answer may be bad luck. */
const patience = 3

export const bake: Step = async run => {
  const { release } = run.state
  // What a warm rollback goes back to has proved itself, and what it left is on its way out: there is no way back to watch for.
  if (release?.mode === 'warm-back') return finish(run)
  if (release?.id) await noteHooks(run, await run.ports.releases.look(await run.at(), release.id))
  const seen = { bad: 0, last: '' }
  return run.keepLooking(run.settings.PANDA_BAKE_CHECK_SECONDS, () => watch(run, seen))
}

const watch = async (run: Run, seen: { bad: number; last: string }): Promise<Outcome> => {
  const trouble = await look(run)
  seen.bad = trouble ? seen.bad + 1 : 0
  if (seen.bad >= patience) return sick(run, trouble!)
  const left = run.settings.PANDA_BAKE_SECONDS - run.secondsSince(run.state.switchedAt!)
  if (!trouble && left <= 0) return finish(run)
  // A long bake is watched at the machine's own pace, without paying for a function that waits.
  return !trouble && left > run.settings.PANDA_STEP_SECONDS ? waiting : again
}

const look = async (run: Run): Promise<string | undefined> => {
  const { url, request, release } = run.state
  const { httpStatus, reason } = await run.ports.probe.get(url! + request.healthPath, probeTimeoutMs)
  if (!isGood(httpStatus)) return `${url}${request.healthPath} answers ${httpStatus ?? reason}`
  const targets = await run.ports.releases.targets(await run.at(), release!.greenGroup)
  return allHealthy(targets, 1) ? undefined : targetWords(targets, targets.length)
}

const sick = async (run: Run, trouble: string): Promise<Outcome> => {
  const lines = await run.ports.releases.lastLines(await run.at(), run.names, 20)
  return failed('HEALTH_CHECK_FAILED', `After the switch: ${trouble}`, {
    url: run.state.url,
    lastAnswer: trouble,
    lines,
  })
}

const finish = async (run: Run): Promise<Outcome> => {
  const { blueUrl, greenUrl } = run.state
  const evidence = await measureAfter(run)
  await run.note('COMPLETED_STAGE', { finalService: 'green', blueUrl, greenUrl }, { evidence })
  const { state } = run
  await run.write('COMPLETED', {
    status: 'COMPLETED',
    finalService: 'green',
    url: state.url,
    imageUri: state.imageUri,
    commitHash: state.commitHash,
    branch: state.request.branch,
    durationSeconds: seconds(state.createdAt, run.ports.clock.now()),
  })
  return done
}
