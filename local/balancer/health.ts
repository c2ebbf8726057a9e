// Active health checks, as an ALB makes them:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
import { get } from 'node:http'
import type { GroupSettings, Timeline } from '../../region/kernel.ts'
import type { Target } from './target.ts'

/** Until a target's first passed check it is looked at this often at least: programs start in real time, and fast. */
const eagerMs = 200

type Watch = {
  target: Target
  timeline: Timeline
  settings(): GroupSettings
  changed(healthy: boolean, reason: string): void
}

type Verdict = { passed: boolean; reason: string }

/** Checks at once, then again and again. Answers how to end it. */
export const watch = (of: Watch): (() => void) => {
  let cancel = () => {}
  let ended = false
  const run = { passes: 0, failures: 0, everPassed: false, since: of.timeline.now() }

  const look = async () => {
    const startedAt = of.timeline.now()
    const verdict = await check(of.target, of.settings())
    if (ended || of.target.state === 'draining') return
    judge(of, run, verdict)
    cancel = later(of, run.everPassed, startedAt, () => void look())
  }
  void look()
  return () => {
    ended = true
    cancel()
  }
}

type Run = { passes: number; failures: number; everPassed: boolean; since: number }

const judge = (of: Watch, run: Run, verdict: Verdict) => {
  const { healthyThreshold, unhealthyThreshold, intervalMs } = of.settings()
  const { target } = of
  run.passes = verdict.passed ? run.passes + 1 : 0
  run.failures = verdict.passed ? 0 : run.failures + 1
  run.everPassed ||= verdict.passed
  if (verdict.passed) {
    // A new target needs one passed check, one that was unhealthy needs the threshold.
    const enough = target.state === 'initial' || (target.state === 'unhealthy' && run.passes >= healthyThreshold)
    if (enough) change(of, true, verdict.reason)
    return
  }
  if (target.state === 'unhealthy') return
  // The eager checks of a starting program do not shorten its time: it is unhealthy when the usual ones would have said so.
  const enough = run.everPassed
    ? run.failures >= unhealthyThreshold
    : of.timeline.now() - run.since >= unhealthyThreshold * intervalMs
  if (enough) change(of, false, verdict.reason)
}

const change = (of: Watch, healthy: boolean, reason: string) => {
  of.target.state = healthy ? 'healthy' : 'unhealthy'
  of.changed(healthy, reason)
}

const later = (of: Watch, everPassed: boolean, startedAt: number, look: () => void): (() => void) => {
  const { intervalMs } = of.settings()
  if (everPassed) return of.timeline.at(startedAt + intervalMs, look)
  const timer = setTimeout(look, Math.min(intervalMs, eagerMs))
  return () => clearTimeout(timer)
}

/** The timeout is in real time: the program answers in real time. */
const check = (target: Target, { healthPath, timeoutMs }: GroupSettings): Promise<Verdict> =>
  new Promise(resolve => {
    const { host, port } = target
    const request = get({
      host,
      port,
      path: healthPath,
      agent: false,
      headers: { Host: `${host}:${port}`, 'User-Agent': 'ELB-HealthChecker/2.0', Connection: 'close' },
    })
    const end = (passed: boolean, reason: string) => {
      clearTimeout(timer)
      resolve({ passed, reason })
      request.destroy()
    }
    const timer = setTimeout(() => end(false, 'Request timed out'), timeoutMs)
    request.on('response', response => {
      const status = response.statusCode ?? 0
      const passed = status >= 200 && status <= 299
      end(passed, passed ? `HTTP ${status}` : `Health checks failed with these codes: [${status}]`)
    })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const refused = `Health checks failed: nothing listens on port ${port} (a program must listen on the port in PORT)`
      end(false, error.code === 'ECONNREFUSED' ? refused : `Health checks failed: ${error.message}`)
    })
  })
