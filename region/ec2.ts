// EC2, as far as a load balancer needs it: a default network, and security groups whose rules are kept and filter nothing.
import { AwsError } from './aws-error.ts'
import type { Caller, Commands, Service } from './kernel.ts'
import { rows } from './rows.ts'
import { type GroupRow, ruleCommands, type SecurityGroup } from './security-group-rules.ts'

type Filter = { Name?: string; Values?: string[] }

export const ec2: Service = kernel => {
  const groups: GroupRow = rows<SecurityGroup>(kernel, 'ec2.securityGroups')
  return {
    commands: {
      ...network,
      async CreateSecurityGroup(input: { GroupName: string; Description: string; VpcId?: string }, caller: Caller) {
        const GroupId = `sg-${kernel.random.hex(9).slice(-17)}`
        const { GroupName, Description, VpcId = vpcOf(caller) } = input
        groups.put(caller, GroupId, { GroupId, GroupName, Description, VpcId, rules: [] })
        return { GroupId }
      },
      async DescribeSecurityGroups(input: { GroupIds?: string[] }, caller: Caller) {
        const found = groups.of(caller).filter(one => input.GroupIds?.includes(one.GroupId) ?? true)
        return { SecurityGroups: found.map(({ rules: _shownApart, ...group }) => group) }
      },
      async DeleteSecurityGroup(input: { GroupId: string }, caller: Caller) {
        if (!groups.get(caller, input.GroupId))
          throw new AwsError('InvalidGroup.NotFound', `The security group '${input.GroupId}' does not exist`)
        groups.remove(caller, input.GroupId)
        return { Return: true }
      },
      ...ruleCommands(kernel, groups),
    },
  }
}

const network: Commands = {
  // Every account has a default VPC with a subnet in each zone; these have another one, whose subnets are public and private.
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
  async DescribeVpcs(input: { Filters?: Filter[] }, caller: Caller) {
    const all = [
      { VpcId: vpcOf(caller), IsDefault: true, State: 'available', CidrBlock: '172.31.0.0/16' },
      { VpcId: otherVpcOf(caller), IsDefault: false, State: 'available', CidrBlock: '10.0.0.0/16' },
    ]
    const isDefault = wanted(input.Filters, 'is-default')
    return { Vpcs: all.filter(one => isDefault?.includes(String(one.IsDefault)) ?? true) }
  },
  async DescribeSubnets(input: { Filters?: Filter[] }, caller: Caller) {
    const fits = (name: string, value: string) => wanted(input.Filters, name)?.includes(value) ?? true
    const all = [
      ...subnetsOf(caller, vpcOf(caller), '172.31', ['a', 'b'], { DefaultForAz: true, MapPublicIpOnLaunch: true }),
      ...subnetsOf(caller, otherVpcOf(caller), '10.0', ['a', 'b'], { DefaultForAz: false, MapPublicIpOnLaunch: true }),
      ...subnetsOf(caller, otherVpcOf(caller), '10.1', ['c', 'd'], { DefaultForAz: false, MapPublicIpOnLaunch: false }),
    ]
    return {
      Subnets: all.filter(
        one =>
          fits('vpc-id', one.VpcId) &&
          fits('subnet-id', one.SubnetId) &&
          fits('default-for-az', String(one.DefaultForAz)),
      ),
    }
  },
}

/** Two, one a zone. */
const subnetsOf = (
  { region }: Caller,
  VpcId: string,
  range: string,
  ends: [string, string],
  facts: { DefaultForAz: boolean; MapPublicIpOnLaunch: boolean },
) =>
  ['a', 'b'].map((zone, i) => ({
    SubnetId: `${VpcId.replace('vpc', 'subnet')}${ends[i]}`,
    VpcId,
    AvailabilityZone: `${region}${zone}`,
    AvailabilityZoneId: `${region}-az${i + 1}`,
    CidrBlock: `${range}.${i * 16}.0/20`,
    State: 'available',
    ...facts,
  }))

const otherVpcOf = (caller: Caller) => `${vpcOf(caller)}e`

const vpcOf = (caller: Caller) => `vpc-${caller.accountId}`

const wanted = (filters: Filter[] | undefined, name: string) => filters?.find(one => one.Name === name)?.Values
