// What a release stands on, made by hand and small: a load balancer, a cluster with an empty service, CodeDeploy's group.
import {
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  DeleteDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy'
import { DescribeSubnetsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AttachRolePolicyCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import { releases } from '../../aws/releases/releases.ts'
import { type Names, names } from '../../core/names.ts'
import type { Place } from './place.ts'
import { madeRole } from './role.ts'
import { type Later, soon } from './suite.ts'

export type Balancer = { groups: [string, string]; listeners: [string, string]; subnets: string[] }

export const wireNames = (on: Place): Names =>
  names({ owner: 'panda-wire', repo: on.name().slice(-8), branch: 'main', environment: 'default' })

export const madeBalancer = async (on: Place, later: Later): Promise<Balancer> => {
  const { clients, at, name } = on
  const elbv2 = clients.customer(at).elbv2()
  const { vpcId, subnets } = await defaultNetwork(on)
  const group = async (Name = name()) => {
    const { TargetGroups } = await elbv2.send(
      new CreateTargetGroupCommand({
        Name,
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: vpcId,
        TargetType: 'ip',
        HealthCheckPath: '/',
      }),
    )
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? ''
    // Not while a listener that was just taken away is still seen.
    later(`target group ${Name}`, () => soon(() => elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn }))))
    return TargetGroupArn
  }
  const groups: [string, string] = [await group(), await group()]
  const Name = name()
  const make = new CreateLoadBalancerCommand({ Name, Subnets: subnets, Scheme: 'internal', Type: 'application' })
  const LoadBalancerArn = (await elbv2.send(make)).LoadBalancers?.[0]?.LoadBalancerArn ?? ''
  later(`load balancer ${Name}`, () => elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })))
  const listener = async (Port: number, TargetGroupArn: string) => {
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }]
    const command = new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions })
    const ListenerArn = (await elbv2.send(command)).Listeners?.[0]?.ListenerArn ?? ''
    later(`listener ${Port} of ${Name}`, () => elbv2.send(new DeleteListenerCommand({ ListenerArn })))
    return ListenerArn
  }
  return { groups, listeners: [await listener(80, groups[0]), await listener(9001, groups[1])], subnets }
}

const defaultNetwork = async ({ clients, at }: Place) => {
  const ec2 = clients.customer(at).ec2()
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }))
  const vpcId = Vpcs?.[0]?.VpcId
  if (!vpcId) throw new Error('There is no default VPC')
  const { Subnets = [] } = await ec2.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  )
  return { vpcId, subnets: Subnets.slice(0, 2).map(one => one.SubnetId ?? '') }
}

/** A revision that nothing runs of: the image is nowhere. */
export const registered = async (on: Place, its: Names, deploymentId: string, later: Later): Promise<string> => {
  const { clients, at } = on
  const roleArn = await madeRole(on, 'ecs-tasks.amazonaws.com', later)
  const image = `${at.accountId}.dkr.ecr.${at.region}.amazonaws.com/panda-wire@sha256:${'0'.repeat(64)}`
  const wish = { names: its, deploymentId, image, port: 8080, taskRoleArn: roleArn, executionRoleArn: roleArn }
  const taskDefinition = await releases(clients).register(at, wish)
  const ecs = clients.customer(at).ecs()
  later(`revision ${taskDefinition}`, () => ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition })))
  return taskDefinition
}

/** A service of no tasks, whose releases CodeDeploy does. */
export const madeService = async (on: Place, its: Names, balancer: Balancer, taskDefinition: string, later: Later) => {
  const ecs = on.clients.customer(on.at).ecs()
  const { cluster, service } = its
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }))
  // Services that were just taken away are still in it for a while.
  later(`cluster ${cluster}`, () => soon(() => ecs.send(new DeleteClusterCommand({ cluster })), 120))
  const make = new CreateServiceCommand({
    cluster,
    serviceName: service,
    taskDefinition,
    desiredCount: 0,
    launchType: 'FARGATE',
    deploymentController: { type: 'CODE_DEPLOY' },
    networkConfiguration: { awsvpcConfiguration: { subnets: balancer.subnets } },
    loadBalancers: [{ targetGroupArn: balancer.groups[0], containerName: 'app', containerPort: 8080 }],
  })
  await soon(() => ecs.send(make))
  later(`service ${service}`, () => ecs.send(new DeleteServiceCommand({ cluster, service, force: true })))
}

export const madeGroup = async (on: Place, its: Names, balancer: Balancer, later: Later) => {
  const { clients, at } = on
  const codedeploy = clients.customer(at).codedeploy()
  const iam = clients.customer(at).iam()
  const serviceRoleArn = await madeRole(on, 'codedeploy.amazonaws.com', later)
  const policy = {
    RoleName: serviceRoleArn.split('/')[1],
    PolicyArn: 'arn:aws:iam::aws:policy/AWSCodeDeployRoleForECS',
  }
  await iam.send(new AttachRolePolicyCommand(policy))
  later(`policy of ${policy.RoleName}`, () => iam.send(new DetachRolePolicyCommand(policy)))
  const applicationName = its.base
  await codedeploy.send(new CreateApplicationCommand({ applicationName, computePlatform: 'ECS' }))
  later(`application ${applicationName}`, () => codedeploy.send(new DeleteApplicationCommand({ applicationName })))
  const make = new CreateDeploymentGroupCommand({
    applicationName,
    deploymentGroupName: its.base,
    serviceRoleArn,
    deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    blueGreenDeploymentConfiguration: {
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 10 },
      terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 10 },
    },
    ecsServices: [{ clusterName: its.cluster, serviceName: its.service }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: balancer.groups.map(arn => ({ name: arn.split('/')[1] })),
          prodTrafficRoute: { listenerArns: [balancer.listeners[0]] },
          testTrafficRoute: { listenerArns: [balancer.listeners[1]] },
        },
      ],
    },
  })
  await soon(() => codedeploy.send(make))
  const remove = new DeleteDeploymentGroupCommand({ applicationName, deploymentGroupName: its.base })
  later(`deployment group ${its.base}`, () => codedeploy.send(remove))
}
