// The figures that a person decides on: both colours asked in turn, and what the load balancer saw of real traffic.
import { compare, figuresOf } from '../../core/evidence.ts'
import type { Figures, Probe } from '../../core/ports.ts'
import type { Evidence } from '../../core/state.ts'
import { askGreen, isGood, probeTimeoutMs } from './ask-green.ts'
import type { Run } from './step.ts'

/** Blue's real traffic of this long before counts. */
const windowSeconds = 15 * 60

export const measure = async (run: Run): Promise<Evidence> => {
  const { release, infra, greenUrl } = run.state
  if (!greenUrl || !release?.blueGroup) return compare(null, null)
  // Blue answers where blue did: a new health path is green's alone.
  const blueHealth = infra!.url + (run.state.blue ?? run.state.request).healthPath
  const asked = await askInTurn(run, {
    blue: () => run.ports.probe.get(blueHealth, probeTimeoutMs),
    green: () => askGreen(run),
  })
  const [blue, green] = [
    await withTraffic(run, release.blueGroup, asked.blue),
    await withTraffic(run, release.greenGroup, asked.green),
  ]
  return compare(blue, green)
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
const askInTurn = async (run: Run, ask: { blue: Asking; green: Asking }) => {
  const seen = { blue: { latencies: [] as number[], errors: 0 }, green: { latencies: [] as number[], errors: 0 } }
  for (let n = 0; n < run.settings.PANDA_EVIDENCE_REQUESTS; n++)
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
const withTraffic = async (run: Run, group: string, asked: Figures): Promise<Figures> => {
  const now = run.ports.clock.now()
  const since = new Date(Date.parse(now) - windowSeconds * 1000).toISOString()
  const seen = await run.ports.releases.figures(await run.at(), group, since, now)
  return seen.requests >= asked.requests ? seen : asked
}
