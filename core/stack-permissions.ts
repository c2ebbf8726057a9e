// What CloudFormation does in a customer's account with Panda's rights, by the resource types of a service's stack
// (lib/service-template.ts). Nothing of this can be called but by way of a stack, and Panda's stacks are called panda-….
import { type Condition, type Permission, viaStack } from './permission.ts'
import { secretsPolicy } from './secrets.ts'

const named = (service: string, ...names: string[]) => names.map(name => `${service}:${name}`)
const elb = (...names: string[]) => named('elasticloadbalancing', ...names)

/** Reads that know no resource. */
const reads = (why: string, ...actions: string[]): Permission => ({ why, actions, on: ['*'], when: viaStack })
const writes = (why: string, on: string[], ...actions: string[]): Permission => ({ why, actions, on, when: viaStack })

/** CloudFormation names roles and alarms after their stack. */
const roles = ['iam::{account}:role/panda-*']
const loadBalancers = ['elasticloadbalancing:*:{account}:loadbalancer/app/*']
const targetGroups = ['elasticloadbalancing:*:{account}:targetgroup/*']
const listeners = ['elasticloadbalancing:*:{account}:listener/app/*']
const securityGroups = ['ec2:*:{account}:security-group/*']
const securityGroupRules = ['ec2:*:{account}:security-group-rule/*']
const dashboards = ['cloudwatch::{account}:dashboard/panda-*']
const alarms = ['cloudwatch:*:{account}:alarm:panda-*']

/** No other managed policy can be given to any role: two of AWS's, and one that the customer has made and Panda cannot change. */
const knownPolicies: Condition = {
  ArnLike: {
    'iam:PolicyARN': [
      ...['AWSCodeDeployRoleForECS', 'service-role/AmazonECSTaskExecutionRolePolicy'].map(
        name => `arn:*:iam::aws:policy/${name}`,
      ),
      `arn:*:iam::*:policy/${secretsPolicy}`,
    ],
  },
}

/** The first service of its kind in an account: https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html */
const firstOfItsKind = (service: string): Permission => ({
  why: `The first use of ${service} makes its own role`,
  actions: ['iam:CreateServiceLinkedRole'],
  on: [`iam::{account}:role/aws-service-role/${service}/*`],
  when: { StringEquals: { 'iam:AWSServiceName': [service] } },
})

