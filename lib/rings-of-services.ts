// When what AWS runs for us is worth a bell: API Gateway, CodeBuild, DynamoDB, KMS.
import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Ring } from './alarms.ts'
import type { Watched } from './rings.ts'
import type { Storage } from './storage.ts'

const minutes = (n: number) => Duration.minutes(n)

export const apiRings = ({ http, live }: Watched): Ring[] => [
  {
    name: 'api-5xx',
    section: 'api-5xx',
    means: 'Five calls in five minutes were answered with 5xx',
    metric: gateway('5xx', http.api.ref),
    from: 5,
  },
  {
    name: 'sockets-failing',
    section: 'sockets',
    means: 'Ten messages or connections of sockets in five minutes came to no function',
    metric: gateway('IntegrationError', live.api.ref),
    from: 10,
  },
]

export const buildRings = ({ builds }: Watched): Ring[] => {
  const metric = (metricName: string, statistic: string) =>
    new Metric({
      namespace: 'AWS/CodeBuild',
      metricName,
      dimensionsMap: { ProjectName: builds.name },
      statistic,
      period: minutes(15),
    })
  const [failed, succeeded] = [metric('FailedBuilds', 'Sum'), metric('SucceededBuilds', 'Sum')]
  return [
    {
      name: 'builds-failing',
      section: 'builds-failing',
      // One that fails is its Dockerfile's; CodeBuild has no metric of its own faults.
      means: 'Five builds have failed and none has succeeded: that is the build host, not a Dockerfile',
      metric: new MathExpression({
        expression: 'IF(FILL(succeeded, 0) == 0, failed, 0)',
        usingMetrics: { failed, succeeded },
        period: minutes(15),
      }),
      from: 5,
    },
    {
      name: 'builds-queued',
      section: 'builds-queued',
      means: 'A build has waited for more than five minutes: the quota of builds at once is used up',
      metric: metric('QueuedDuration', 'Maximum'),
      from: 300,
    },
  ]
}

export const storeRings = ({ storage }: Watched): Ring[] => {
  const table = (metricName: string) =>
    storage.table.metric(metricName, { statistic: 'Sum', period: minutes(5), dimensionsMap: named(storage) })
  const kms = new Metric({
    namespace: 'AWS/Usage',
    metricName: 'CallCount',
    dimensionsMap: { Type: 'API', Service: 'KMS', Resource: 'CryptographicOperationsSymmetric', Class: 'None' },
    statistic: 'Sum',
    period: minutes(1),
  })
  return [
    {
      name: 'table-throttled',
      section: 'table',
      means: 'DynamoDB turns reads or writes away',
      metric: sum([table('ReadThrottleEvents'), table('WriteThrottleEvents')]),
      from: 10,
    },
    {
      name: 'kms-busy',
      section: 'kms',
      means: 'Four fifths of what KMS takes in a second are used up: past that, secrets do not open',
      metric: new MathExpression({
        expression: '100 * calls / SERVICE_QUOTA(calls)',
        usingMetrics: { calls: kms },
        period: minutes(1),
      }),
      from: 80,
      periods: 3,
    },
  ]
}

const named = ({ table }: Storage) => ({ TableName: table.tableName })

const gateway = (metricName: string, ApiId: string) =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId },
    statistic: 'Sum',
    period: minutes(5),
  })

const sum = (metrics: IMetric[]) => {
  const usingMetrics = Object.fromEntries(metrics.map((metric, n) => [`m${n}`, metric]))
  const expression = Object.keys(usingMetrics)
    .map(id => `FILL(${id}, 0)`)
    .join(' + ')
  return new MathExpression({ expression, usingMetrics, period: minutes(5), label: 'sum' })
}
