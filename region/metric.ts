// One point of a metric: what the load balancer measured, or how many of its targets were healthy, in a time.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { AwsError } from './aws-error.ts'
import type { HostCounts } from './elbv2/host-counts.ts'
import { balancing } from './elbv2/records.ts'
import type { Caller, Kernel } from './kernel.ts'

type Measured = ReturnType<Kernel['world']['wires']['measured']>

/** No data: no value. */
export const pointOf = async (
  kernel: Kernel,
  caller: Caller,
  query: MetricDataQuery,
  from: number,
  to: number,
): Promise<number | undefined> => {
  const { Metric, Stat = '' } = query.MetricStat ?? {}
  const what = `${Metric?.Namespace} ${Metric?.MetricName} ${Stat}`
  const dimension = (name: string) => Metric?.Dimensions?.find(one => one.Name === name)?.Value
  const groups = groupsOf(kernel, caller, dimension('TargetGroup'), dimension('LoadBalancer'))
  const ofTraffic = measured[what]
  if (groups && ofTraffic) return ofTraffic(added(groups.map(arn => kernel.world.wires.measured(arn, from, to))))
  const ofHosts = counted[what]
  if (!groups || !ofHosts) throw new AwsError('InvalidParameterValue', `Not modelled here: ${JSON.stringify(query)}`)
  const input = { TargetGroupArns: groups, from, to }
  const { hosts } = await kernel.call<{ hosts?: HostCounts }>('elbv2', 'CountHosts', input, caller)
  return hosts && ofHosts(hosts)
}

const measured: Record<string, (seen: Measured) => number | undefined> = {
  'AWS/ApplicationELB RequestCount Sum': ({ requests }) => requests || undefined,
  'AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum': ({ errors }) => errors || undefined,
  'AWS/ApplicationELB TargetResponseTime Average': ({ latenciesMs: all }) =>
    all.length === 0 ? undefined : all.reduce((sum, one) => sum + one, 0) / all.length / 1000,
  'AWS/ApplicationELB TargetResponseTime p50': seen => seconds(seen, 0.5),
  'AWS/ApplicationELB TargetResponseTime p95': seen => seconds(seen, 0.95),
}

const counted: Record<string, (hosts: HostCounts) => number> = {
  'AWS/ApplicationELB HealthyHostCount Maximum': ({ mostHealthy }) => mostHealthy,
  'AWS/ApplicationELB UnHealthyHostCount Minimum': ({ fewestUnhealthy }) => fewestUnhealthy,
}

/** Without a target group: all that the load balancer leads to, or has led to. */
const groupsOf = (kernel: Kernel, caller: Caller, group: string | undefined, balancer: string | undefined) => {
  const arn = (path: string) => `arn:aws:elasticloadbalancing:${caller.region}:${caller.accountId}:${path}`
  if (group) return [arn(group)]
  if (!balancer) return undefined
  const listeners = balancing(kernel).listeners.of(caller)
  const own = listeners.filter(({ balancerArn }) => balancerArn === arn(`loadbalancer/${balancer}`))
  return [...new Set(own.flatMap(({ forward, led = [] }) => [...forward.map(({ groupArn }) => groupArn), ...led]))]
}

const added = (all: Measured[]): Measured => ({
  requests: all.reduce((total, one) => total + one.requests, 0),
  errors: all.reduce((total, one) => total + one.errors, 0),
  latenciesMs: all.flatMap(one => one.latenciesMs),
})

const seconds = ({ latenciesMs }: Measured, part: number) => {
  const sorted = latenciesMs.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)]
  return value === undefined ? undefined : value / 1000
}
