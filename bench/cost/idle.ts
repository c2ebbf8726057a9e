// What stands in the platform's account while nothing happens: counted in the template that CDK makes.
import { prices } from '../../core/prices.ts'
import { template } from '../../test/lib/platform.ts'
import type { Item } from './deployment.ts'

type Resource = { Type: string; Properties?: { Metrics?: { MetricStat?: object }[]; [key: string]: unknown } }

export const idleItems = (): Item[] => {
  const { Resources } = template({ stage: 'prod' }) as { Resources: Record<string, Resource> }
  const of = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type)
  const metrics = of('AWS::CloudWatch::Alarm').flatMap(
    ({ Properties }) => Properties?.Metrics?.filter(({ MetricStat }) => MetricStat) ?? [undefined],
  )
  return [
    { what: 'KMS keys', count: of('AWS::KMS::Key').length, unit: prices.keyMonth },
    { what: 'metrics that alarms look at', count: metrics.length, unit: prices.alarmMetricMonth },
    { what: 'dashboards (three an account are free)', count: of('AWS::CloudWatch::Dashboard').length, unit: 0 },
    { what: 'sweeps', count: 24 * 30, unit: prices.lambdaCall + 0.3 * 0.5 * prices.lambdaGigabyteSecond },
  ]
}

/** The always-on design: two t3.small and a load balancer. */
export const alwaysOn = 730 * (2 * prices.smallServerHour + prices.loadBalancerHour)
