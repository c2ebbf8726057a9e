// The platform at a glance: whether deployments go through, and whether anything holds them up.
import { Duration } from 'aws-cdk-lib'
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { metricNames, metricNamespace } from '../lambdas/platform/metric-names.ts'
import type { Place } from './place.ts'
import type { Watched } from './rings.ts'

const five = Duration.minutes(5)
const day = Duration.days(1)
const week = Duration.days(7)

export class PlatformDashboard extends Construct {
  constructor(scope: Construct, place: Place, on: Watched, alarms: Alarm[]) {
    super(scope, 'Dashboard')
    const { functions, letters, http, storage, builds } = on
    const gateway = (metricName: string, statistic: string) =>
      metric('AWS/ApiGateway', metricName, statistic, { ApiId: http.api.ref })
    const codeBuild = (metricName: string) => metric('AWS/CodeBuild', metricName, 'Sum', { ProjectName: builds.name })
    const stream = functions.filter(({ entry }) => entry === 'advance' || entry === 'push')
    new Dashboard(this, 'Dashboard', {
      dashboardName: place.named('panda'),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 })],
        [
          graph('Deployments', deployments(place)),
          graph('Calls', [gateway('Count', 'Sum'), gateway('4xx', 'Sum'), gateway('5xx', 'Sum')]),
        ],
        // Figures of all tenants together; each one's own are at GET /api/v1/metrics.
        [
          new SingleValueWidget({ title: 'In a week', metrics: inAWeek(place), width: 12, height: 6 }),
          graph('How long the machine runs, waiting for people included (ms)', machineTimes(on)),
        ],
        [
          graph('Answer times', [gateway('Latency', 'p50'), gateway('Latency', 'p99')]),
          graph('Builds', ['Builds', 'SucceededBuilds', 'FailedBuilds'].map(codeBuild)),
        ],
        [
          graph(
            'Errors',
            each(on, ({ lambda }) => lambda.metricErrors({ period: five })),
          ),
          graph(
            'Slowest',
            each(on, ({ lambda }) => lambda.metricDuration({ period: five, statistic: 'p99' })),
          ),
        ],
        [
          graph(
            'Behind the stream (ms)',
            stream.map(({ lambda, entry }) =>
              lambda.metric('IteratorAge', { statistic: 'Maximum', label: entry, period: five }),
            ),
          ),
          graph('Dead letters', [
            letters.queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: five }),
          ]),
        ],
        [
          graph('Table: units', [
            storage.table.metricConsumedReadCapacityUnits({ period: five }),
            storage.table.metricConsumedWriteCapacityUnits({ period: five }),
          ]),
        ],
      ],
    })
  }
}

const deployments = (place: Place) =>
  metricNames
    .filter(name => name.startsWith('Deployments') || name === 'RollbacksGivenUp')
    .map(name => metric(metricNamespace, name, 'Sum', { service: place.named('panda-advance') }))

/** Of what is counted already: another metric would cost $0.30 a month. */
const inAWeek = (place: Place): IMetric[] => {
  const count = (metricName: string) =>
    new Metric({
      ...{ namespace: metricNamespace, metricName, statistic: 'Sum', period: week },
      dimensionsMap: { service: place.named('panda-advance') },
    })
  const [completed, failed] = [count('DeploymentsCompleted'), count('DeploymentsFailed')]
  const share = (label: string, expression: string) =>
    new MathExpression({ label, expression, usingMetrics: { completed, failed }, period: week })
  return [
    completed.with({ label: 'Completed (2 a week are wanted)' }),
    failed.with({ label: 'Failed' }),
    share('Success rate, % (95 are wanted)', '100 * completed / (completed + failed)'),
  ]
}

/** Step Functions counts these by itself, for nothing. */
const machineTimes = ({ pipeline }: Watched): IMetric[] =>
  ['p50', 'p95'].map(statistic => pipeline.machine.metricTime({ statistic, label: statistic, period: day }))

const each = ({ functions }: Watched, figure: (one: Watched['functions'][number]) => Metric) =>
  functions.map(one => figure(one).with({ label: one.entry }))

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12, height: 6 })

const metric = (namespace: string, metricName: string, statistic: string, dimensionsMap: Record<string, string>) =>
  new Metric({ namespace, metricName, statistic, dimensionsMap, period: five })
