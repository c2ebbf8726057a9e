import { beforeEach, describe, expect, test } from 'vitest'
import { fixedDoor } from '../../aws/fixed-door.ts'
import { ownAddress } from '../../aws/own-address.ts'
import { probeDoor } from '../../aws/probe-door.ts'
import { at, newRegion } from './infrastructure-region.ts'

const day = 24 * 60 * 60_000
let place: ReturnType<typeof newRegion>
let commands: string[]
let now: number
let securityGroupId: string

beforeEach(async () => {
  commands = []
  now = Date.parse('2026-11-20T10:00:00Z')
  place = newRegion({}, { beforeCommand: async ({ command }) => void commands.push(command) })
  const made = await place.ask('ec2', 'CreateSecurityGroup', { GroupName: 'lb', Description: 'lb' })
  securityGroupId = made.GroupId
  const everyone = {
    IpProtocol: 'tcp',
    FromPort: 80,
    ToPort: 80,
    IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'x' }],
  }
  await place.ask('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: securityGroupId, IpPermissions: [everyone] })
})

/** One environment: a Lambda that lives for a while, behind one address. */
const from = (address: string) => probeDoor(place.clients, { address: async () => address, now: () => now })
const door = (deploymentId = 'dep_a') => ({ securityGroupId, deploymentId })
const open = async () => {
  const input = { Filters: [{ Name: 'group-id', Values: [securityGroupId] }] }
  const { SecurityGroupRules } = await place.ask('ec2', 'DescribeSecurityGroupRules', input)
  return (SecurityGroupRules as { FromPort: number; ToPort: number; CidrIpv4: string; Description: string }[])
    .filter(rule => rule.FromPort !== 80)
    .map(rule => `${rule.CidrIpv4} ${rule.FromPort}-${rule.ToPort} ${rule.Description}`)
}

describe('opening', () => {
  test('lets in exactly the own address, on the test listener’s port, and says whose it is', async () => {
    expect(await from('203.0.113.9').open(at, door())).toBe('opened')
    expect(await open()).toEqual(['203.0.113.9/32 9001-9001 panda probe dep_a 2026-11-20T10:00:00.000Z'])
  })

  test('again asks nobody', async () => {
    const here = from('203.0.113.9')
    await here.open(at, door())
    commands.length = 0
    expect(await here.open(at, door())).toBe('open')
    expect(commands).toEqual([])
  })

  test('from another environment with the same address finds it open', async () => {
    await from('203.0.113.9').open(at, door())
    expect(await from('203.0.113.9').open(at, door())).toBe('open')
    expect(await open()).toHaveLength(1)
  })

  test('from elsewhere adds a rule', async () => {
    await from('203.0.113.9').open(at, door())
    expect(await from('198.51.100.7').open(at, door())).toBe('opened')
    expect(await open()).toHaveLength(2)
  })

  test('takes over what another deployment left open for the same address', async () => {
    await from('203.0.113.9').open(at, door('dep_a'))
    now += 60_000
    expect(await from('203.0.113.9').open(at, door('dep_b'))).toBe('opened')
    expect(await open()).toEqual(['203.0.113.9/32 9001-9001 panda probe dep_b 2026-11-20T10:01:00.000Z'])
  })

  test('closes what was forgotten a day ago, also for the own address', async () => {
    await from('198.51.100.7').open(at, door('dep_a'))
    await from('203.0.113.9').open(at, door('dep_b'))
    now += day + 1
    expect(await from('203.0.113.9').open(at, door('dep_b'))).toBe('opened')
    expect(await open()).toEqual(['203.0.113.9/32 9001-9001 panda probe dep_b 2026-11-21T10:00:00.001Z'])
  })

  test('at the same time from two environments is no fault', async () => {
    await Promise.all([from('203.0.113.9').open(at, door()), from('203.0.113.9').open(at, door())])
    expect(await open()).toHaveLength(1)
  })
})

describe('closing', () => {
  test('takes away what this deployment opened, from wherever, and nothing else', async () => {
    await from('203.0.113.9').open(at, door('dep_a'))
    await from('198.51.100.7').open(at, door('dep_a'))
    await from('192.0.2.1').open(at, door('dep_b'))
    await from('192.0.2.2').close(at, door('dep_a'))
    expect(await open()).toEqual([expect.stringContaining('dep_b')])
    const { SecurityGroupRules } = await place.ask('ec2', 'DescribeSecurityGroupRules', {
      Filters: [{ Name: 'group-id', Values: [securityGroupId] }],
    })
    expect(SecurityGroupRules).toHaveLength(2)
  })

  test('twice, and of a group that is gone, is fine', async () => {
    await from('203.0.113.9').open(at, door())
    await from('203.0.113.9').close(at, door())
    await from('203.0.113.9').close(at, door())
    await place.ask('ec2', 'DeleteSecurityGroup', { GroupId: securityGroupId })
    await from('203.0.113.9').close(at, door())
  })
})

test('with a fixed address there is nothing to open', async () => {
  expect(await fixedDoor.open(at, door())).toBe('open')
  await fixedDoor.close(at, door())
  expect(commands).toEqual([])
})

describe('the own address', () => {
  test('is asked for once in five minutes', async () => {
    let asked = 0
    let time = 0
    const address = ownAddress(
      async () => `203.0.113.${++asked}`,
      () => time,
    )
    expect([await address(), await address()]).toEqual(['203.0.113.1', '203.0.113.1'])
    time += 5 * 60_000
    expect(await address()).toBe('203.0.113.2')
  })

  test('that is none is not let in', async () => {
    const address = ownAddress(async () => '<html>busy</html>')
    await expect(address()).rejects.toMatchObject({ name: 'CloudFault', kind: 'invalid' })
  })
})
