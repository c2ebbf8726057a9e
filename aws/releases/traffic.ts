import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Releases, TargetHealth } from '../../core/ports.ts'
import type { CustomersOnly } from '../clients.ts'
import { asked } from '../fault.ts'

export const targets =
  (clients: CustomersOnly): Releases['targets'] =>
  async (at, targetGroupArn) => {
    const look = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })
    const answer = await asked('elasticloadbalancing:DescribeTargetHealth', () =>
      clients.customer(at).elbv2().send(look),
    )
    return (answer.TargetHealthDescriptions ?? []).map(healthOf)
  }

export const routedTo =
  (clients: CustomersOnly): Releases['routedTo'] =>
  async (at, listenerArn) => {
    const look = new DescribeListenersCommand({ ListenerArns: [listenerArn] })
    const answer = await asked('elasticloadbalancing:DescribeListeners', () => clients.customer(at).elbv2().send(look))
    const action = answer.Listeners?.[0]?.DefaultActions?.find(one => one.Type === 'forward')
    const groups = action?.ForwardConfig?.TargetGroups ?? []
    const heaviest = groups.toSorted((a, b) => (b.Weight ?? 1) - (a.Weight ?? 1))[0]
    return heaviest?.TargetGroupArn ?? action?.TargetGroupArn
  }

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#target-health-states */
const states: Record<string, TargetHealth['state']> = {
  initial: 'initial',
  healthy: 'healthy',
  unhealthy: 'unhealthy',
  draining: 'draining',
  'unhealthy.draining': 'draining',
  unused: 'unused',
}

const healthOf = ({ Target, TargetHealth: health }: TargetHealthDescription): TargetHealth => {
  const reason = [health?.Reason, health?.Description].filter(Boolean).join(': ')
  return {
    id: `${Target?.Id}:${Target?.Port}`,
    state: states[health?.State ?? ''] ?? 'unhealthy',
    ...(reason && { reason }),
  }
}
