// When functions, the stream's readers and the queues behind them are worth a bell.
import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { metricNamespace } from '../lambdas/platform/metric-names.ts'
import type { Ring } from './alarms.ts'
import type { EntryFunction } from './entry-function.ts'
import type { Watched } from './rings.ts'

const minutes = (n: number) => Duration.minutes(n)

export const functionRings = ({ functions }: Watched): Ring[] => [
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

export const streamRings = ({ functions }: Watched): Ring[] =>
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

export const letterRings = ({ letters }: Watched): Ring[] =>
  Object.entries(letters.queues).map(([name, queue]) => ({
    name: `${name}-letters`,
    section: 'dead-letters',
    means: `Something lies in the queue of what was ${name === 'undelivered' ? 'not delivered' : `failed on (${name})`}`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: minutes(5) }),
    from: 1,
  }))

/** Powertools writes the function's name as `service`. */
const own = (metricName: string, functions: EntryFunction[]) =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: functions.find(({ entry }) => entry === 'advance')!.name },
    statistic: 'Sum',
    period: minutes(5),
  })
