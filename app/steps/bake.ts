// Bake: green serves and is watched. What falls sick now goes back to blue, which is still warm.
import { bakeSeconds } from '../../core/deadlines.ts'
import { type Check, heaviest, type Sight } from '../../core/live-figures.ts'
import { type Breach, hostBreaches, type RuleName } from '../../core/rollback-rules.ts'
import type { SmokeFailure } from '../../core/smoke.ts'
import { seconds } from '../../core/view.ts'
import { closeDoor, isGood, probeTimeoutMs } from './ask-green.ts'
import { askSmoke, hasSmoke, smokeWords } from './ask-smoke.ts'
import { noteHooks } from './check-deployment.ts'
import { because, lastWords } from './last-words.ts'
import { measureAfter } from './measure.ts'
import { again, done, failed, type Outcome, type Run, type Step, waiting } from './step.ts'
import { ifMeasurable, isDue, isWatched, shareIn, tellFigures } from './tell-figures.ts'
import { measuredBreaches, printedBreaches, rulesOf, warn } from './watch-rules.ts'

/** One bad answer may be bad luck. */
const patience = 3

export const bake: Step = async run => {
  const { release } = run.state
  // What a warm rollback goes back to has proved itself, and what it left is on its way out: there is no way back to watch for.
  if (release?.mode === 'warm-back') return finish(run)
  if (release?.id) await noteHooks(run, await run.ports.releases.look(await run.at(), release.id))
  const seen: BadLooks = { bad: 0, since: '', mild: new Map() }
  return run.keepLooking(run.settings.PANDA_BAKE_CHECK_SECONDS, () => watch(run, seen))
}

/** In a row, and when the first of them was; of what only warns each rule for itself. */
type BadLooks = { bad: number; since: string; mild: Map<RuleName, number> }
type Trouble = { said: string; rule?: RuleName; severity: Breach['severity']; smoke?: SmokeFailure }

const watch = async (run: Run, seen: BadLooks): Promise<Outcome> => {
  const taken = await takenBack(run)
  if (taken) return sick(run, { said: taken }, run.ports.clock.now())
  const { troubles: looked, ...sight } = await look(run)
  await tellFigures(run, async before => ({ ...sight, ...(isDue(run, before) && (await measuredNow(run))) }))
  const left = bakeSeconds(run.state, run.settings) - run.secondsSince(run.state.switchedAt!)
  const troubles = [...looked, ...(looked.length > 0 ? [] : await smokeTroubles(run, left <= 0))]
  const figures = [...(await measuredBreaches(run)), ...(await printedBreaches(run))]
  const broken = figures.find(takesBack)
  if (broken) return sick(run, broken, broken.since!)
  await warn(run, [...figures, ...lasting(seen, troubles)])
  const trouble = troubles.find(takesBack)
  seen.bad = trouble ? seen.bad + 1 : 0
  if (seen.bad === 1) seen.since = run.ports.clock.now()
  if (trouble && seen.bad >= patience) return sick(run, trouble, seen.since)
  if (!trouble && left <= 0) return finish(run)
  return (await isPatient(run, left, troubles)) ? waiting : again
}

const takesBack = ({ severity }: Pick<Trouble, 'severity'>) => severity === 'rollback'

/** A long bake is watched at the machine's own pace, without paying for a function that waits; on one machine nobody pays. */
const isPatient = async (run: Run, left: number, troubles: Trouble[]) => {
  const { PANDA_STEP_SECONDS: step, PANDA_FIGURES_SECONDS: figures } = run.settings
  const isTold = ({ rule }: Trouble) => rule !== undefined && run.state.warned.includes(rule)
  return troubles.every(isTold) && left > step && figures > step && !(await isWatched(run))
}

/** What only warns, once it has been seen as often as what takes back would have to be. */
const lasting = (seen: BadLooks, troubles: Trouble[]): Breach[] => {
  const mild = troubles.flatMap(({ rule, said, severity }) =>
    rule && severity === 'warn' ? [{ rule, said, severity }] : [],
  )
  seen.mild = new Map(mild.map(({ rule }) => [rule, (seen.mild.get(rule) ?? 0) + 1]))
  return mild.filter(({ rule }) => seen.mild.get(rule)! >= patience)
}

/** At once after the switch, and at the end. */
const smokeTroubles = async (run: Run, isEnd: boolean): Promise<Trouble[]> => {
  const isFirst = !run.state.smoked.includes('production')
  if (!hasSmoke(run) || !(isFirst || isEnd)) return []
  const smoke = await askSmoke(run, 'production')
  if (smoke) return [{ said: smokeWords('production', smoke), rule: 'smoke', ...rulesOf(run.state).smoke, smoke }]
  if (isFirst) await run.note('SMOKE_TEST_PASSED', { of: 'production', requests: run.state.request.smoke?.length })
  return []
}

const measuredNow = async (run: Run): Promise<Sight | undefined> => {
  const evidence = await ifMeasurable(measureAfter(run))
  return evidence ? { evidence } : undefined
}

/** An alarm that rings, or somebody with the console: there is no way back from that. */
const takenBack = async (run: Run): Promise<string | undefined> => {
  const { release } = run.state
  if (release?.mode !== 'blue-green') return undefined
  const { state, reason } = await run.ports.releases.look(await run.at(), release.id!)
  const over = state === 'failed' || state === 'stopped'
  return over ? `CodeDeploy took the release back: ${reason ?? 'it does not say why'}` : undefined
}

type Seen = Sight & { troubles: Trouble[] }

const look = async (run: Run): Promise<Seen> => {
  const { url, request, release, infra } = run.state
  const { httpStatus, latencyMs, reason } = await run.ports.probe.get(url! + request.healthPath, probeTimeoutMs)
  const ok = isGood(httpStatus)
  const checks: Check[] = [{ color: 'green', at: run.ports.clock.now(), ok, latencyMs }]
  const unwell = (said: string): Trouble[] => [{ said, severity: 'rollback' }]
  if (!ok) return { checks, troubles: unwell(`${url}${request.healthPath} answers ${httpStatus ?? reason}`) }
  const { releases } = run.ports
  const at = await run.at()
  const routes = await releases.routes(at, infra!.productionListenerArn)
  const seen = { checks, share: shareIn(run, routes) }
  if (heaviest(routes) !== release!.greenGroup)
    return { ...seen, troubles: unwell(`${url} does not lead to green any more`) }
  return { ...seen, troubles: hostBreaches(rulesOf(run.state), await releases.targets(at, release!.greenGroup)) }
}

type Sick = { said: string; rule?: RuleName; smoke?: SmokeFailure }

/** `since`: what was seen of it first, for the figures. */
const sick = async (run: Run, { said, rule, smoke }: Sick, since: string): Promise<Outcome> => {
  const last = await lastWords(run)
  const by = rule ? ` (rule ${rule})` : ''
  return failed(smoke ? 'SMOKE_TEST_FAILED' : 'HEALTH_CHECK_FAILED', `After the switch: ${said}${by}${because(last)}`, {
    url: run.state.url,
    lastAnswer: smoke?.got ?? said,
    ...(rule && { rule }),
    ...(smoke && { smoke: { of: 'production', ...smoke } }),
    since,
    ...last,
  })
}

const finish = async (run: Run): Promise<Outcome> => {
  const { blueUrl, greenUrl } = run.state
  const evidence = await measureAfter(run)
  await tellFigures(run, async () => (evidence ? { evidence } : undefined))
  await closeDoor(run)
  const { count } = run.state.release ?? {}
  if (count && count.to < count.from) await run.ports.releases.scale(await run.at(), run.names, count.to)
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
