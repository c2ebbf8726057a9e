import {
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ModifyTargetGroupCommand,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Customer, Releases, Route, TargetHealth } from '../../core/ports.ts'
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
    const all = await weights(clients, at, listenerArn)
    return all.toSorted((a, b) => b.weight - a.weight)[0]?.targetGroupArn
  }

export const routes =
  (clients: CustomersOnly): Releases['routes'] =>
  async (at, listenerArn) =>
    (await weights(clients, at, listenerArn)).filter(one => one.weight > 0)

const weights = async (clients: CustomersOnly, at: Customer, listenerArn: string): Promise<Route[]> => {
  const look = new DescribeListenersCommand({ ListenerArns: [listenerArn] })
  const answer = await asked('elasticloadbalancing:DescribeListeners', () => clients.customer(at).elbv2().send(look))
  const action = answer.Listeners?.[0]?.DefaultActions?.find(one => one.Type === 'forward')
  const groups = action?.ForwardConfig?.TargetGroups ?? []
  // A lone group may stand without a weight.
  if (groups.length === 0) return action?.TargetGroupArn ? [{ targetGroupArn: action.TargetGroupArn, weight: 1 }] : []
  return groups.map(one => ({ targetGroupArn: one.TargetGroupArn ?? '', weight: one.Weight ?? 1 }))
}

/** CloudFormation must never touch a target group again: what changes between releases is set here. */
export const setHealthPath =
  (clients: CustomersOnly): Releases['setHealthPath'] =>
  async (at, targetGroupArn, healthPath) => {
    const elbv2 = clients.customer(at).elbv2()
    const look = new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] })
    const answer = await asked('elasticloadbalancing:DescribeTargetGroups', () => elbv2.send(look))
    if (answer.TargetGroups?.[0]?.HealthCheckPath === healthPath) return
    const command = new ModifyTargetGroupCommand({ TargetGroupArn: targetGroupArn, HealthCheckPath: healthPath })
    await asked('elasticloadbalancing:ModifyTargetGroup', () => elbv2.send(command))
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
