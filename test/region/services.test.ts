import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { services } from '../../region/services.ts'
import { restart, setUp } from './platform.ts'

test('all services stand up together, on an empty shelf and on an old one', async () => {
  const before = setUp({ services })
  before.region.resume()
  await before.timeline.advance(60_000)
  const after = restart(before, { services })
  after.region.resume()
  await after.timeline.advance(60_000)
  const cloudformation = after.region.client<CloudFormationClient>('cloudformation', after.region.platform)
  const look = new DescribeStacksCommand({ StackName: 'nothing' })
  await expect(cloudformation.send(look)).rejects.toMatchObject({ name: 'ValidationError' })
  expect([...before.logged, ...after.logged]).toEqual([])
})
