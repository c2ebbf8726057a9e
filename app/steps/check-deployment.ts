// CheckDeployment: green is ready when the load balancer says so of every task, and its health path answers 2xx.
import type { ReleaseLook, TargetHealth } from '../../core/ports.ts'
import type { DeploymentState } from '../../core/state.ts'
import { askGreen, isGood } from './ask-green.ts'
import { because, lastWords } from './last-words.ts'
import { again, done, failed, type Outcome, type Run, type Step } from './step.ts'
import { tellFigures, trafficShare } from './tell-figures.ts'

export const checkDeployment: Step = async run => {
  if (run.has('GREEN_READY')) return done
  const seen = { checks: run.state.greenChecks, last: 'no answer yet' }
  const outcome = await run.keepLooking(run.settings.PANDA_GREEN_CHECK_SECONDS, () => look(run, seen))
  if (outcome.kind === 'again') await noteProgress(run, run.state.progress ?? { running: 0, desired: 0 }, seen.checks)
  return outcome
}

type Seen = { checks: number; last: string }

const look = async (run: Run, seen: Seen): Promise<Outcome> => {
  const { releases } = run.ports
  const at = await run.at()
  const release = run.state.release!
  const course = release.mode === 'blue-green' ? await releases.look(at, release.id!) : undefined
  if (course) await noteHooks(run, course)
  if (course?.state === 'failed' || course?.state === 'stopped')
    return unhealthy(run, seen, `CodeDeploy ended as ${course.state}: ${course.reason ?? 'it does not say why'}`)
  const service = await releases.service(at, run.names)
  const green = service?.taskSets.find(set => set.targetGroupArn === release.greenGroup)
  const progress = { running: green?.running ?? 0, desired: green?.desired ?? 0 }
  const { progress: told } = run.state
  if (told?.running !== progress.running || told.desired !== progress.desired)
    await noteProgress(run, progress, seen.checks)
  seen.checks += 1
  const targets = await releases.targets(at, release.greenGroup)
  const complete = progress.desired > 0 && allHealthy(targets, progress.desired)
  if (complete && (!course || course.state === 'ready')) {
    const answer = await answers(run)
    await tellCheck(run, answer)
    if (answer.ok) {
      await run.note('GREEN_READY', { url: run.state.greenUrl, checks: seen.checks, latencyMs: answer.latencyMs })
      return done
    }
    seen.last = answer.said
  } else {
    await tellCheck(run, { ok: false, latencyMs: null })
    seen.last = targetWords(targets, progress.desired)
  }
  const minutes = run.settings.PANDA_GREEN_MINUTES
  return run.secondsSince(run.state.greenStartedAt!) > minutes * 60
    ? unhealthy(run, seen, `Green was not healthy within ${minutes} minutes`)
    : again
}

const noteProgress = (run: Run, progress: NonNullable<DeploymentState['progress']>, checks: number) =>
  run.note('RELEASE_PROGRESS', progress, { checks })

export const noteHooks = async (run: Run, { hooks }: ReleaseLook): Promise<void> => {
  if (hooks.includes('BeforeAllowTraffic')) await run.note('HOOK_BEFORE_ALLOW_TRAFFIC')
  if (hooks.includes('AfterAllowTraffic')) await run.note('HOOK_AFTER_ALLOW_TRAFFIC')
}

export const allHealthy = (targets: TargetHealth[], desired: number) =>
  targets.filter(target => target.state === 'healthy').length >= desired &&
  targets.every(target => target.state === 'healthy' || target.state === 'draining')

type Answer = { ok: true; latencyMs: number | null } | { ok: false; latencyMs: number; said: string }

/** Green's own word, where it has an address. */
const answers = async (run: Run): Promise<Answer> => {
  if (!run.state.greenUrl) return { ok: true, latencyMs: null }
  const { httpStatus, latencyMs, reason } = await askGreen(run)
  return isGood(httpStatus) ? { ok: true, latencyMs } : { ok: false, latencyMs, said: String(httpStatus ?? reason) }
}

const tellCheck = (run: Run, { ok, latencyMs }: Pick<Answer, 'ok' | 'latencyMs'>) =>
  tellFigures(run, async before => ({
    checks: [{ color: 'green', at: run.ports.clock.now(), ok, latencyMs }],
    // Nothing moves it before the switch.
    share: before?.share ?? (await trafficShare(run)),
  }))

export const targetWords = (targets: TargetHealth[], desired: number) => {
  const healthy = targets.filter(target => target.state === 'healthy').length
  const reasons = targets.flatMap(({ reason }) => (reason ? [reason] : []))
  return [`${healthy} of ${desired} tasks healthy`, ...new Set(reasons)].join('; ')
}

/** How often it was asked, where, what it said, and what it died of. */
const unhealthy = async (run: Run, seen: Seen, why: string): Promise<Outcome> => {
  const url = (run.state.greenUrl ?? '') + run.state.request.healthPath
  const last = await lastWords(run)
  const message = `${why}: 0 of ${seen.checks} checks passed at ${url}; last: ${seen.last}${because(last)}`
  return failed('HEALTH_CHECK_FAILED', message, {
    passedChecks: 0,
    checks: seen.checks,
    url,
    lastAnswer: seen.last,
    ...last,
  })
}
