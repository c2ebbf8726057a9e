// VerifyGreen: five good answers in a row, and nothing that speaks against moving traffic. One bad answer ends it.
import { askGreen, isGood } from './ask-green.ts'
import { askSmoke, hasSmoke, smokeFailed } from './ask-smoke.ts'
import { because, lastWords } from './last-words.ts'
import { measure } from './measure.ts'
import { tasksSay, unsafe } from './pre-switch.ts'
import { done, failed, type Outcome, type Run, type Step } from './step.ts'
import { tellFigures } from './tell-figures.ts'

const checks = 5

export const verifyGreen: Step = async run => {
  if (run.has('HEALTH_CHECK_PASSED')) return done
  const { greenUrl: url } = run.state
  await run.note('HEALTH_CHECK_STARTED', { url })
  const against = (await courseSays(run)) ?? (await unsafe(run))
  if (against) return against
  for (let check = run.state.verified + 1; check <= checks; check++) {
    if (check > 1) await run.ports.clock.sleep(run.settings.PANDA_VERIFY_SECONDS * 1000)
    const answer = await ask(run)
    await tellCheck(run, answer)
    if (!answer.good) return broken(run, check, answer.said)
    const { latencyMs, httpStatus } = answer
    await run.note('HEALTH_CHECK_PROGRESS', { url, check, latencyMs, httpStatus })
  }
  const smoked = await smoke(run)
  if (smoked) return smoked
  await run.note('HEALTH_CHECK_PASSED', { url, passedChecks: checks }, { evidence: await evidenceOf(run) })
  return done
}

/** Of a warm blue nobody can ask before it serves. */
const smoke = async (run: Run): Promise<Outcome | undefined> => {
  if (!hasSmoke(run) || !run.state.greenUrl || run.state.smoked.includes('green')) return undefined
  const failure = await askSmoke(run, 'green')
  if (failure) return smokeFailed(run, 'green', failure)
  await run.note('SMOKE_TEST_PASSED', { of: 'green', requests: run.state.request.smoke?.length })
  return undefined
}

/** What was seen last before the switch; where nobody was asked, nobody has compared yet. */
const evidenceOf = async (run: Run) => {
  const told = await tellFigures(run, async before => {
    const wanted = before?.evidence || run.state.evidence ? undefined : run.state.release
    return wanted?.mode === 'blue-green' ? measure(run) : undefined
  })
  return told?.evidence ?? run.state.evidence
}

/** CodeDeploy is where it should be: it waits for the word. */
const courseSays = async (run: Run): Promise<Outcome | undefined> => {
  const release = run.state.release!
  if (release.mode !== 'blue-green') return undefined
  const course = await run.ports.releases.look(await run.at(), release.id!)
  if (course.state === 'ready') return undefined
  return failed(
    'ECS_DEPLOYMENT_FAILED',
    `Before the switch CodeDeploy is ${course.state}, not ready: ${course.reason ?? 'it does not say why'}`,
  )
}

type Answer = { good: boolean; said: string; latencyMs: number | null; httpStatus: number | null }

const ask = async (run: Run): Promise<Answer> => {
  // A warm blue has no address of its own: the load balancer's checks speak for it.
  if (!run.state.greenUrl) {
    const said = await tasksSay(run)
    return { good: said === undefined, said: said ?? 'healthy', latencyMs: null, httpStatus: null }
  }
  const { httpStatus, latencyMs, reason } = await askGreen(run)
  return { good: isGood(httpStatus), said: String(httpStatus ?? reason), latencyMs, httpStatus }
}

const tellCheck = (run: Run, { good: ok, latencyMs }: Answer) =>
  tellFigures(run, async () => ({ checks: [{ color: 'green', at: run.ports.clock.now(), ok, latencyMs }] }))

const broken = async (run: Run, check: number, said: string): Promise<Outcome> => {
  const url = (run.state.greenUrl ?? '') + run.state.request.healthPath
  const last = await lastWords(run)
  const message = `Health check ${check} of ${checks} before the switch failed at ${url}: ${said}${because(last)}`
  return failed('HEALTH_CHECK_FAILED', message, {
    passedChecks: check - 1,
    checks: check,
    url,
    lastAnswer: said,
    ...last,
  })
}
