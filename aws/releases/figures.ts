// What the load balancer measured: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
import { GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Customer, Figures, Releases } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked } from '../fault.ts'

export const figures =
  (clients: CustomersOnly): Releases['figures'] =>
  async (at, targetGroupArn, since, until) => {
    const [start, end] = [new Date(since), new Date(until)]
    const stats = { p50: 'p50', p95: 'p95' }
    return figuresOf(await measured(clients, at, { targetGroupArn, start, end, period: periodOf(start, end), stats }))
  }

/** CloudWatch has a point a minute. It begins minutes on the round: the first may hold seconds from before `since`. */
export const minutes =
  (clients: CustomersOnly): Releases['minutes'] =>
  async (at, targetGroupArn, since, until) => {
    const [start, end] = [new Date(since), new Date(until)]
    const stats = { mean: 'Average', p95: 'p95' }
    const result = await measured(clients, at, { targetGroupArn, start, end, period: 60, stats })
    const [errors, mean, p95] = [byTime(result('errors')), byTime(result('mean')), byTime(result('p95'))]
    const ms = (seconds: number | undefined) => (seconds === undefined ? null : Math.round(seconds * 10_000) / 10)
    return [...byTime(result('requests'))]
      .sort(([a], [b]) => a - b)
      .map(([time, requests]) => ({
        at: new Date(time).toISOString(),
        requests,
        errors: errors.get(time) ?? 0,
        meanMs: ms(mean.get(time)),
        p95Ms: ms(p95.get(time)),
      }))
  }

type Wanted = { targetGroupArn: string; start: Date; end: Date; period: number; stats: Record<string, string> }
type Result = (id: string) => MetricDataResult | undefined

/** Without a load balancer before it, nothing has reached it. */
const measured = async (clients: CustomersOnly, at: Customer, wanted: Wanted): Promise<Result> => {
  const { targetGroupArn, start, end, period, stats } = wanted
  const balancer = await balancerOf(clients, at, targetGroupArn)
  if (!balancer) return () => undefined
  const dimensions = [
    { Name: 'TargetGroup', Value: targetGroupArn.split(':')[5] },
    { Name: 'LoadBalancer', Value: balancer.split(':loadbalancer/')[1] },
  ]
  const command = new GetMetricDataCommand({
    StartTime: start,
    EndTime: end,
    MetricDataQueries: queries(dimensions, period, stats),
  })
  const answer = await asked('cloudwatch:GetMetricData', () => clients.customer(at).cloudwatch().send(command))
  return id => answer.MetricDataResults?.find(one => one.Id === id)
}

const balancerOf = async (clients: CustomersOnly, at: Customer, targetGroupArn: string) => {
  const look = new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] })
  const answer = await asked('elasticloadbalancing:DescribeTargetGroups', () => clients.customer(at).elbv2().send(look))
  return answer.TargetGroups?.[0]?.LoadBalancerArns?.[0]
}

/** One period over the whole time where that can be, so that percentiles are of all requests at once. Whole minutes. */
const periodOf = (start: Date, end: Date) => Math.max(1, Math.ceil((end.getTime() - start.getTime()) / 60_000)) * 60

const queries = (
  dimensions: { Name: string; Value: string | undefined }[],
  period: number,
  stats: Record<string, string>,
): MetricDataQuery[] => {
  const query = (id: string, name: string, stat: string): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/ApplicationELB', MetricName: name, Dimensions: dimensions },
      Period: period,
      Stat: stat,
    },
  })
  return [
    query('requests', 'RequestCount', 'Sum'),
    query('errors', 'HTTPCode_Target_5XX_Count', 'Sum'),
    ...Object.entries(stats).map(([id, stat]) => query(id, 'TargetResponseTime', stat)),
  ]
}

const figuresOf = (result: Result): Figures => {
  const counts = byTime(result('requests'))
  return {
    requests: sum(result('requests')),
    errors: sum(result('errors')),
    p50Ms: weighted(byTime(result('p50')), counts),
    p95Ms: weighted(byTime(result('p95')), counts),
  }
}

const sum = (result: MetricDataResult | undefined) => (result?.Values ?? []).reduce((total, value) => total + value, 0)

const byTime = (result: MetricDataResult | undefined) =>
  new Map((result?.Timestamps ?? []).map((time, i) => [time.getTime(), result?.Values?.[i] ?? 0]))

/** AWS begins periods on the round, so the time may fall into two: the mean, by how many requests each had. */
const weighted = (seconds: Map<number, number>, counts: Map<number, number>) => {
  let total = 0
  let weight = 0
  for (const [time, value] of seconds) {
    total += value * (counts.get(time) ?? 0)
    weight += counts.get(time) ?? 0
  }
  return weight === 0 ? null : Math.round((total / weight) * 10_000) / 10
}
