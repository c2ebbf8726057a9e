// The test listener is closed but to the probe, and a Lambda function without a VPC has no address of its own to count on:
// it learns the one it comes from, and lets that one in for as long as the release lasts.
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import type { Customer, Door, ProbeDoor } from '../core/ports.ts'
import { testPort } from '../lib/service-network.ts'
import type { CustomersOnly } from './clients.ts'
import { asked, unless } from './fault.ts'
import { ownAddress } from './own-address.ts'

type DoorSettings = {
  /** Where requests from here come from. */
  address?: () => Promise<string>
  now?: () => number
}

export const probeDoor = (clients: CustomersOnly, settings: DoorSettings = {}): ProbeDoor => {
  const { address = ownAddress(), now = Date.now } = settings
  /** What this environment knows to be open. */
  const known = new Set<string>()
  const isStale = (rule: Rule) => now() - Date.parse(rule.openedAt) > staleMs

  return {
    async open(at, door) {
      const cidr = `${await address()}/32`
      const key = [door.securityGroupId, door.deploymentId, cidr].join(' ')
      if (known.has(key)) return 'open'
      const rules = await pandasRules(clients, at, door.securityGroupId)
      const own = rules.some(rule => rule.cidr === cidr && rule.deploymentId === door.deploymentId && !isStale(rule))
      // The same address cannot be let in twice: what another deployment of this service left open is in the way.
      const inTheWay = rules.filter(rule => isStale(rule) || (rule.cidr === cidr && !own))
      await revoke(clients, at, door, inTheWay)
      if (!own) await authorize(clients, at, door, { cidr, time: new Date(now()).toISOString() })
      if (known.size >= knownAtMost) known.clear()
      known.add(key)
      return own ? 'open' : 'opened'
    },

    async close(at, door) {
      const rules = await pandasRules(clients, at, door.securityGroupId)
      await revoke(
        clients,
        at,
        door,
        rules.filter(rule => rule.deploymentId === door.deploymentId || isStale(rule)),
      )
    },
  }
}

/** No release takes a day: whatever opened it has died. */
const staleMs = 24 * 60 * 60_000
const knownAtMost = 1_000
const mark = 'panda probe'

type Rule = { id: string; cidr: string; deploymentId: string; openedAt: string }

const pandasRules = async (clients: CustomersOnly, at: Customer, securityGroupId: string): Promise<Rule[]> => {
  const look = new DescribeSecurityGroupRulesCommand({
    Filters: [{ Name: 'group-id', Values: [securityGroupId] }],
    MaxResults: 1000,
  })
  // The group is gone with its stack: nothing of it is open.
  const answer = await unless(
    ['InvalidGroup.NotFound'],
    asked('ec2:DescribeSecurityGroupRules', () => clients.customer(at).ec2().send(look)),
  )
  return (answer?.SecurityGroupRules ?? []).flatMap(rule => {
    const [, deploymentId, openedAt] = new RegExp(`^${mark} (\\S+) (\\S+)$`).exec(rule.Description ?? '') ?? []
    if (!rule.SecurityGroupRuleId || !rule.CidrIpv4 || !deploymentId || !openedAt) return []
    return [{ id: rule.SecurityGroupRuleId, cidr: rule.CidrIpv4, deploymentId, openedAt }]
  })
}

const authorize = async (
  clients: CustomersOnly,
  at: Customer,
  door: Door,
  { cidr, time }: { cidr: string; time: string },
) => {
  const command = new AuthorizeSecurityGroupIngressCommand({
    GroupId: door.securityGroupId,
    IpPermissions: [
      {
        IpProtocol: 'tcp',
        FromPort: testPort,
        ToPort: testPort,
        IpRanges: [{ CidrIp: cidr, Description: `${mark} ${door.deploymentId} ${time}` }],
      },
    ],
  })
  // Another environment with the same address was quicker.
  await unless(
    ['InvalidPermission.Duplicate'],
    asked('ec2:AuthorizeSecurityGroupIngress', () => clients.customer(at).ec2().send(command)),
  )
}

const revoke = async (clients: CustomersOnly, at: Customer, door: Door, rules: Rule[]) => {
  if (rules.length === 0) return
  const command = new RevokeSecurityGroupIngressCommand({
    GroupId: door.securityGroupId,
    SecurityGroupRuleIds: rules.map(rule => rule.id),
  })
  // Somebody else has closed one of them meanwhile; the rest is closed the next time.
  await unless(
    ['InvalidSecurityGroupRuleId.NotFound', 'InvalidGroup.NotFound'],
    asked('ec2:RevokeSecurityGroupIngress', () => clients.customer(at).ec2().send(command)),
  )
}
