// EC2, as far as a load balancer needs it: a default network, and security groups that filter nothing here.
import type { Caller, Service } from './kernel.ts'
import { rows } from './rows.ts'

type SecurityGroup = {
  GroupId: string
  GroupName: string
  Description: string
  VpcId: string
  IpPermissions: unknown[]
}
type Filter = { Name?: string; Values?: string[] }

export const ec2: Service = kernel => {
  const groups = rows<SecurityGroup>(kernel, 'ec2.securityGroups')
  return {
    commands: {
      // Every account has a default VPC with a subnet in each zone.
      // https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
      async DescribeVpcs(input: { Filters?: Filter[] }, caller: Caller) {
        const Vpcs = [{ VpcId: vpcOf(caller), IsDefault: true, State: 'available', CidrBlock: '172.31.0.0/16' }]
        return { Vpcs: wanted(input.Filters, 'isDefault')?.includes('false') ? [] : Vpcs }
      },
      async DescribeSubnets(input: { Filters?: Filter[] }, caller: Caller) {
        const VpcId = vpcOf(caller)
        if (wanted(input.Filters, 'vpc-id')?.includes(VpcId) === false) return { Subnets: [] }
        const zones = ['a', 'b']
        return {
          Subnets: zones.map((zone, i) => ({
            SubnetId: `subnet-${caller.accountId}${zone}`,
            VpcId,
            AvailabilityZone: `${caller.region}${zone}`,
            CidrBlock: `172.31.${i * 16}.0/20`,
            DefaultForAz: true,
            MapPublicIpOnLaunch: true,
            State: 'available',
          })),
        }
      },
      async CreateSecurityGroup(input: { GroupName: string; Description: string; VpcId?: string }, caller: Caller) {
        const GroupId = `sg-${kernel.random.hex(9).slice(0, 17)}`
        const group = { VpcId: vpcOf(caller), ...input, GroupId, IpPermissions: [] }
        groups.put(caller, GroupId, group)
        return { GroupId }
      },
      async AuthorizeSecurityGroupIngress(input: { GroupId: string; IpPermissions?: unknown[] }, caller: Caller) {
        const group = groups.get(caller, input.GroupId)
        if (group)
          groups.put(caller, group.GroupId, {
            ...group,
            IpPermissions: [...group.IpPermissions, ...(input.IpPermissions ?? [])],
          })
        return { Return: true }
      },
      async DescribeSecurityGroups(input: { GroupIds?: string[] }, caller: Caller) {
        return { SecurityGroups: groups.of(caller).filter(one => input.GroupIds?.includes(one.GroupId) ?? true) }
      },
      async DeleteSecurityGroup(input: { GroupId: string }, caller: Caller) {
        groups.remove(caller, input.GroupId)
        return { Return: true }
      },
    },
  }
}

const vpcOf = (caller: Caller) => `vpc-${caller.accountId}`

const wanted = (filters: Filter[] | undefined, name: string) => filters?.find(one => one.Name === name)?.Values
