// The figures that a person decides on: both colours asked in turn, and what the load balancer saw of real traffic.
import { compare, enough, figuresOf } from '../../core/evidence.ts'
import type { Check } from '../../core/live-figures.ts'
import type { Figures, Probe } from '../../core/ports.ts'
import type { Evidence } from '../../core/state.ts'
import { askGreen, isGood, probeTimeoutMs } from './ask-green.ts'
import type { Run } from './step.ts'

/** Real traffic of this long before counts. */
const windowSeconds = 15 * 60
/** Whoever answers slowly is not asked as often: a step has 50 s for everything. */
const patienceSeconds = 10

export type Measured = { evidence: Evidence; checks: Check[] }

export const measure = (run: Run): Promise<Measured> => measured(run, run.settings.PANDA_EVIDENCE_REQUESTS)

/** While it waits: as few requests as say something; what the load balancer has counted before counts on. */
export const measureAgain = (run: Run): Promise<Measured> =>
  measured(run, Math.min(run.settings.PANDA_EVIDENCE_REQUESTS, enough))

const measured = async (run: Run, requests: number): Promise<Measured> => {
  const { release, infra, greenUrl, greenStartedAt } = run.state
  if (!release?.blueGroup) return { evidence: compare(null, null), checks: [] }
  // One that is still warm has no address of its own to be asked at.
  if (!greenUrl) return { evidence: compare(await traffic(run, release.blueGroup), null), checks: [] }
  // Blue answers where blue did: a new health path is green's alone.
  const blueHealth = infra!.url + (run.state.blue ?? run.state.request).healthPath
  const asked = await askInTurn(run, requests, {
    blue: () => run.ports.probe.get(blueHealth, probeTimeoutMs),
    green: () => askGreen(run),
  })
  const [blue, green] = [
    withTraffic(asked.blue, await traffic(run, release.blueGroup)),
    // Before that its target group was another's.
    withTraffic(asked.green, await traffic(run, release.greenGroup, greenStartedAt)),
  ]
  const at = run.ports.clock.now()
  const check = (color: 'blue' | 'green'): Check => ({
    ...{ color, at, ok: asked[color].errors === 0, latencyMs: asked[color].p50Ms },
  })
  return { evidence: compare(blue, green), checks: [check('blue'), check('green')] }
}

/** After the switch: green under real traffic, against what blue did before. */
export const measureAfter = async (run: Run): Promise<Evidence | null> => {
  const { release, switchedAt, evidence } = run.state
  if (!release || !switchedAt || release.mode === 'warm-back') return evidence
  const { releases, clock } = run.ports
  const green = await releases.figures(await run.at(), release.greenGroup, switchedAt, clock.now())
  const after = compare(evidence?.blue ?? null, green)
  // Too little traffic since then takes nothing away from what was measured before.
  return evidence && after.verdict === 'insufficient-traffic' ? evidence : after
}

type Asking = () => ReturnType<Probe['get']>

/** In turn, so that a busy moment of this machine is not held against one of them. */
const askInTurn = async (run: Run, requests: number, ask: { blue: Asking; green: Asking }) => {
  const seen = { blue: { latencies: [] as number[], errors: 0 }, green: { latencies: [] as number[], errors: 0 } }
  const began = run.ports.clock.now()
  for (let n = 0; n < requests && run.secondsSince(began) < patienceSeconds; n++)
    for (const colour of ['blue', 'green'] as const) {
      const { httpStatus, latencyMs } = await ask[colour]()
      seen[colour].latencies.push(latencyMs)
      if (!isGood(httpStatus)) seen[colour].errors += 1
    }
  return {
    blue: figuresOf(seen.blue.latencies, seen.blue.errors),
    green: figuresOf(seen.green.latencies, seen.green.errors),
  }
}

/** The load balancer has counted our own requests too; where its figures are late, ours stand. */
const withTraffic = (asked: Figures, seen: Figures): Figures => (seen.requests >= asked.requests ? seen : asked)

const traffic = async (run: Run, group: string, notBefore: string | null = null): Promise<Figures> => {
  const now = run.ports.clock.now()
  const since = new Date(Date.parse(now) - windowSeconds * 1000).toISOString()
  return run.ports.releases.figures(await run.at(), group, notBefore && notBefore > since ? notBefore : since, now)
}
