// CloudWatch: alarms that never ring, and the load balancer's metrics from what it really measured.
import type {
  DeleteAlarmsCommandInput,
  DescribeAlarmsCommandInput,
  GetMetricDataCommandInput,
  MetricDataQuery,
  PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch'
import { AwsError } from './aws-error.ts'
import type { Caller, Kernel, Service } from './kernel.ts'
import { rows } from './rows.ts'

type Measured = ReturnType<Kernel['world']['wires']['measured']>
type Bucket = Measured & { at: number }

export const cloudwatch: Service = kernel => {
  const alarms = rows<PutMetricAlarmCommandInput>(kernel, 'cloudwatch.alarms')
  return {
    commands: {
      async PutMetricAlarm(input: PutMetricAlarmCommandInput, caller: Caller) {
        alarms.put(caller, input.AlarmName ?? '', input)
        return {}
      },
      async DescribeAlarms(input: DescribeAlarmsCommandInput, caller: Caller) {
        const found = alarms.of(caller).filter(one => input.AlarmNames?.includes(one.AlarmName ?? '') ?? true)
        return { MetricAlarms: found.map(one => ({ ...one, StateValue: 'OK' })), CompositeAlarms: [] }
      },
      async DeleteAlarms(input: DeleteAlarmsCommandInput, caller: Caller) {
        for (const name of input.AlarmNames ?? []) alarms.remove(caller, name)
        return {}
      },
      // AWS rounds StartTime down to the period; here periods begin at StartTime, since a journey takes seconds.
      // No data: no value. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
      async GetMetricData(input: GetMetricDataCommandInput, caller: Caller) {
        const from = input.StartTime?.getTime() ?? 0
        const to = input.EndTime?.getTime() ?? kernel.timeline.now()
        return {
          MetricDataResults: (input.MetricDataQueries ?? []).map(query => answer(kernel, caller, query, from, to)),
        }
      },
    },
  }
}

const answer = (kernel: Kernel, caller: Caller, query: MetricDataQuery, from: number, to: number) => {
  const { Metric, Period = 60, Stat = '' } = query.MetricStat ?? {}
  const group = Metric?.Dimensions?.find(one => one.Name === 'TargetGroup')?.Value
  const value = statistics[`${Metric?.Namespace} ${Metric?.MetricName} ${Stat}`]
  if (!group || !value) throw new AwsError('InvalidParameterValue', `Not modelled here: ${JSON.stringify(query)}`)
  const groupArn = `arn:aws:elasticloadbalancing:${caller.region}:${caller.accountId}:${group}`
  const points = buckets(kernel, groupArn, from, to, Period * 1000).flatMap(bucket => {
    const at = value(bucket)
    return at === undefined ? [] : [{ at: bucket.at, value: at }]
  })
  return {
    Id: query.Id,
    Label: Metric?.MetricName,
    StatusCode: 'Complete' as const,
    Timestamps: points.map(one => new Date(one.at)),
    Values: points.map(one => one.value),
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const statistics: Record<string, (bucket: Bucket) => number | undefined> = {
  'AWS/ApplicationELB RequestCount Sum': ({ requests }) => requests || undefined,
  'AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum': ({ errors }) => errors || undefined,
  'AWS/ApplicationELB TargetResponseTime p50': bucket => seconds(bucket, 0.5),
  'AWS/ApplicationELB TargetResponseTime p95': bucket => seconds(bucket, 0.95),
}

/** Newest first, as GetMetricData answers. */
const buckets = (kernel: Kernel, groupArn: string, from: number, to: number, periodMs: number): Bucket[] => {
  const found: Bucket[] = []
  for (let at = from; at < to; at += periodMs)
    found.unshift({ at, ...kernel.world.wires.measured(groupArn, at, Math.min(at + periodMs, to)) })
  return found
}

const seconds = ({ latenciesMs }: Measured, part: number) => {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]
  return value === undefined ? undefined : value / 1000
}
