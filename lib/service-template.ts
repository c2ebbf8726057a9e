// The stack that Panda puts into a customer's account, one a service: plain CloudFormation, read by AWS and by the
// pretend region alike. What a release moves (listener actions, target groups, service, task definition) stands here as
// it is at birth only: CloudFormation would move live traffic if it ever touched those again, so the stack policy denies it.
import { createHash } from 'node:crypto'
import type { Program } from '../core/program.ts'
import { attribute, ref, sub, when } from './references.ts'
import { rollbackAlarms } from './service-alarms.ts'
import { dashboard } from './service-dashboard.ts'
import { balancing, securityGroups } from './service-network.ts'
import { cluster, program } from './service-program.ts'
import { release } from './service-release.ts'
import { roles } from './service-roles.ts'

type Json = Record<string, unknown>

/** The program is only what the first release runs with. */
export const serviceTemplate = (first?: Program): Json => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'A service that Panda releases blue/green. Do not change it by hand: releases own its listeners.',
  Parameters: parameters(),
  Conditions: {
    Secure: given('CertificateArn'),
    FixedProbe: given('ProbeCidr'),
    WithSecrets: given('Secrets'),
    Private: given('PrivateSubnets'),
  },
  Resources: {
    ...cluster(),
    ...roles(),
    ...securityGroups(),
    ...balancing(),
    ...program(first),
    ...release(),
    ...rollbackAlarms('LoadBalancer', ['TargetGroupA', 'TargetGroupB']),
    ...dashboard(),
  },
  Outputs: outputs(),
})

/** Changes when the template does, whatever the order of its keys. */
export const templateHash = () => createHash('sha256').update(stable(serviceTemplate())).digest('hex')

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html */
export const stackPolicy = (): Json => ({
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'Update:*',
      Resource: ownedByReleases.map(id => `LogicalResourceId/${id}`),
    },
  ],
})

const ownedByReleases = [
  'ProductionListener',
  'RedirectListener',
  'TestListener',
  'TargetGroupA',
  'TargetGroupB',
  'TaskDefinition',
  'EcsService',
]

const parameters = () => ({
  Base: { Type: 'String', Description: 'Name of the release application and group, and of the task definition family' },
  Cluster: { Type: 'String' },
  Service: { Type: 'String' },
  LogGroup: { Type: 'String' },
  LogRetentionDays: { Type: 'Number', Default: 90 },
  Image: { Type: 'String', Description: 'The first image, by digest; releases bring the next ones' },
  Port: { Type: 'Number', MinValue: 1, MaxValue: 65535 },
  HealthPath: { Type: 'String', Default: '/health' },
  HealthIntervalSeconds: { Type: 'Number', Default: 10, Description: 'Longer than HealthTimeoutSeconds' },
  HealthTimeoutSeconds: { Type: 'Number', Default: 5 },
  // 60 minutes each; the ready wait outlasts Panda's own wait, so that Panda is the one who decides.
  TerminationWaitMinutes: { Type: 'Number', Default: 60, Description: 'How long blue stays warm after a switch' },
  ReadyWaitMinutes: { Type: 'Number', Default: 75, Description: 'How long a green waits for its switch at most' },
  CertificateArn: {
    Type: 'String',
    Default: '',
    Description: 'A certificate of ACM in this region: HTTPS, and a redirect from HTTP. HTTP only if empty',
  },
  VpcId: { Type: 'AWS::EC2::VPC::Id' },
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
  PrivateSubnets: {
    Type: 'String',
    Default: '',
    Description: 'Where its tasks are, with commas, without public addresses. Where the load balancer is if empty',
  },
  // Kept as a parameter: a changed stack tag would be a change of every resource, the denied ones included.
  TemplateHash: { Type: 'String', Default: '', Description: 'Which template this is' },
  Secrets: {
    Type: 'String',
    Default: '',
    Description: 'OWNER/REPO/ENVIRONMENT, whose secrets its tasks may be given. None if empty',
  },
  ProbeCidr: {
    Type: 'String',
    Default: '',
    Description: 'Who may always reach the test listener; nobody if empty, and the probe opens it when it needs to',
  },
})

const given = (parameter: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [ref(parameter), ''] }] })

const outputs = () => ({
  TemplateHash: { Value: ref('TemplateHash') },
  ClusterName: { Value: ref('EcsCluster') },
  ServiceName: { Value: attribute('EcsService', 'Name') },
  ServiceArn: { Value: ref('EcsService') },
  LoadBalancerArn: { Value: ref('LoadBalancer') },
  BalancerSecurityGroupId: { Value: attribute('BalancerSecurityGroup', 'GroupId') },
  ProductionListenerArn: { Value: ref('ProductionListener') },
  TestListenerArn: { Value: ref('TestListener') },
  TargetGroupArnA: { Value: ref('TargetGroupA') },
  TargetGroupArnB: { Value: ref('TargetGroupB') },
  TaskRoleArn: { Value: attribute('TaskRole', 'Arn') },
  ExecutionRoleArn: { Value: attribute('ExecutionRole', 'Arn') },
  Url: {
    Description: 'The name in the certificate leads here by a CNAME or alias that is yours to make',
    Value: when('Secure', sub(`https://\${LoadBalancer.DNSName}`), sub(`http://\${LoadBalancer.DNSName}`)),
  },
})

const stable = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
