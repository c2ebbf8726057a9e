// VerifyGreen: five good answers in a row, and nothing that speaks against moving traffic. One bad answer ends it.
import { allHealthy, isGood, probeTimeoutMs, targetWords } from './check-deployment.ts'
import { measure } from './measure.ts'
import { done, failed, type Outcome, type Run, type Step } from './step.ts'

const checks = 5

export const verifyGreen: Step = async run => {
  if (run.has('HEALTH_CHECK_PASSED')) return done
  const { greenUrl: url } = run.state
  await run.note('HEALTH_CHECK_STARTED', { url })
  const unsafe = await preSwitchSafety(run)
  if (unsafe) return unsafe
  for (let check = run.state.verified + 1; check <= checks; check++) {
    if (check > 1) await run.ports.clock.sleep(run.settings.PANDA_VERIFY_SECONDS * 1000)
    const answer = await ask(run)
    if (!answer.good) return broken(run, check, answer.said)
    const { latencyMs, httpStatus } = answer
    await run.note('HEALTH_CHECK_PROGRESS', { url, check, latencyMs, httpStatus })
  }
  await run.note('HEALTH_CHECK_PASSED', { url, passedChecks: checks }, { evidence: await evidenceOf(run) })
  return done
}

/** Where nobody was asked, nobody has compared yet. */
const evidenceOf = async (run: Run) =>
  run.state.evidence ?? (run.state.release?.mode === 'blue-green' ? await measure(run) : null)

/** CodeDeploy is where it should be, and every task of green is healthy this very moment. */
const preSwitchSafety = async (run: Run): Promise<Outcome | undefined> => {
  const { releases } = run.ports
  const release = run.state.release!
  const at = await run.at()
  if (release.mode === 'blue-green') {
    const course = await releases.look(at, release.id!)
    if (course.state !== 'ready')
      return failed(
        'ECS_DEPLOYMENT_FAILED',
        `Before the switch CodeDeploy is ${course.state}, not ready: ${course.reason ?? 'it does not say why'}`,
      )
  }
  const said = await targetsSay(run)
  return said ? failed('HEALTH_CHECK_FAILED', `Before the switch: ${said}`) : undefined
}

const targetsSay = async (run: Run): Promise<string | undefined> => {
  const group = run.state.release!.greenGroup
  const service = await run.ports.releases.service(await run.at(), run.names)
  const desired = service?.taskSets.find(set => set.targetGroupArn === group)?.desired ?? 1
  const targets = await run.ports.releases.targets(await run.at(), group)
  return allHealthy(targets, desired) ? undefined : targetWords(targets, desired)
}

type Answer = { good: boolean; said: string; latencyMs: number | null; httpStatus: number | null }

const ask = async (run: Run): Promise<Answer> => {
  const { greenUrl, request } = run.state
  // A warm blue has no address of its own: the load balancer's checks speak for it.
  if (!greenUrl) {
    const said = await targetsSay(run)
    return { good: said === undefined, said: said ?? 'healthy', latencyMs: null, httpStatus: null }
  }
  const { httpStatus, latencyMs, reason } = await run.ports.probe.get(greenUrl + request.healthPath, probeTimeoutMs)
  return { good: isGood(httpStatus), said: String(httpStatus ?? reason), latencyMs, httpStatus }
}

const broken = async (run: Run, check: number, said: string): Promise<Outcome> => {
  const url = (run.state.greenUrl ?? '') + run.state.request.healthPath
  const lines = await run.ports.releases.lastLines(await run.at(), run.names, 20)
  const message = `Health check ${check} of ${checks} before the switch failed at ${url}: ${said}`
  return failed('HEALTH_CHECK_FAILED', message, {
    passedChecks: check - 1,
    checks: check,
    url,
    lastAnswer: said,
    lines,
  })
}