export const stackPermissions: Record<string, Permission[]> = {
  'AWS::ECS::Cluster': [
    writes(
      'The cluster',
      ['ecs:*:{account}:cluster/*-cluster'],
      ...named('ecs', 'CreateCluster', 'DescribeClusters', 'DeleteCluster', 'TagResource', 'ListTagsForResource'),
    ),
    firstOfItsKind('ecs.amazonaws.com'),
  ],
  'AWS::Logs::LogGroup': [
    writes(
      'The log group',
      ['logs:*:{account}:log-group:/ecs/*'],
      ...named('logs', 'CreateLogGroup', 'DeleteLogGroup', 'PutRetentionPolicy', 'TagResource', 'ListTagsForResource'),
    ),
    reads('The log group', 'logs:DescribeLogGroups'),
  ],
  'AWS::IAM::Role': [
    writes(
      'The roles of tasks and releases',
      roles,
      ...named('iam', 'CreateRole', 'GetRole', 'DeleteRole', 'TagRole', 'ListRolePolicies', 'ListAttachedRolePolicies'),
    ),
    {
      why: 'What CodeDeploy and ECS need: these policies and no other',
      actions: named('iam', 'AttachRolePolicy', 'DetachRolePolicy'),
      on: roles,
      when: { ...viaStack, ...knownPolicies },
    },
  ],
  'AWS::EC2::SecurityGroup': [
    writes(
      'Security groups, in their network',
      [...securityGroups, 'ec2:*:{account}:vpc/*'],
      'ec2:CreateSecurityGroup',
    ),
    writes(
      'Security groups',
      [...securityGroups, ...securityGroupRules],
      ...named('ec2', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress'),
      ...named('ec2', 'RevokeSecurityGroupEgress', 'DeleteSecurityGroup', 'CreateTags'),
    ),
    reads('Security groups, and the network that is given', ...named('ec2', 'DescribeSecurityGroups', 'DescribeVpcs')),
  ],
  'AWS::EC2::SecurityGroupIngress': [
    writes(
      'Where the probe has an address of its own: its way to the test listener',
      [...securityGroups, ...securityGroupRules],
      ...named('ec2', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'),
    ),
    reads('That way', 'ec2:DescribeSecurityGroupRules'),
  ],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    writes(
      'The load balancer',
      loadBalancers,
      ...elb('CreateLoadBalancer', 'DeleteLoadBalancer', 'ModifyLoadBalancerAttributes', 'SetSecurityGroups'),
      ...elb('SetSubnets', 'AddTags'),
    ),
    reads(
      'The load balancer, and the network it gets',
      ...elb('DescribeLoadBalancers', 'DescribeLoadBalancerAttributes', 'DescribeTags'),
      ...named('ec2', 'DescribeSubnets', 'DescribeInternetGateways', 'DescribeAccountAttributes'),
    ),
    firstOfItsKind('elasticloadbalancing.amazonaws.com'),
  ],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [
    writes(
      'Target groups',
      targetGroups,
      ...elb('CreateTargetGroup', 'DeleteTargetGroup', 'ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'AddTags'),
    ),
    reads('Target groups', ...elb('DescribeTargetGroups', 'DescribeTargetGroupAttributes')),
  ],
  'AWS::ElasticLoadBalancingV2::Listener': [
    writes('Listeners, at their load balancer', loadBalancers, ...elb('CreateListener')),
    writes('Listeners', listeners, ...elb('DeleteListener', 'ModifyListener', 'ModifyListenerAttributes', 'AddTags')),
    reads('Listeners', ...elb('DescribeListeners', 'DescribeListenerAttributes')),
  ],
  'AWS::ECS::TaskDefinition': [
    writes(
      'The first task definition',
      ['ecs:*:{account}:task-definition/*'],
      ...named('ecs', 'RegisterTaskDefinition'),
    ),
    writes('The first task definition', ['ecs:*:{account}:task-definition/*'], ...named('ecs', 'TagResource')),
    // ECS knows no resource for taking one out of use either.
    reads('The first task definition', ...named('ecs', 'DescribeTaskDefinition', 'DeregisterTaskDefinition')),
  ],
  'AWS::ECS::Service': [
    writes(
      'The service',
      ['ecs:*:{account}:service/*-cluster/*-service'],
      ...named('ecs', 'CreateService', 'DescribeServices', 'UpdateService', 'DeleteService', 'TagResource'),
      ...named('ecs', 'ListTagsForResource'),
    ),
  ],
  'AWS::CodeDeploy::Application': [
    writes(
      'The release application',
      ['codedeploy:*:{account}:application:*'],
      ...named('codedeploy', 'CreateApplication', 'GetApplication', 'DeleteApplication', 'TagResource'),
      ...named('codedeploy', 'ListTagsForResource'),
    ),
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    writes(
      'The release group',
      ['codedeploy:*:{account}:deploymentgroup:*/*'],
      ...named('codedeploy', 'CreateDeploymentGroup', 'GetDeploymentGroup', 'UpdateDeploymentGroup'),
      ...named('codedeploy', 'DeleteDeploymentGroup', 'TagResource', 'ListTagsForResource'),
    ),
  ],
  'AWS::CloudWatch::Dashboard': [
    writes('The dashboard', dashboards, ...named('cloudwatch', 'PutDashboard', 'GetDashboard', 'DeleteDashboards')),
  ],
  'AWS::CloudWatch::Alarm': [
    writes(
      'The alarms that take a release back',
      alarms,
      ...named('cloudwatch', 'PutMetricAlarm', 'DeleteAlarms', 'DescribeAlarms', 'TagResource', 'ListTagsForResource'),
    ),
  ],
}
