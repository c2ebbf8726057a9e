import type {
  CreateLoadBalancerCommandInput,
  DeleteLoadBalancerCommandInput,
  DescribeLoadBalancersCommandInput,
  LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { AwsError } from '../aws-error.ts'
import type { Caller, Commands, Kernel } from '../kernel.ts'
import { type BalancerRecord, type Balancing, balancingArn, tagsOf } from './records.ts'

export const balancerCommands = (kernel: Kernel, { balancers, listeners }: Balancing): Commands => ({
  // The same name again is refused unless everything is the same; here always, as nobody relies on the former.
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  async CreateLoadBalancer(input: CreateLoadBalancerCommandInput, caller: Caller) {
    const name = input.Name ?? ''
    if (balancers.of(caller).some(one => one.name === name))
      throw new AwsError('DuplicateLoadBalancerNameException', `A load balancer with the name '${name}' already exists`)
    const record: BalancerRecord = {
      arn: balancingArn(caller, `loadbalancer/app/${name}/${kernel.random.hex(8)}`),
      name,
      scheme: input.Scheme ?? 'internet-facing',
      subnets: input.Subnets ?? [],
      securityGroups: input.SecurityGroups ?? [],
      createdAt: kernel.timeline.now(),
      tags: tagsOf(input.Tags),
    }
    balancers.put(caller, record.arn, record)
    return { LoadBalancers: [shown(record)] }
  },

  async DescribeLoadBalancers(input: DescribeLoadBalancersCommandInput, caller: Caller) {
    const all = balancers.of(caller)
    const wanted = [...(input.LoadBalancerArns ?? []), ...(input.Names ?? [])]
    if (wanted.length === 0) return { LoadBalancers: all.map(shown) }
    const found = wanted.map(id => all.find(one => one.arn === id || one.name === id))
    if (found.includes(undefined))
      throw new AwsError('LoadBalancerNotFoundException', `Load balancers '[${wanted.join(', ')}]' not found`)
    return { LoadBalancers: found.flatMap(one => (one ? [shown(one)] : [])) }
  },

  // Its listeners go with it; deleting what is not there succeeds.
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
  async DeleteLoadBalancer(input: DeleteLoadBalancerCommandInput, caller: Caller) {
    const arn = input.LoadBalancerArn ?? ''
    for (const listener of listeners.of(caller).filter(one => one.balancerArn === arn)) {
      listeners.remove(caller, listener.arn)
      await kernel.world.wires.close(listener.arn)
    }
    balancers.remove(caller, arn)
    return {}
  },
})

/** Everything listens on loopback: the address is the same for all, only the listeners' ports differ. */
const shown = (record: BalancerRecord): LoadBalancer => ({
  LoadBalancerArn: record.arn,
  LoadBalancerName: record.name,
  DNSName: '127.0.0.1',
  CanonicalHostedZoneId: 'Z0LOCAL',
  CreatedTime: new Date(record.createdAt),
  Scheme: record.scheme === 'internal' ? 'internal' : 'internet-facing',
  State: { Code: 'active' },
  Type: 'application',
  SecurityGroups: record.securityGroups,
})
