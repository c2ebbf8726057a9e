// What the load balancer keeps: plain JSON, times in milliseconds.
import type { RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Caller, Kernel } from '../kernel.ts'
import { rows, type Tags } from '../rows.ts'

export type BalancerRecord = {
  arn: string
  name: string
  scheme: string
  subnets: string[]
  securityGroups: string[]
  createdAt: number
  tags: Tags
}

export type GroupRecord = {
  arn: string
  name: string
  port: number
  targetType: string
  vpcId?: string
  healthPath: string
  matcher: string
  intervalSeconds: number
  timeoutSeconds: number
  healthyThreshold: number
  unhealthyThreshold: number
  attributes: Record<string, string>
  tags: Tags
}

export type Weight = { groupArn: string; weight: number }

export type ListenerRecord = {
  arn: string
  balancerArn: string
  protocol: string
  /** As the template has it (80, 9001 …). */
  port: number
  /** Where it really listens on loopback; kept, so that addresses survive a restart. */
  realPort: number
  /** None: it redirects. */
  forward: Weight[]
  /** Groups that it has led to before: what they were measured stays the balancer's. */
  led?: string[]
  redirect?: RedirectActionConfig
  /** Kept and shown; nothing here speaks TLS, so that a listener of HTTPS answers plain HTTP. */
  certificates?: string[]
  sslPolicy?: string
  tags: Tags
}

export const balancing = (kernel: Kernel) => ({
  balancers: rows<BalancerRecord>(kernel, 'elbv2.balancers'),
  groups: rows<GroupRecord>(kernel, 'elbv2.groups'),
  listeners: rows<ListenerRecord>(kernel, 'elbv2.listeners'),
})
export type Balancing = ReturnType<typeof balancing>

export const balancingArn = (caller: Caller, path: string) =>
  `arn:aws:elasticloadbalancing:${caller.region}:${caller.accountId}:${path}`

export const tagsOf = (tags: { Key: string | undefined; Value?: string }[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']))
