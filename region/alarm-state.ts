// Whether an alarm rings: found out when somebody asks, from its last periods. AWS's periods begin on the round minute; here
// they end now, since a journey takes seconds.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
import type { MetricDataQuery, PutMetricAlarmCommandInput, StateValue } from '@aws-sdk/client-cloudwatch'
import { AwsError } from './aws-error.ts'
import type { Caller, Kernel } from './kernel.ts'
import { pointOf } from './metric.ts'

export type AlarmRecord = PutMetricAlarmCommandInput

/** It rings when every one of its periods is over the mark. Missing data is as TreatMissingData says. */
export const stateOf = async (kernel: Kernel, caller: Caller, alarm: AlarmRecord): Promise<StateValue> => {
  const { Metrics: metrics = [], EvaluationPeriods: count = 1 } = alarm
  if (metrics.length === 0) return 'INSUFFICIENT_DATA'
  const periodMs = Math.max(...metrics.map(one => Number(one.MetricStat?.Period ?? 0))) * 1000
  const now = kernel.timeline.now()
  for (let n = 0; n < Number(count); n++) {
    const to = now - n * periodMs
    const value = await worthOf(kernel, caller, metrics, to - periodMs, to)
    if (!(value === undefined ? alarm.TreatMissingData === 'breaching' : breaches(alarm, value))) return 'OK'
  }
  return 'ALARM'
}

const worthOf = async (kernel: Kernel, caller: Caller, metrics: MetricDataQuery[], from: number, to: number) => {
  const returned = metrics.find(one => one.ReturnData) ?? metrics[0]!
  if (!returned.Expression) return pointOf(kernel, caller, returned, from, to)
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  const ids = /^MAX\(\[([a-z0-9_, ]+)\]\)$/
    .exec(returned.Expression)?.[1]
    ?.split(',')
    .map(id => id.trim())
  if (!ids) throw new AwsError('ValidationError', `This region does not model the expression ${returned.Expression}`)
  const parts = metrics.filter(one => ids.includes(one.Id ?? ''))
  const points = await Promise.all(parts.map(one => pointOf(kernel, caller, one, from, to)))
  const known = points.filter(one => one !== undefined)
  return known.length > 0 ? Math.max(...known) : undefined
}

const breaches = ({ ComparisonOperator, Threshold }: AlarmRecord, value: number) => {
  const mark = Number(Threshold)
  if (ComparisonOperator === 'LessThanThreshold') return value < mark
  if (ComparisonOperator === 'GreaterThanThreshold') return value > mark
  throw new AwsError('ValidationError', `This region does not model the comparison ${ComparisonOperator}`)
}
