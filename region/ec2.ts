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
  // Every account has a default VPC with a subnet in each zone.
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
  async DescribeVpcs(input: { Filters?: Filter[] }, caller: Caller) {
    const Vpcs = [{ VpcId: vpcOf(caller), IsDefault: true, State: 'available', CidrBlock: '172.31.0.0/16' }]
    return { Vpcs: wanted(input.Filters, 'is-default')?.includes('false') ? [] : Vpcs }
  },
  async DescribeSubnets(input: { Filters?: Filter[] }, caller: Caller) {
    const VpcId = vpcOf(caller)
    if (wanted(input.Filters, 'vpc-id')?.includes(VpcId) === false) return { Subnets: [] }
    const named = wanted(input.Filters, 'subnet-id')
    const all = ['a', 'b'].map((zone, i) => ({
      SubnetId: `subnet-${caller.accountId}${zone}`,
      VpcId,
      AvailabilityZone: `${caller.region}${zone}`,
      AvailabilityZoneId: `${caller.region}-az${i + 1}`,
      CidrBlock: `172.31.${i * 16}.0/20`,
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
      State: 'available',
    }))
    return { Subnets: all.filter(one => named?.includes(one.SubnetId) ?? true) }
  },
}

const vpcOf = (caller: Caller) => `vpc-${caller.accountId}`

const wanted = (filters: Filter[] | undefined, name: string) => filters?.find(one => one.Name === name)?.Values
