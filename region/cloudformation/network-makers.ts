import { isDeepStrictEqual } from 'node:util'
import { type Made, type Maker, type Making, tagList, unlessMissing } from './making.ts'

type Balancers = { LoadBalancers: { LoadBalancerArn: string; LoadBalancerName: string; DNSName: string }[] }
type Groups = { TargetGroups: { TargetGroupArn: string; TargetGroupName: string }[] }
type Listeners = { Listeners: { ListenerArn: string }[] }
type Tagged = { TagDescriptions: { ResourceArn: string; Tags: { Key: string; Value: string }[] }[] }
type SecurityGroups = { SecurityGroups: { GroupId: string; GroupName: string }[] }
type Ingress = { IpProtocol: string; FromPort: number; ToPort: number } & Record<
  'CidrIp' | 'SourceSecurityGroupId' | 'Description',
  string | undefined
>

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html
const loadBalancer: Maker = {
  properties: ['Type', 'Scheme', 'Subnets', 'SecurityGroups'],
  async create(properties, making) {
    const input = { ...properties, Name: making.nameOf(32), Tags: tagList(making.tags) }
    return balancerOf(await making.call<Balancers>('elbv2', 'CreateLoadBalancer', input))
  },
  async find(_properties, making) {
    const input = { Names: [making.nameOf(32)] }
    const found = await unlessMissing(making.call<Balancers>('elbv2', 'DescribeLoadBalancers', input))
    return found && balancerOf(found)
  },
  async remove(made, _properties, making) {
    await making.call('elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: made.physicalId })
    return 'gone'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html
const targetGroup: Maker = {
  properties: [
    'TargetType',
    'Protocol',
    'Port',
    'VpcId',
    'HealthCheckPath',
    'HealthCheckIntervalSeconds',
    'HealthCheckTimeoutSeconds',
    'HealthyThresholdCount',
    'UnhealthyThresholdCount',
    'Matcher',
    'TargetGroupAttributes',
  ],
  async create({ TargetGroupAttributes: _later, ...properties }, making) {
    const input = { ...properties, Name: making.nameOf(32), Tags: tagList(making.tags) }
    return groupOf(await making.call<Groups>('elbv2', 'CreateTargetGroup', input))
  },
  async find(_properties, making) {
    const input = { Names: [making.nameOf(32)] }
    const found = await unlessMissing(making.call<Groups>('elbv2', 'DescribeTargetGroups', input))
    return found && groupOf(found)
  },
  async settle(made, { TargetGroupAttributes: attributes }, making) {
    const input = { TargetGroupArn: made.physicalId, Attributes: attributes }
    if (attributes) await making.call('elbv2', 'ModifyTargetGroupAttributes', input)
  },
  async remove(made, _properties, making) {
    await making.call('elbv2', 'DeleteTargetGroup', { TargetGroupArn: made.physicalId })
    return 'gone'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html
const listener: Maker = {
  properties: ['LoadBalancerArn', 'Protocol', 'Port', 'Certificates', 'SslPolicy', 'DefaultActions'],
  async create(properties, making) {
    const input = { ...properties, Tags: tagList(making.tags) }
    const { Listeners } = await making.call<Listeners>('elbv2', 'CreateListener', input)
    return listenerOf(Listeners[0]!.ListenerArn)
  },
  // It has no name: what tells it is CloudFormation's tag.
  async find({ LoadBalancerArn }, making) {
    const { Listeners } = await making.call<Listeners>('elbv2', 'DescribeListeners', { LoadBalancerArn })
    if (Listeners.length === 0) return undefined
    const ResourceArns = Listeners.map(one => one.ListenerArn)
    const { TagDescriptions } = await making.call<Tagged>('elbv2', 'DescribeTags', { ResourceArns })
    const mine = TagDescriptions.find(one =>
      one.Tags.some(({ Key, Value }) => Key === 'aws:cloudformation:logical-id' && Value === making.logicalId),
    )
    return mine && listenerOf(mine.ResourceArn)
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('elbv2', 'DeleteListener', { ListenerArn: made.physicalId }))
    return 'gone'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
const securityGroup: Maker = {
  properties: ['GroupDescription', 'VpcId', 'SecurityGroupIngress'],
  async create({ GroupDescription: Description, VpcId }, making) {
    const TagSpecifications = [{ ResourceType: 'security-group', Tags: tagList(making.tags) }]
    const input = { GroupName: making.nameOf(255), Description, ...(VpcId ? { VpcId } : {}), TagSpecifications }
    return securityGroupOf((await making.call<{ GroupId: string }>('ec2', 'CreateSecurityGroup', input)).GroupId)
  },
  async find(_properties, making) {
    const { SecurityGroups } = await making.call<SecurityGroups>('ec2', 'DescribeSecurityGroups', {})
    const mine = SecurityGroups.find(one => one.GroupName === making.nameOf(255))
    return mine && securityGroupOf(mine.GroupId)
  },
  async settle(made, { SecurityGroupIngress: rules }, making) {
    for (const rule of rulesOf(rules)) await authorize(made.physicalId, rule, making)
  },
  // Rules that somebody else made stay.
  async update(made, { SecurityGroupIngress: rules }, making, before) {
    const wanted = rulesOf(rules)
    for (const rule of wanted) await authorize(made.physicalId, rule, making)
    for (const rule of rulesOf(before.SecurityGroupIngress))
      if (!wanted.some(one => isDeepStrictEqual(one, rule))) await revoke(made.physicalId, rule, making)
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('ec2', 'DeleteSecurityGroup', { GroupId: made.physicalId }))
    return 'gone'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html
const securityGroupIngress: Maker = {
  properties: ['GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'Description'],
  async create({ GroupId, ...rule }, making) {
    await authorize(String(GroupId), rule as Ingress, making)
    return { physicalId: `${GroupId}/${rule.IpProtocol}/${rule.FromPort}/${rule.CidrIp}`, attributes: {} }
  },
  async update(_made, { GroupId, ...rule }, making, { GroupId: former, ...before }) {
    await authorize(String(GroupId), rule as Ingress, making)
    if (!isDeepStrictEqual(rule, before)) await revoke(String(former), before as Ingress, making)
  },
  async remove(_made, { GroupId, ...rule }, making) {
    await unlessMissing(revoke(String(GroupId), rule as Ingress, making))
    return 'gone'
  },
}

export const networkMakers: Record<string, Maker> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupIngress': securityGroupIngress,
}

const rulesOf = (rules: unknown) => (rules as Ingress[] | undefined) ?? []

const authorize = async (GroupId: string, rule: Ingress, making: Making) => {
  const input = { GroupId, IpPermissions: [permissionOf(rule)] }
  await making.call('ec2', 'AuthorizeSecurityGroupIngress', input).catch((fault: unknown) => {
    if (!(fault instanceof Error && fault.name === 'InvalidPermission.Duplicate')) throw fault
  })
}

const revoke = async (GroupId: string, rule: Ingress, making: Making) => {
  const input = { GroupId, IpPermissions: [permissionOf(rule)] }
  await unlessMissing(making.call('ec2', 'RevokeSecurityGroupIngress', input))
}

const permissionOf = ({ IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupId, Description }: Ingress) => ({
  IpProtocol,
  FromPort,
  ToPort,
  ...(CidrIp && { IpRanges: [{ CidrIp, Description }] }),
  ...(SourceSecurityGroupId && { UserIdGroupPairs: [{ GroupId: SourceSecurityGroupId, Description }] }),
})

const securityGroupOf = (id: string): Made => ({ physicalId: id, attributes: { GroupId: id, Id: id } })

const balancerOf = ({ LoadBalancers }: Balancers): Made => {
  const { LoadBalancerArn, LoadBalancerName, DNSName } = LoadBalancers[0]!
  const LoadBalancerFullName = LoadBalancerArn.split(':loadbalancer/')[1] ?? ''
  return {
    physicalId: LoadBalancerArn,
    attributes: { LoadBalancerArn, LoadBalancerName, LoadBalancerFullName, DNSName },
  }
}

const groupOf = ({ TargetGroups }: Groups): Made => {
  const { TargetGroupArn, TargetGroupName } = TargetGroups[0]!
  const TargetGroupFullName = TargetGroupArn.split(':')[5] ?? ''
  return { physicalId: TargetGroupArn, attributes: { TargetGroupArn, TargetGroupName, TargetGroupFullName } }
}

const listenerOf = (arn: string): Made => ({ physicalId: arn, attributes: { ListenerArn: arn } })
