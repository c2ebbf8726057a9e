// Where a service goes: the account's default network, or one that was given; checked before a stack is made of it.
import { DescribeSubnetsCommand, DescribeVpcsCommand, type Filter, type Subnet } from '@aws-sdk/client-ec2'
import { Refusal } from '../core/faults.ts'
import type * as infra from '../core/infra.ts'
import type { Customer } from '../core/ports.ts'
import type { CustomersOnly } from './clients.ts'
import { asked } from './fault.ts'

export type Network = (at: Customer, given?: infra.Network) => Promise<infra.Network>

export const network =
  (clients: CustomersOnly): Network =>
  async (at, given) =>
    given ? checked(clients, at, given) : ofDefault(clients, at)

/** https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html */
const ofDefault = async (clients: CustomersOnly, at: Customer): Promise<infra.Network> => {
  const look = new DescribeVpcsCommand({ Filters: [filter('is-default', 'true')] })
  const { Vpcs } = await asked('ec2:DescribeVpcs', () => clients.customer(at).ec2().send(look))
  const vpcId = Vpcs?.[0]?.VpcId
  if (!vpcId)
    throw refused(
      `Account ${at.accountId} has no default VPC in ${at.region}: make one (aws ec2 create-default-vpc --region ${at.region}), or name a VPC with two public subnets`,
    )
  const all = await subnets(clients, at, [filter('vpc-id', vpcId), filter('default-for-az', 'true')])
  const fit = all.filter(one => one.MapPublicIpOnLaunch && !withoutFargate.has(one.AvailabilityZoneId ?? ''))
  if (zonesOf(fit).size < 2)
    throw refused(
      `The default VPC ${vpcId} of account ${at.accountId} in ${at.region} has public default subnets in ${zonesOf(fit).size} zones, and a load balancer needs two: make them (aws ec2 create-default-subnet --availability-zone …), or name a VPC with two public subnets`,
    )
  return { vpcId, subnets: fit.flatMap(one => one.SubnetId ?? []).sort() }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer */
const checked = async (clients: CustomersOnly, at: Customer, given: infra.Network): Promise<infra.Network> => {
  const { vpcId, subnets: own, privateSubnets = [] } = given
  const found = await subnets(clients, at, [filter('subnet-id', ...new Set([...own, ...privateSubnets]))])
  const here = found.filter(one => one.VpcId === vpcId)
  const those = (ids: string[]) => here.filter(one => ids.includes(one.SubnetId ?? ''))
  const lost = [...own, ...privateSubnets].filter(id => those([id]).length === 0)
  if (lost.length > 0)
    throw refused(
      `VPC ${vpcId} of account ${at.accountId} in ${at.region} has no subnet ${lost.join(', ')}: name subnets of that VPC (aws ec2 describe-subnets --filters Name=vpc-id,Values=${vpcId} --region ${at.region})`,
    )
  const foreign = here.filter(one => withoutFargate.has(one.AvailabilityZoneId ?? ''))
  if (foreign.length > 0)
    throw refused(`Fargate does not serve the zone of ${idsOf(foreign)}: name subnets of other zones`)
  const zones = zonesOf(those(own))
  if (zones.size < 2 || zones.size < own.length)
    throw refused(`A load balancer needs subnets in two zones at least, one a zone: ${own.join(', ')} are not`)
  const beyond = those(privateSubnets).filter(one => !zones.has(one.AvailabilityZone))
  if (beyond.length > 0)
    throw refused(
      `The load balancer reaches no task in ${idsOf(beyond)}: private subnets have to be in the zones of ${own.join(', ')}`,
    )
  if (privateSubnets.length > 0 && zonesOf(those(privateSubnets)).size < 2)
    throw refused(`Tasks need private subnets in two zones at least: ${privateSubnets.join(', ')} are not`)
  return given
}

const idsOf = (all: Subnet[]) => all.map(one => one.SubnetId).join(', ')

const subnets = async (clients: CustomersOnly, at: Customer, Filters: Filter[]): Promise<Subnet[]> => {
  const look = new DescribeSubnetsCommand({ Filters: [...Filters, filter('state', 'available')] })
  return (await asked('ec2:DescribeSubnets', () => clients.customer(at).ec2().send(look))).Subnets ?? []
}

/** Zones that Fargate or load balancers do not serve; ids, since names differ from account to account.
 *  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html */
const withoutFargate = new Set(['use1-az3', 'usw1-az2', 'apne1-az3'])

const zonesOf = (all: Subnet[]) => new Set(all.map(one => one.AvailabilityZone))

const filter = (Name: string, ...Values: string[]) => ({ Name, Values })

const refused = (words: string) => new Refusal('ECS_DEPLOYMENT_FAILED', words)
