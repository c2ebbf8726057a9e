// The program: where it runs, what it is run as, and what it says.
import { type Program, usualProgram } from '../core/program.ts'
import { attribute, ref, split, when } from './references.ts'

export const cluster = () => ({
  // Container Insights would cost more than the cluster: the load balancer's and ECS's own figures are enough.
  EcsCluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: ref('Cluster') } },
  Logs: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: ref('LogGroup'), RetentionInDays: ref('LogRetentionDays') },
  },
})

/** What the first release runs with stands here as it is: no parameter takes a list of names and values. */
export const program = ({ cpu, memory, variables, secrets = {} }: Program = usualProgram) => ({
  TaskDefinition: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: ref('Base'),
      Cpu: String(cpu ?? 256),
      Memory: String(memory ?? 512),
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      ExecutionRoleArn: attribute('ExecutionRole', 'Arn'),
      TaskRoleArn: attribute('TaskRole', 'Arn'),
      ContainerDefinitions: [container(variables, secrets)],
      ...(cpu !== null && { Tags: [{ Key: 'panda:cpu', Value: String(cpu) }] }),
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
          AssignPublicIp: when('Private', 'DISABLED', 'ENABLED'),
          SecurityGroups: [attribute('TaskSecurityGroup', 'GroupId')],
          Subnets: when('Private', split(ref('PrivateSubnets')), ref('Subnets')),
        },
      },
    },
  },
})

const container = (variables: Program['variables'], secrets: Program['variables']) => ({
  Name: 'app',
  Image: ref('Image'),
  Essential: true,
  PortMappings: [{ ContainerPort: ref('Port'), Protocol: 'tcp' }],
  Environment: [
    { Name: 'PORT', Value: ref('Port') },
    ...Object.entries(variables).map(([Name, Value]) => ({ Name, Value })),
  ],
  // An empty list would be another task definition than those that stand already.
  ...(Object.keys(secrets).length > 0 && {
    Secrets: Object.entries(secrets).map(([Name, ValueFrom]) => ({ Name, ValueFrom })),
  }),
  LogConfiguration: {
    LogDriver: 'awslogs',
    Options: {
      'awslogs-group': ref('Logs'),
      'awslogs-region': ref('AWS::Region'),
      'awslogs-stream-prefix': 'app',
    },
  },
})
