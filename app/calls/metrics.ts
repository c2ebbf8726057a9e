// The figures of a tenant's deployments, as JSON or as Prometheus reads them.
import { reportOf } from '../../core/metrics-report.ts'
import type { MetricsQuery } from '../../core/metrics-schemas.ts'
import { metricsType, textOf } from '../../core/metrics-text.ts'
import type { Answer, CallContext } from '../caller.ts'
import { runsSince } from '../metrics-runs.ts'

export const readMetrics = async (
  { days, accept, ...wanted }: MetricsQuery & { accept?: string },
  { ports, caller }: CallContext,
): Promise<Answer> => {
  const to = ports.clock.now()
  const asked = new Date(Date.parse(to) - days * 86_400_000).toISOString()
  const { runs, cut } = await runsSince(ports, caller.tenant, wanted, asked)
  // Of the days before the oldest that was read nothing is known.
  const from = cut ? runs.at(-1)!.acceptedAt : asked
  const report = reportOf(runs, { from, to, days, cut })
  if (isForPrometheus(accept)) return { kind: 'file', ...prometheus, text: textOf(report) }
  return { kind: 'data', data: report }
}

const prometheus = { type: 'text/plain', headers: { 'content-type': metricsType } } as const

/** It asks for openmetrics first and takes this one, too: https://prometheus.io/docs/instrumenting/content_negotiation/ */
const isForPrometheus = (accept = '') =>
  !accept.includes('application/json') && /text\/plain|application\/openmetrics-text/.test(accept)
