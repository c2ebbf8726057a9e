// The checks over the pretend region, without a wire: that they ask for what AWS promises, and take away what they made.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { regionClients } from '../../region/clients.ts'
import { cloudformation } from '../../region/cloudformation/cloudformation.ts'
import { cloudwatch } from '../../region/cloudwatch.ts'
import { codebuild } from '../../region/codebuild.ts'
import { codedeploy } from '../../region/codedeploy/codedeploy.ts'
import { ec2 } from '../../region/ec2.ts'
import { ecr } from '../../region/ecr.ts'
import { ecs } from '../../region/ecs/ecs.ts'
import { elbv2 } from '../../region/elbv2/elbv2.ts'
import type { World } from '../../region/kernel.ts'
import { logs } from '../../region/logs.ts'
import { scheduler } from '../../region/scheduler.ts'
import { sns } from '../../region/sns.ts'
import { quietWorld } from '../region/cloudformation-place.ts'
import { customerAccount, customerKeys, regionName, setUp } from '../region/platform.ts'
import type { Place } from './place.ts'

export const overRegion = (dynamo: DynamoDBClient) => {
  const services = { cloudformation, cloudwatch, codebuild, codedeploy, ec2, ecr, ecs, elbv2, logs, scheduler, sns }
  const peers = { post: async () => 'gone' as const, close: async () => {} }
  const { region, timeline } = setUp({ world: { ...quietWorld(), peers } as World, services })
  // Ten times as fast as the wall: what takes a while takes one here too.
  const clock = setInterval(() => void timeline.advance(500), 50)
  const { accessKeyId, secretAccessKey } = customerKeys
  const access = { kind: 'keys' as const, accessKeyId, secretAccessKey }
  let made = 0
  const place: Place = {
    endpoint: 'the pretend region',
    clients: regionClients(region),
    dynamo,
    at: { accountId: customerAccount, region: regionName, access },
    name: () => `panda-wire-${String(++made).padStart(8, '0')}`,
  }
  return { place, close: () => clearInterval(clock) }
}
