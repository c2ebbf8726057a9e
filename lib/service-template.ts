// The stack that Panda puts into a customer's account, one a service: plain CloudFormation, read by AWS and by the
// pretend region alike. What a release moves (listener actions, target groups, service, task definition) stands here as
// it is at birth only: CloudFormation would move live traffic if it ever touched those again, so the stack policy denies it.
import { createHash } from 'node:crypto'
import { attribute, ref } from './references.ts'
import { rollbackAlarms } from './service-alarms.ts'
import { balancing, network } from './service-network.ts'

type Json = Record<string, unknown>

export const serviceTemplate = (): Json => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'A service that Panda releases blue/green. Do not change it by hand: releases own its listeners.',
  Parameters: parameters(),
  Resources: {
    ...cluster(),
    ...roles(),
    ...network(),
    ...balancing(),
    ...program(),
    ...release(),
    ...rollbackAlarms('LoadBalancer', ['TargetGroupA', 'TargetGroupB']),
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
  Image: { Type: 'String', Description: 'The first image, by digest; releases bring the next ones' },
  Port: { Type: 'Number', MinValue: 1, MaxValue: 65535 },
  HealthPath: { Type: 'String', Default: '/health' },
  HealthIntervalSeconds: { Type: 'Number', Default: 10, Description: 'Longer than HealthTimeoutSeconds' },
  HealthTimeoutSeconds: { Type: 'Number', Default: 5 },
  // 60 minutes each; the ready wait outlasts Panda's own wait, so that Panda is the one who decides.
  TerminationWaitMinutes: { Type: 'Number', Default: 60, Description: 'How long blue stays warm after a switch' },
  ReadyWaitMinutes: { Type: 'Number', Default: 75, Description: 'How long a green waits for its switch at most' },
  VpcId: { Type: 'AWS::EC2::VPC::Id' },
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
  // Kept as a parameter: a changed stack tag would be a change of every resource, the denied ones included.
  TemplateHash: { Type: 'String', Default: '', Description: 'Which template this is' },
  // Loopback never arrives at a load balancer: closed to everyone until the probe's address is given.
  ProbeCidr: { Type: 'String', Default: '127.0.0.1/32', Description: 'Who may reach the test listener' },
})

const cluster = () => ({
  EcsCluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: ref('Cluster') } },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: ref('LogGroup'), RetentionInDays: 90 } },
})

const roles = () => ({
  ExecutionRole: role('ecs-tasks.amazonaws.com', ['service-role/AmazonECSTaskExecutionRolePolicy']),
  /** The program's own role: it may do nothing until the customer gives it more. */
  TaskRole: role('ecs-tasks.amazonaws.com', []),
  ReleaseRole: role('codedeploy.amazonaws.com', ['AWSCodeDeployRoleForECS']),
})

const program = () => ({
  TaskDefinition: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: ref('Base'),
      Cpu: '256',
      Memory: '512',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      ExecutionRoleArn: attribute('ExecutionRole', 'Arn'),
      TaskRoleArn: attribute('TaskRole', 'Arn'),
      ContainerDefinitions: [container()],
    },
  },
  EcsService: {
    Type: 'AWS::ECS::Service',
    // ECS refuses a target group that no listener leads to.
    DependsOn: ['ProductionListener', 'TestListener'],
    Properties: {
      Cluster: ref('EcsCluster'),
      ServiceName: ref('Service'),
      LaunchType: 'FARGATE',
      DeploymentController: { Type: 'CODE_DEPLOY' },
      // The release scales it up, so that the stack gets stable whether the program is healthy or not.
      DesiredCount: 0,
      HealthCheckGracePeriodSeconds: 60,
      TaskDefinition: ref('TaskDefinition'),
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: ref('Port'), TargetGroupArn: ref('TargetGroupA') }],
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          // In public subnets without a NAT gateway the image is reachable no other way.
          AssignPublicIp: 'ENABLED',
          SecurityGroups: [attribute('TaskSecurityGroup', 'GroupId')],
          Subnets: ref('Subnets'),
        },
      },
    },
  },
})

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-ecs.html */
const release = () => ({
  Application: {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ApplicationName: ref('Base'), ComputePlatform: 'ECS' },
  },
  ReleaseGroup: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: ref('Application'),
      DeploymentGroupName: ref('Base'),
      ServiceRoleArn: attribute('ReleaseRole', 'Arn'),
      DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      BlueGreenDeploymentConfiguration: {
        DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: ref('ReadyWaitMinutes') },
        TerminateBlueInstancesOnDeploymentSuccess: {
          Action: 'TERMINATE',
          TerminationWaitTimeInMinutes: ref('TerminationWaitMinutes'),
        },
      },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      AlarmConfiguration: {
        Enabled: true,
        Alarms: ['NoHealthyHosts', 'SlowAnswers', 'ServerErrors', 'UnhealthyHosts'].map(id => ({ Name: ref(id) })),
      },
      ECSServices: [{ ClusterName: ref('EcsCluster'), ServiceName: attribute('EcsService', 'Name') }],
      LoadBalancerInfo: {
        TargetGroupPairInfoList: [
          {
            TargetGroups: ['TargetGroupA', 'TargetGroupB'].map(id => ({ Name: attribute(id, 'TargetGroupName') })),
            ProdTrafficRoute: { ListenerArns: [ref('ProductionListener')] },
            TestTrafficRoute: { ListenerArns: [ref('TestListener')] },
          },
        ],
      },
    },
  },
})

const outputs = () => ({
  TemplateHash: { Value: ref('TemplateHash') },
  ClusterName: { Value: ref('EcsCluster') },
  ServiceName: { Value: attribute('EcsService', 'Name') },
  ServiceArn: { Value: ref('EcsService') },
  LoadBalancerArn: { Value: ref('LoadBalancer') },
  ProductionListenerArn: { Value: ref('ProductionListener') },
  TestListenerArn: { Value: ref('TestListener') },
  TargetGroupArnA: { Value: ref('TargetGroupA') },
  TargetGroupArnB: { Value: ref('TargetGroupB') },
  TaskRoleArn: { Value: attribute('TaskRole', 'Arn') },
  ExecutionRoleArn: { Value: attribute('ExecutionRole', 'Arn') },
})

const container = () => ({
  Name: 'app',
  Image: ref('Image'),
  Essential: true,
  PortMappings: [{ ContainerPort: ref('Port'), Protocol: 'tcp' }],
  Environment: [{ Name: 'PORT', Value: ref('Port') }],
  LogConfiguration: {
    LogDriver: 'awslogs',
    Options: {
      'awslogs-group': ref('Logs'),
      'awslogs-region': ref('AWS::Region'),
      'awslogs-stream-prefix': 'app',
    },
  },
})

const role = (service: string, policies: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    ...(policies.length > 0 && {
      ManagedPolicyArns: policies.map(name => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` })),
    }),
  },
})

const stable = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
