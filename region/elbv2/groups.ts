import type {
  CreateTargetGroupCommandInput,
  DeleteTargetGroupCommandInput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupsCommandInput,
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupCommandInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, GroupSettings, Kernel } from '../kernel.ts'
import { type Balancing, balancingArn, type GroupRecord, tagsOf } from './records.ts'

/** `plug` tells the data plane of a group, at its creation, its changes, and after a restart. */
export const groupCommands = (kernel: Kernel, state: Balancing, plug: (group: GroupRecord) => void): Commands => {
  const { groups, listeners } = state
  const shown = shownOf(state)
  const existing = (caller: Caller, arn = '') => {
    const group = groups.get(caller, arn)
    if (!group) throw new AwsError('TargetGroupNotFoundException', `Target groups '${arn}' not found`)
    return group
  }
  return {
    async CreateTargetGroup(input: CreateTargetGroupCommandInput, caller: Caller) {
      const name = input.Name ?? ''
      if (groups.of(caller).some(one => one.name === name))
        throw new AwsError('DuplicateTargetGroupNameException', `A target group with the name '${name}' already exists`)
      const arn = balancingArn(caller, `targetgroup/${name}/${kernel.random.hex(8)}`)
      const group = recordOf(input, name, arn)
      groups.put(caller, arn, group)
      plug(group)
      return { TargetGroups: [shown(group, caller)] }
    },

    async DescribeTargetGroups(input: DescribeTargetGroupsCommandInput, caller: Caller) {
      const all = groups.of(caller)
      const wanted = [...(input.TargetGroupArns ?? []), ...(input.Names ?? [])]
      const found = wanted.length ? wanted.map(id => all.find(one => one.arn === id || one.name === id)) : all
      if (found.includes(undefined))
        throw new AwsError('TargetGroupNotFoundException', `Target groups '${wanted.join(', ')}' not found`)
      return { TargetGroups: found.flatMap(one => (one ? [shown(one, caller)] : [])) }
    },

    // What is not named stays. Of a group in use, too: its targets are checked anew by what is said now.
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html
    async ModifyTargetGroup(input: ModifyTargetGroupCommandInput, caller: Caller) {
      const before = existing(caller, input.TargetGroupArn)
      const others = Object.keys(input).filter(name => name !== 'TargetGroupArn' && name !== 'HealthCheckPath')
      if (others.length > 0)
        throw new AwsError('ValidationError', `This region models a change of HealthCheckPath only, not of ${others}`)
      const group: GroupRecord = { ...before, healthPath: input.HealthCheckPath ?? before.healthPath }
      groups.put(caller, group.arn, group)
      plug(group)
      return { TargetGroups: [shown(group, caller)] }
    },

    async ModifyTargetGroupAttributes(input: ModifyTargetGroupAttributesCommandInput, caller: Caller) {
      const group = existing(caller, input.TargetGroupArn)
      for (const { Key, Value } of input.Attributes ?? []) if (Key) group.attributes[Key] = Value ?? ''
      groups.put(caller, group.arn, group)
      plug(group)
      return { Attributes: attributesOf(group) }
    },

    async DescribeTargetGroupAttributes(input: DescribeTargetGroupAttributesCommandInput, caller: Caller) {
      return { Attributes: attributesOf(existing(caller, input.TargetGroupArn)) }
    },

    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html
    async DeleteTargetGroup(input: DeleteTargetGroupCommandInput, caller: Caller) {
      const arn = input.TargetGroupArn ?? ''
      if (listeners.of(caller).some(one => one.forward.some(({ groupArn }) => groupArn === arn)))
        throw new AwsError(
          'ResourceInUseException',
          `Target group '${arn}' is currently in use by a listener or a rule`,
        )
      if (groups.get(caller, arn)) kernel.world.wires.removeGroup(arn)
      groups.remove(caller, arn)
      return {}
    },
  }
}

export const settingsOf = (group: GroupRecord): GroupSettings => ({
  healthPath: group.healthPath,
  intervalMs: group.intervalSeconds * 1000,
  timeoutMs: group.timeoutSeconds * 1000,
  healthyThreshold: group.healthyThreshold,
  unhealthyThreshold: group.unhealthyThreshold,
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
  drainMs: Number(group.attributes['deregistration_delay.timeout_seconds'] ?? 300) * 1000,
})

/** Defaults as for an application load balancer with HTTP.
 *  https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const recordOf = (input: CreateTargetGroupCommandInput, name: string, arn: string): GroupRecord => ({
  arn,
  name,
  port: input.Port ?? 80,
  targetType: input.TargetType ?? 'instance',
  ...(input.VpcId ? { vpcId: input.VpcId } : {}),
  healthPath: input.HealthCheckPath ?? '/',
  matcher: input.Matcher?.HttpCode ?? '200',
  intervalSeconds: Number(input.HealthCheckIntervalSeconds ?? 30),
  timeoutSeconds: Number(input.HealthCheckTimeoutSeconds ?? 5),
  healthyThreshold: Number(input.HealthyThresholdCount ?? 5),
  unhealthyThreshold: Number(input.UnhealthyThresholdCount ?? 2),
  attributes: { 'deregistration_delay.timeout_seconds': '300' },
  tags: tagsOf(input.Tags),
})

const attributesOf = (group: GroupRecord) => Object.entries(group.attributes).map(([Key, Value]) => ({ Key, Value }))

const shownOf =
  ({ listeners }: Balancing) =>
  (group: GroupRecord, caller: Caller): TargetGroup => ({
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: 'HTTP',
    Port: group.port,
    ...(group.vpcId ? { VpcId: group.vpcId } : {}),
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckPath: group.healthPath,
    HealthCheckIntervalSeconds: group.intervalSeconds,
    HealthCheckTimeoutSeconds: group.timeoutSeconds,
    HealthyThresholdCount: group.healthyThreshold,
    UnhealthyThresholdCount: group.unhealthyThreshold,
    Matcher: { HttpCode: group.matcher },
    TargetType: 'ip',
    LoadBalancerArns: [
      ...new Set(
        listeners
          .of(caller)
          .filter(one => one.forward.some(({ groupArn }) => groupArn === group.arn))
          .map(one => one.balancerArn),
      ),
    ],
  })
