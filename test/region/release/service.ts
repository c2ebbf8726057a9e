// A service as the template makes it: two tasks of image `a`, production on 50080, test on 59001.
import { names } from '../../../core/names.ts'
import { image, type Stage } from './stage.ts'

export const its = names({ owner: 'panda', repo: 'hello', branch: 'main', environment: 'default' })
export const production = 50_080
export const testing = 59_001

export type Made = { groups: [string, string]; production: string; testing: string }

export const makeService = async (on: Stage, first = 'a', desiredCount = 2): Promise<Made> => {
  const { call } = on
  await call('logs', 'CreateLogGroup', { logGroupName: its.logGroup })
  await call('ecs', 'CreateCluster', { clusterName: its.cluster })
  const { LoadBalancers } = await call<{ LoadBalancers: { LoadBalancerArn: string }[] }>(
    'elbv2',
    'CreateLoadBalancer',
    {
      Name: 'panda-lb',
    },
  )
  const group = async (Name: string) => {
    const input = { Name, Port: 8080, TargetType: 'ip', HealthCheckPath: '/health', HealthCheckIntervalSeconds: '10' }
    const made = await call<{ TargetGroups: { TargetGroupArn: string }[] }>('elbv2', 'CreateTargetGroup', input)
    return made.TargetGroups[0]!.TargetGroupArn
  }
  const groups: [string, string] = [await group('tg-a'), await group('tg-b')]
  const listener = async (Port: number) => {
    const DefaultActions = [{ Type: 'forward', TargetGroupArn: groups[0] }]
    const LoadBalancerArn = LoadBalancers[0]!.LoadBalancerArn
    const input = { LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions }
    const made = await call<{ Listeners: { ListenerArn: string }[] }>('elbv2', 'CreateListener', input)
    return made.Listeners[0]!.ListenerArn
  }
  const listeners = { production: await listener(80), testing: await listener(9001) }
  await call('ecs', 'CreateService', {
    cluster: its.cluster,
    serviceName: its.service,
    deploymentController: { type: 'CODE_DEPLOY' },
    desiredCount,
    taskDefinition: await define(on, first),
    loadBalancers: [{ containerName: 'app', containerPort: '8080', targetGroupArn: groups[0] }],
  })
  await makeReleases(on, listeners)
  return { groups, ...listeners }
}

export const define = async (on: Stage, letter: string): Promise<string> => {
  const { taskDefinition } = await on.call<{ taskDefinition: { taskDefinitionArn: string } }>(
    'ecs',
    'RegisterTaskDefinition',
    {
      family: its.base,
      containerDefinitions: [
        {
          name: 'app',
          image: image(letter),
          portMappings: [{ containerPort: 8080 }],
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': its.logGroup, 'awslogs-stream-prefix': 'ecs' },
          },
        },
      ],
    },
  )
  return taskDefinition.taskDefinitionArn
}

export const release = async (on: Stage, letter: string, description = `panda dep_${letter}`): Promise<string> => {
  const Properties = {
    TaskDefinition: await define(on, letter),
    LoadBalancerInfo: { ContainerName: 'app', ContainerPort: 8080 },
  }
  const content = JSON.stringify({
    version: 0.0,
    Resources: [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }],
  })
  const made = await on.call<{ deploymentId: string }>('codedeploy', 'CreateDeployment', {
    applicationName: its.base,
    deploymentGroupName: its.base,
    description,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
  })
  return made.deploymentId
}

const makeReleases = async (on: Stage, listeners: { production: string; testing: string }) => {
  await on.call('codedeploy', 'CreateApplication', { applicationName: its.base, computePlatform: 'ECS' })
  await on.call('codedeploy', 'CreateDeploymentGroup', {
    applicationName: its.base,
    deploymentGroupName: its.base,
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: '75' },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: '60' },
    },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'] },
    ecsServices: [{ clusterName: its.cluster, serviceName: its.service }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'tg-a' }, { name: 'tg-b' }],
          prodTrafficRoute: { listenerArns: [listeners.production] },
          testTrafficRoute: { listenerArns: [listeners.testing] },
        },
      ],
    },
  })
}
