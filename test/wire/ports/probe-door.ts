import { deepStrictEqual as same } from 'node:assert'
import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2'
import { probeDoor as doorOver } from '../../../aws/probe-door.ts'
import type { Suite } from '../suite.ts'

export const probeDoor: Suite = {
  port: 'probeDoor',
  operations: ['open', 'close'],
  async run({ clients, at, name }, check, later) {
    const ec2 = clients.customer(at).ec2()
    const GroupName = name()
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }))
    const make = new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId: Vpcs?.[0]?.VpcId })
    const { GroupId = '' } = await ec2.send(make)
    later(`security group ${GroupName}`, () => ec2.send(new DeleteSecurityGroupCommand({ GroupId })))
    const door = { securityGroupId: GroupId, deploymentId: 'dep_wire' }
    // 192.0.2.0/24 is nobody's.
    const port = () => doorOver(clients, { address: async () => '192.0.2.7' })
    const openTo = async () => {
      const look = new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [GroupId] }] })
      const { SecurityGroupRules = [] } = await ec2.send(look)
      return SecurityGroupRules.filter(rule => !rule.IsEgress).map(rule => rule.CidrIpv4)
    }
    await check('open', async () => {
      same(await port().open(at, door), 'opened')
      same(await port().open(at, door), 'open', 'it is open already')
      same(await openTo(), ['192.0.2.7/32'])
    })
    await check('close', async () => {
      await port().close(at, door)
      await port().close(at, door)
      same(await openTo(), [])
    })
  },
}
