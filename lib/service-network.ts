// The load balancer, what it leads to, and who may reach what.
// No access logs and no flow logs: both need a bucket or a log group of the customer's choice, cost by the request, and
// hold addresses of people. The customer switches them on where they are wanted; Panda needs figures only.
import { attribute, ref, when } from './references.ts'

type Json = Record<string, unknown>

/** Green's listener, beside production's 80 or 443. */
export const testPort = 9001

export const securityGroups = () => ({
  // Of the test listener there is no rule in here: CloudFormation would take away the one that the probe makes for itself.
  BalancerSecurityGroup: securityGroup('Panda: the internet to the load balancer', [
    fromEverywhere(80),
    when('Secure', fromEverywhere(443)),
  ]),
  ProbeRule: {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Condition: 'FixedProbe',
    Properties: {
      GroupId: attribute('BalancerSecurityGroup', 'GroupId'),
      IpProtocol: 'tcp',
      FromPort: testPort,
      ToPort: testPort,
      CidrIp: ref('ProbeCidr'),
      Description: 'The probe of green',
    },
  },
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
  // One resource whichever it is, so that the release group names the same one.
  ProductionListener: listener({
    Protocol: when('Secure', 'HTTPS', 'HTTP'),
    Port: when('Secure', 443, 80),
    Certificates: when('Secure', [{ CertificateArn: ref('CertificateArn') }]),
    SslPolicy: when('Secure', tlsPolicy),
  }),
  RedirectListener: {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Condition: 'Secure',
    Properties: {
      LoadBalancerArn: ref('LoadBalancer'),
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    },
  },
  // Without TLS even under a certificate: it is closed but to the probe, who asks for a health path and sends nothing.
  TestListener: listener({ Protocol: 'HTTP', Port: testPort }),
})

/** TLS 1.2 with forward secrecy, and 1.3.
 *  https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const tlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-2021-06'

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
const listener = (properties: Json) => ({
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  Properties: {
    LoadBalancerArn: ref('LoadBalancer'),
    ...properties,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('TargetGroupA') }],
  },
})

/** What goes out is not narrowed: programs call whom they will, and images come from the internet. */
const securityGroup = (description: string, ingress: unknown[]) => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: { GroupDescription: description, VpcId: ref('VpcId'), SecurityGroupIngress: ingress },
})

const fromEverywhere = (port: number) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  CidrIp: '0.0.0.0/0',
  Description: 'Everyone',
})
