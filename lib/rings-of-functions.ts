// When functions, the stream's readers and the queues behind them are worth a bell.
import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { metricNamespace } from '../lambdas/platform/metric-names.ts'
import type { Ring } from './alarms.ts'
import type { EntryFunction } from './entry-function.ts'
import type { Watched } from './rings.ts'

const minutes = (n: number) => Duration.minutes(n)

export const functionRings = ({ functions }: Watched): Ring[] => [
  {
    name: 'function-errors',
    section: 'function-errors',
    means: 'Functions have thrown three times in five minutes: the dashboard shows which',
    metric: ofAll('Errors', 'Sum', minutes(5)),
    from: 3,
  },
  {
    name: 'throttles',
    section: 'throttles',
    means: 'Lambda turns calls away: the account’s concurrency is used up',
    metric: ofAll('Throttles', 'Sum', minutes(5)),
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

export const streamRings = (): Ring[] => [
  {
    name: 'stream-behind',
    section: 'stream-behind',
    means: 'A reader is a minute behind the stream: listeners wait (push), or deployments start late (advance)',
    metric: ofAll('IteratorAge', 'Maximum', minutes(1)),
    from: 60_000,
    periods: 3,
  },
]

export const letterRings = ({ letters }: Watched): Ring[] => [
  {
    name: 'dead-letters',
    section: 'dead-letters',
    means: 'Something was given up: it could not be delivered, or a function failed on it',
    metric: letters.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: minutes(5) }),
    from: 1,
  },
]

/** Of every function in the region at once: an alarm costs $0.10 a month for each metric that it looks at, and the platform's
 *  account is Panda's own. Which function it is the dashboard shows for nothing. */
const ofAll = (metricName: string, statistic: string, period: Duration) =>
  new Metric({ namespace: 'AWS/Lambda', metricName, statistic, period })

/** Powertools writes the function's name as `service`. */
const own = (metricName: string, functions: EntryFunction[]) =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: functions.find(({ entry }) => entry === 'advance')!.name },
    statistic: 'Sum',
    period: minutes(5),
  })
