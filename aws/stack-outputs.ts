import type { Stack } from '@aws-sdk/client-cloudformation'
import { DescribeListenersCommand, DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { CloudFault } from '../core/faults.ts'
import type { Network } from '../core/infra.ts'
import type { Customer, StackOutputs } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked } from './fault.ts'

export const outputsOf = async (
  clients: Pick<Clients, 'customer'>,
  at: Customer,
  stack: Stack,
): Promise<StackOutputs> => {
  const outputIfAny = (name: string) => stack.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue
  const output = (name: string) => {
    const value = outputIfAny(name)
    if (!value)
      throw new CloudFault('invalid', 'cloudformation:DescribeStacks', `${stack.StackName} has no output ${name}`)
    return value
  }
  const balancerSecurityGroupId = outputIfAny('BalancerSecurityGroupId')
  const secrets = parameter(stack, 'Secrets')
  const network = networkOf(stack)
  const listeners = { url: output('ProductionListenerArn'), testUrl: output('TestListenerArn') }
  return {
    clusterName: output('ClusterName'),
    serviceName: output('ServiceName'),
    serviceArn: output('ServiceArn'),
    productionListenerArn: listeners.url,
    testListenerArn: listeners.testUrl,
    targetGroupArns: [output('TargetGroupArnA'), output('TargetGroupArnB')],
    taskRoleArn: output('TaskRoleArn'),
    executionRoleArn: output('ExecutionRoleArn'),
    ...(balancerSecurityGroupId && { balancerSecurityGroupId }),
    ...(secrets && { secrets }),
    ...(network && { network }),
    ...(await addresses(clients, at, output('LoadBalancerArn'), listeners)),
  }
}

const networkOf = (stack: Stack): Network | undefined => {
  const [vpcId, subnets, privateSubnets] = ['VpcId', 'Subnets', 'PrivateSubnets'].map(name => parameter(stack, name))
  if (!vpcId || !subnets) return undefined
  return { vpcId, subnets: subnets.split(','), ...(privateSubnets && { privateSubnets: privateSubnets.split(',') }) }
}

const parameter = (stack: Stack, name: string) =>
  stack.Parameters?.find(({ ParameterKey }) => ParameterKey === name)?.ParameterValue

/** Asked of the load balancer itself: what its listeners really listen on is known there only. */
const addresses = async (
  clients: Pick<Clients, 'customer'>,
  at: Customer,
  balancer: string,
  listeners: { url: string; testUrl: string },
): Promise<Pick<StackOutputs, 'url' | 'testUrl' | 'certificateArn'>> => {
  const elbv2 = clients.customer(at).elbv2()
  const [{ LoadBalancers }, { Listeners }] = await Promise.all([
    asked('elasticloadbalancing:DescribeLoadBalancers', () =>
      elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [balancer] })),
    ),
    asked('elasticloadbalancing:DescribeListeners', () =>
      elbv2.send(new DescribeListenersCommand({ LoadBalancerArn: balancer })),
    ),
  ])
  const host = LoadBalancers?.[0]?.DNSName
  const address = (arn: string) => {
    const { Port, Protocol = 'HTTP' } = Listeners?.find(one => one.ListenerArn === arn) ?? {}
    if (!host || !Port)
      throw new CloudFault('missing', 'elasticloadbalancing:DescribeListeners', `Listener ${arn} has no address`)
    return `${Protocol.toLowerCase()}://${host}${Port === usualPorts[Protocol] ? '' : `:${Port}`}`
  }
  // The listener's own, whatever the stack was made with: somebody may have given it another.
  const production = Listeners?.find(one => one.ListenerArn === listeners.url)
  const certificateArn = production?.Certificates?.[0]?.CertificateArn
  return {
    url: address(listeners.url),
    testUrl: address(listeners.testUrl),
    ...(certificateArn && { certificateArn }),
  }
}

const usualPorts: Record<string, number> = { HTTP: 80, HTTPS: 443 }
