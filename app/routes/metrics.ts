import { metricsHeaders, metricsQuery } from '../../core/metrics-schemas.ts'
import { readMetrics } from '../calls/metrics.ts'
import { get, type Route } from './route.ts'

export const metrics: readonly Route[] = [
  get('/api/v1/metrics', 'readMetrics', 'Figures of your deployments against targets; for Prometheus, too', 'viewer', {
    query: metricsQuery,
    headers: metricsHeaders,
    files: ['text/plain'],
    run: readMetrics,
  }),
]
