// Successes in XML: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html. Lists are of <member>, but EC2's of <item>.
import { templateHash } from '../../../lib/service-template.ts'
import { account, group, listener, operations, region, shop } from './operations.ts'
import type { Said } from './said.ts'
import { ec2, xml } from './shapes.ts'

const members = (items: string[]) => items.map(item => `<member>${item}</member>`).join('')
const pairs = (of: Record<string, string>, key: string, value: string) =>
  members(Object.entries(of).map(([k, v]) => `<${key}>${k}</${key}><${value}>${v}</${value}>`))

const balancer = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/shop/50dc6c495c0c9188`
const host = `shop-1.${region}.elb.amazonaws.com`
const outputs = {
  ClusterName: shop.cluster,
  ServiceName: shop.service,
  ServiceArn: 'arn:service',
  ProductionListenerArn: listener,
  TestListenerArn: `${listener}-test`,
  TargetGroupArnA: `${group}-a`,
  TargetGroupArnB: `${group}-b`,
  TaskRoleArn: 'arn:task',
  ExecutionRoleArn: 'arn:execution',
  LoadBalancerArn: balancer,
}

const stack = xml(
  'DescribeStacks',
  `<Stacks><member>
     <StackName>${shop.stack}</StackName><StackId>arn:stack</StackId><StackStatus>CREATE_COMPLETE</StackStatus>
     <CreationTime>2026-11-20T10:00:00.123Z</CreationTime>
     <Parameters>${pairs({ TemplateHash: templateHash() }, 'ParameterKey', 'ParameterValue')}</Parameters>
     <Outputs>${pairs(outputs, 'OutputKey', 'OutputValue')}</Outputs>
     <Tags>${pairs(shop.tags, 'Key', 'Value')}</Tags>
   </member></Stacks>`,
)
const balancers = xml(
  'DescribeLoadBalancers',
  `<LoadBalancers><member><LoadBalancerArn>${balancer}</LoadBalancerArn><DNSName>${host}</DNSName></member></LoadBalancers>`,
)
const weights = members(
  Object.entries({ [`${group}-a`]: 0, [`${group}-b`]: 100 }).map(
    ([arn, weight]) => `<TargetGroupArn>${arn}</TargetGroupArn><Weight>${weight}</Weight>`,
  ),
)
const listeners = xml(
  'DescribeListeners',
  `<Listeners>${members([
    `<ListenerArn>${listener}</ListenerArn><Port>80</Port><Protocol>HTTP</Protocol><DefaultActions><member><Type>forward</Type><Order>1</Order>
     <ForwardConfig><TargetGroups>${weights}</TargetGroups></ForwardConfig></member></DefaultActions>`,
    `<ListenerArn>${listener}-test</ListenerArn><Port>9001</Port><Protocol>HTTP</Protocol>`,
  ])}</Listeners>`,
)
const health = xml(
  'DescribeTargetHealth',
  `<TargetHealthDescriptions>${members([
    '<Target><Id>10.0.0.7</Id><Port>8080</Port></Target><HealthCheckPort>8080</HealthCheckPort><TargetHealth><State>healthy</State></TargetHealth>',
    `<Target><Id>10.0.1.9</Id><Port>8080</Port></Target><TargetHealth><State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason>
     <Description>Health checks failed with these codes: [502]</Description></TargetHealth>`,
  ])}</TargetHealthDescriptions>`,
)

export const saidInXml: Said[] = [
  {
    client: 'sts',
    says: {
      GetCallerIdentity: xml(
        'GetCallerIdentity',
        `<Arn>arn:aws:iam::${account}:user/panda</Arn><UserId>AIDA1</UserId><Account>${account}</Account>`,
      ),
    },
    ask: operations['accounts.whoAmI'],
    answers: { ok: true, accountId: account },
  },
  {
    client: 'cloudformation',
    says: { DescribeStacks: stack, DescribeLoadBalancers: balancers, DescribeListeners: listeners },
    ask: operations['infrastructure.look'],
    answers: {
      state: 'ready',
      templateHash: templateHash(),
      outputs: {
        clusterName: shop.cluster,
        targetGroupArns: [`${group}-a`, `${group}-b`],
        url: `http://${host}`,
        testUrl: `http://${host}:9001`,
      },
    },
  },
  {
    client: 'elbv2',
    says: { DescribeListeners: listeners },
    ask: operations['releases.routedTo'],
    answers: `${group}-b`,
  },
  {
    client: 'elbv2',
    says: { DescribeTargetHealth: health },
    ask: operations['releases.targets'],
    answers: [
      { id: '10.0.0.7:8080', state: 'healthy' },
      {
        id: '10.0.1.9:8080',
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch: Health checks failed with these codes: [502]',
      },
    ],
  },
  {
    client: 'ec2',
    says: {
      DescribeSecurityGroupRules: ec2('DescribeSecurityGroupRules', '<securityGroupRuleSet/>'),
      AuthorizeSecurityGroupIngress: ec2('AuthorizeSecurityGroupIngress', '<return>true</return>'),
    },
    ask: operations['probeDoor.open'],
    answers: 'opened',
  },
  {
    client: 'sns',
    says: {
      CreateTopic: xml('CreateTopic', '<TopicArn>arn:topic</TopicArn>'),
      Subscribe: xml('Subscribe', '<SubscriptionArn>pending confirmation</SubscriptionArn>'),
    },
    ask: operations['mail.subscribe'],
    answers: 'arn:topic',
  },
]
