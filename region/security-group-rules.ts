// The rules of security groups: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import type {
  AuthorizeSecurityGroupIngressCommandInput,
  DescribeSecurityGroupRulesCommandInput,
  IpPermission,
  RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2'
import { AwsError } from './aws-error.ts'
import type { Caller, Commands, Kernel } from './kernel.ts'
import type { Rows } from './rows.ts'

type Rule = {
  id: string
  protocol: string
  from: number
  to: number
  /** An address range, or another group. */
  peer: { cidr: string } | { groupId: string }
  description?: string
}
export type SecurityGroup = { GroupId: string; GroupName: string; Description: string; VpcId: string; rules?: Rule[] }
export type GroupRow = Rows<SecurityGroup>

export const ruleCommands = (kernel: Kernel, groups: GroupRow): Commands => {
  const existing = (caller: Caller, id = '') => {
    const group = groups.get(caller, id)
    if (!group) throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`)
    return { ...group, rules: group.rules ?? [] }
  }
  return {
    // All or nothing, and what it is for does not make a rule another one.
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
    async AuthorizeSecurityGroupIngress(input: AuthorizeSecurityGroupIngressCommandInput, caller: Caller) {
      const group = existing(caller, input.GroupId)
      const wanted = rulesOf(kernel, input.IpPermissions)
      const there = wanted.find(rule => group.rules.some(one => same(one, rule)))
      if (there)
        throw new AwsError(
          'InvalidPermission.Duplicate',
          `the specified rule "peer: ${peerOf(there)}, ${there.protocol.toUpperCase()}, from port: ${there.from}, to port: ${there.to}, ALLOW" already exists`,
        )
      groups.put(caller, group.GroupId, { ...group, rules: [...group.rules, ...wanted] })
      return { Return: true, SecurityGroupRules: wanted.map(rule => shown(group, rule)) }
    },

    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
    async RevokeSecurityGroupIngress(input: RevokeSecurityGroupIngressCommandInput, caller: Caller) {
      const group = existing(caller, input.GroupId)
      const ids = input.SecurityGroupRuleIds ?? []
      const lost = ids.find(id => !group.rules.some(one => one.id === id))
      if (lost)
        throw new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${lost}' does not exist`)
      const described = rulesOf(kernel, input.IpPermissions)
      if (described.some(rule => !group.rules.some(one => same(one, rule))))
        throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
      const left = group.rules.filter(one => !ids.includes(one.id) && !described.some(rule => same(one, rule)))
      groups.put(caller, group.GroupId, { ...group, rules: left })
      return { Return: true }
    },

    async DescribeSecurityGroupRules(input: DescribeSecurityGroupRulesCommandInput, caller: Caller) {
      const ids = input.Filters?.find(one => one.Name === 'group-id')?.Values ?? []
      return {
        SecurityGroupRules: ids
          .map(id => existing(caller, id))
          .flatMap(group => group.rules.map(one => shown(group, one))),
      }
    },
  }
}

const rulesOf = (kernel: Kernel, permissions: IpPermission[] = []): Rule[] =>
  permissions.flatMap(({ IpProtocol = '-1', FromPort = 0, ToPort = 65535, IpRanges = [], UserIdGroupPairs = [] }) => {
    const peers = [
      ...IpRanges.map(one => ({ peer: { cidr: one.CidrIp ?? '' }, description: one.Description })),
      ...UserIdGroupPairs.map(one => ({ peer: { groupId: one.GroupId ?? '' }, description: one.Description })),
    ]
    return peers.map(({ peer, description }) => ({
      id: `sgr-${kernel.random.hex(9).slice(-17)}`,
      protocol: IpProtocol,
      from: Number(FromPort),
      to: Number(ToPort),
      peer,
      ...(description && { description }),
    }))
  })

const peerOf = ({ peer }: Rule) => ('cidr' in peer ? peer.cidr : peer.groupId)

const same = (a: Rule, b: Rule) =>
  a.protocol === b.protocol && a.from === b.from && a.to === b.to && peerOf(a) === peerOf(b)

const shown = (group: SecurityGroup, rule: Rule) => ({
  SecurityGroupRuleId: rule.id,
  GroupId: group.GroupId,
  IsEgress: false,
  IpProtocol: rule.protocol,
  FromPort: rule.from,
  ToPort: rule.to,
  ...('cidr' in rule.peer ? { CidrIpv4: rule.peer.cidr } : { ReferencedGroupInfo: { GroupId: rule.peer.groupId } }),
  ...(rule.description && { Description: rule.description }),
})
