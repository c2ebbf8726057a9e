import { expect, test } from 'vitest'
import { network } from '../../aws/network.ts'
import { Refusal } from '../../core/faults.ts'
import type { Commands } from '../../region/kernel.ts'
import { services } from '../../region/services.ts'
import { at, newRegion } from './infrastructure-region.ts'

type Subnet = { SubnetId: string; AvailabilityZone: string; AvailabilityZoneId?: string } & Record<string, unknown>
const subnet = (id: string, zone: string, more: object = {}): Subnet => ({
  ...{ SubnetId: id, AvailabilityZone: zone, VpcId: 'vpc-1', DefaultForAz: true, MapPublicIpOnLaunch: true },
  ...more,
})

/** An account with these networks; what it is asked with is kept. */
const account = (vpcs: string[], subnets: Subnet[]) => {
  const asked: { Filters: { Name: string; Values: string[] }[] }[] = []
  const commands = {
    DescribeVpcs: async (input: never) => {
      asked.push(input)
      return { Vpcs: vpcs.map(VpcId => ({ VpcId })) }
    },
    DescribeSubnets: async (input: never) => {
      asked.push(input)
      return { Subnets: subnets }
    },
  } satisfies Commands
  const { clients } = newRegion({}, {}, { ...services, ec2: () => ({ commands }) })
  return { find: network(clients), asked }
}

const refusal = async (found: Promise<unknown>) => {
  const fault = await found.catch((thrown: unknown) => thrown)
  expect(fault).toBeInstanceOf(Refusal)
  expect(fault).toMatchObject({ errorCode: 'ECS_DEPLOYMENT_FAILED' })
  return (fault as Refusal).message
}

test('the pretend region has a default network, as every account', async () => {
  const found = await network(newRegion().clients)(at)
  expect(found.vpcId).toBe(`vpc-${at.accountId}`)
  expect(found.subnets).toHaveLength(2)
})

test('the default VPC’s own public subnets, one a zone', async () => {
  const { find, asked } = account(['vpc-1'], [subnet('subnet-b', 'b'), subnet('subnet-a', 'a')])
  expect(await find(at)).toEqual({ vpcId: 'vpc-1', subnets: ['subnet-a', 'subnet-b'] })
  expect(asked[0]!.Filters).toEqual([{ Name: 'is-default', Values: ['true'] }])
  expect(asked[1]!.Filters).toContainEqual({ Name: 'default-for-az', Values: ['true'] })
  expect(asked[1]!.Filters).toContainEqual({ Name: 'vpc-id', Values: ['vpc-1'] })
})

test('zones that Fargate does not serve are left out', async () => {
  const zones = ['use1-az1', 'use1-az2', 'use1-az3']
  const { find } = account(
    ['vpc-1'],
    zones.map(id => subnet(id, id, { AvailabilityZoneId: id })),
  )
  expect((await find(at)).subnets).toEqual(['use1-az1', 'use1-az2'])
})

test('no default VPC: says how to get one', async () => {
  const message = await refusal(account([], []).find(at))
  expect(message).toContain(`Account ${at.accountId} has no default VPC in ${at.region}`)
  expect(message).toContain('aws ec2 create-default-vpc')
})

test.each([
  ['one zone', [subnet('subnet-a', 'a')]],
  [
    'none that is public in the second',
    [subnet('subnet-a', 'a'), subnet('subnet-b', 'b', { MapPublicIpOnLaunch: false })],
  ],
])('%s: says that a load balancer needs two', async (_what, subnets) => {
  expect(await refusal(account(['vpc-1'], subnets).find(at))).toContain('in 1 zones, and a load balancer needs two')
})

test('what was given is taken, if it is there and fits', async () => {
  const { find } = account(
    [],
    [subnet('subnet-1', 'a', { VpcId: 'vpc-9' }), subnet('subnet-2', 'b', { VpcId: 'vpc-9' })],
  )
  const given = { vpcId: 'vpc-9', subnets: ['subnet-1', 'subnet-2'] }
  expect(await find(at, given)).toEqual(given)
  expect(await refusal(find(at, { ...given, subnets: ['subnet-1', 'subnet-3'] }))).toContain('has no subnet subnet-3')
  expect(await refusal(find(at, { ...given, vpcId: 'vpc-8' }))).toContain('VPC vpc-8')
})

test('two of one zone are not two zones', async () => {
  const { find } = account([], [subnet('subnet-1', 'a'), subnet('subnet-2', 'a')])
  expect(await refusal(find(at, { vpcId: 'vpc-1', subnets: ['subnet-1', 'subnet-2'] }))).toContain('two zones at least')
})

test('tasks of their own, private subnets: all of the VPC, in two of the load balancer’s zones', async () => {
  const place = (id: string, zone: string, more: object = {}) => subnet(id, zone, { VpcId: 'vpc-9', ...more })
  const { find } = account(
    [],
    [
      ...[place('subnet-1', 'a'), place('subnet-2', 'b'), place('subnet-3', 'a'), place('subnet-4', 'b')],
      ...[place('subnet-5', 'a'), place('subnet-6', 'c'), subnet('subnet-7', 'b')],
    ],
  )
  const given = { vpcId: 'vpc-9', subnets: ['subnet-1', 'subnet-2'] }
  const withPrivate = (...privateSubnets: string[]) => ({ ...given, privateSubnets })
  expect(await find(at, withPrivate('subnet-3', 'subnet-4'))).toEqual(withPrivate('subnet-3', 'subnet-4'))
  const said = (...ids: string[]) => refusal(find(at, withPrivate(...ids)))
  expect(await said('subnet-3', 'subnet-7')).toContain('has no subnet subnet-7')
  expect(await said('subnet-3', 'subnet-6')).toContain('reaches no task in subnet-6')
  expect(await said('subnet-3', 'subnet-5')).toContain('private subnets in two zones')
})

test('a zone that Fargate does not serve is named before anything is made there', async () => {
  const { find } = account([], [subnet('subnet-1', 'a'), subnet('subnet-2', 'b', { AvailabilityZoneId: 'use1-az3' })])
  const message = await refusal(find(at, { vpcId: 'vpc-1', subnets: ['subnet-1', 'subnet-2'] }))
  expect(message).toContain('Fargate does not serve the zone of subnet-2')
})
