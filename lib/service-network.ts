// The load balancer, what it leads to, and who may reach what.
import { attribute, ref } from './references.ts'

type Json = Record<string, unknown>

export const network = () => ({
  BalancerSecurityGroup: securityGroup('Panda: the internet to the load balancer', [
    { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0', Description: 'Everyone' },
    { IpProtocol: 'tcp', FromPort: 9001, ToPort: 9001, CidrIp: ref('ProbeCidr'), Description: 'The probe of green' },
  ]),
  // All ports, since a later release may listen on another than the first; but from the load balancer only.
  TaskSecurityGroup: securityGroup('Panda: the load balancer to the tasks', [
    {
      IpProtocol: 'tcp',
      FromPort: 1,
      ToPort: 65535,
      SourceSecurityGroupId: attribute('BalancerSecurityGroup', 'GroupId'),
      Description: 'The load balancer',
    },
  ]),
})

export const balancing = () => ({
  LoadBalancer: {
    Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    Properties: {
      Type: 'application',
      Scheme: 'internet-facing',
      Subnets: ref('Subnets'),
      SecurityGroups: [attribute('BalancerSecurityGroup', 'GroupId')],
    },
  },
  TargetGroupA: targetGroup(),
  TargetGroupB: targetGroup(),
  ProductionListener: listener(80),
  TestListener: listener(9001),
})

const targetGroup = () => ({
  Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Properties: {
    TargetType: 'ip',
    Protocol: 'HTTP',
    Port: ref('Port'),
    VpcId: ref('VpcId'),
    HealthCheckPath: ref('HealthPath'),
    HealthCheckIntervalSeconds: ref('HealthIntervalSeconds'),
    HealthCheckTimeoutSeconds: ref('HealthTimeoutSeconds'),
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200-299' },
    TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
  },
})

/** Both lead to A at first: that is where the service's first task set registers. */
const listener = (port: number) => ({
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  Properties: {
    LoadBalancerArn: ref('LoadBalancer'),
    Protocol: 'HTTP',
    Port: port,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('TargetGroupA') }],
  },
})

const securityGroup = (description: string, ingress: Json[]) => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: { GroupDescription: description, VpcId: ref('VpcId'), SecurityGroupIngress: ingress },
})
