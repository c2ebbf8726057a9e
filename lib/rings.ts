// What is watched: the figures, from where they are worth a bell, and what that means.
import { Duration } from 'aws-cdk-lib'
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { metricNamespace } from '../lambdas/platform/metric-names.ts'
import type { Ring } from './alarms.ts'
import type { Builds } from './builds.ts'
import type { DeadLetters } from './dead-letters.ts'
import type { EntryFunction } from './entry-function.ts'
import type { HttpApi } from './http-api.ts'
import type { LiveApi } from './live-api.ts'
import type { Storage } from './storage.ts'

export type Watched = {
  functions: EntryFunction[]
  letters: DeadLetters
  http: HttpApi
  live: LiveApi
  builds: Builds
  storage: Storage
}

const minutes = (n: number) => Duration.minutes(n)

export const rings = (on: Watched): Ring[] => [
  ...functionRings(on),
  ...streamRings(on),
  ...letterRings(on),
  ...apiRings(on),
  ...buildRings(on),
  ...storeRings(on),
]

const functionRings = ({ functions }: Watched): Ring[] => [
  ...functions.map(
    ({ entry, lambda }): Ring => ({
      name: `${entry}-errors`,
      section: 'function-errors',
      means: `panda-${entry} has thrown three times in five minutes`,
      metric: lambda.metricErrors({ period: minutes(5) }),
      from: 3,
    }),
  ),
  {
    name: 'throttles',
    section: 'throttles',
    means: 'Lambda turns calls away: the account’s concurrency is used up',
    // Of all functions in the region: they share what there is.
    metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period: minutes(5) }),
    from: 1,
    periods: 2,
  },
  {
    name: 'undoing-given-up',
    section: 'undoing-given-up',
    means: 'A failed deployment could not be undone in its time: something of it is still in the customer’s account',
    metric: own('RollbacksGivenUp', functions),
    from: 1,
  },
]

const streamRings = ({ functions }: Watched): Ring[] =>
  functions
    .filter(({ entry }) => entry === 'advance' || entry === 'push')
    .map(({ entry, lambda }) => ({
      name: `${entry}-behind`,
      section: 'stream-behind',
      means: `panda-${entry} is a minute behind the stream: ${entry === 'push' ? 'listeners wait' : 'deployments start late'}`,
      metric: lambda.metric('IteratorAge', { statistic: 'Maximum', period: minutes(1) }),
      from: 60_000,
      periods: 3,
    }))

const letterRings = ({ letters }: Watched): Ring[] =>
  Object.entries(letters.queues).map(([name, queue]) => ({
    name: `${name}-letters`,
    section: 'dead-letters',
    means: `Something lies in the queue of what was ${name === 'undelivered' ? 'not delivered' : `failed on (${name})`}`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: minutes(5) }),
    from: 1,
  }))

const apiRings = ({ http, live }: Watched): Ring[] => [
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

const buildRings = ({ builds }: Watched): Ring[] => {
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

const storeRings = ({ storage }: Watched): Ring[] => {
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

/** Powertools writes the function's name as `service`. */
const own = (metricName: string, functions: EntryFunction[]) =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: functions.find(({ entry }) => entry === 'advance')!.name },
    statistic: 'Sum',
    period: minutes(5),
  })

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
