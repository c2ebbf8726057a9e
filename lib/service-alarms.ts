// What rings of a service. Some take a release back by themselves: CodeDeploy watches these while it has one in hand.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html
type Json = Record<string, unknown>

const alarmIds = ['NoHealthyHosts', 'SlowAnswers', 'ServerErrors', 'UnhealthyHosts'] as const

/** Not UnhealthyHosts: it cannot tell green from a blue that stays warm and has fallen sick, as one does whose database was
 *  changed under it. Traffic would go from a healthy green onto just that one. Panda looks at green's own targets. */
export const takingBack = [
  'NoHealthyHosts',
  'SlowAnswers',
  'ServerErrors',
] as const satisfies (typeof alarmIds)[number][]

export const rollbackAlarms = (
  loadBalancer: string,
  targetGroups: [string, string],
): Record<(typeof alarmIds)[number], Json> => ({
  // The two groups take turns, so the better of them counts: none healthy in either is what nobody can want. Of each
  // minute its best moment counts: a start that falls across two minutes is no outage.
  NoHealthyHosts: alarm({
    description: 'Nothing healthy behind the load balancer',
    threshold: 1,
    comparison: 'LessThanThreshold',
    periods: 2,
    metrics: greatest('HealthyHostCount', 'Maximum', loadBalancer, targetGroups),
  }),
  // Six whole minutes: green has five to get healthy, and may be unhealthy until then.
  UnhealthyHosts: alarm({
    description: 'A task stays unhealthy',
    threshold: 0,
    comparison: 'GreaterThanThreshold',
    periods: 6,
    metrics: greatest('UnHealthyHostCount', 'Minimum', loadBalancer, targetGroups),
  }),
  SlowAnswers: alarm({
    description: '95 of 100 answers take up to more than 2 seconds',
    threshold: 2,
    comparison: 'GreaterThanThreshold',
    periods: 3,
    metrics: [metric('slow', 'TargetResponseTime', 'p95', 60, [balancerDimension(loadBalancer)], true)],
  }),
  ServerErrors: alarm({
    description: 'More than 10 answers of 5xx in 5 minutes',
    threshold: 10,
    comparison: 'GreaterThanThreshold',
    periods: 1,
    metrics: [metric('errors', 'HTTPCode_Target_5XX_Count', 'Sum', 300, [balancerDimension(loadBalancer)], true)],
  }),
})

const alarm = (wish: {
  description: string
  threshold: number
  comparison: string
  periods: number
  metrics: Json[]
}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription: wish.description,
    ComparisonOperator: wish.comparison,
    Threshold: wish.threshold,
    EvaluationPeriods: wish.periods,
    // No traffic and no tasks (before the first release) are no data, and no reason to ring.
    TreatMissingData: 'notBreaching',
    Metrics: wish.metrics,
  },
})

const greatest = (name: string, stat: string, loadBalancer: string, targetGroups: [string, string]) => [
  { Id: 'greatest', Expression: 'MAX([a,b])', Label: name, ReturnData: true },
  ...targetGroups.map((group, index) =>
    metric(index === 0 ? 'a' : 'b', name, stat, 60, [groupDimension(group), balancerDimension(loadBalancer)], false),
  ),
]

const metric = (id: string, name: string, stat: string, period: number, dimensions: Json[], returned: boolean) => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: 'AWS/ApplicationELB', MetricName: name, Dimensions: dimensions },
    Period: period,
    Stat: stat,
  },
  ReturnData: returned,
})

const balancerDimension = (id: string) => ({
  Name: 'LoadBalancer',
  Value: { 'Fn::GetAtt': [id, 'LoadBalancerFullName'] },
})

const groupDimension = (id: string) => ({ Name: 'TargetGroup', Value: { 'Fn::GetAtt': [id, 'TargetGroupFullName'] } })
