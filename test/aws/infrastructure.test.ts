import { beforeEach, describe, expect, test } from 'vitest'
import { infrastructure } from '../../aws/infrastructure.ts'
import { network } from '../../aws/network.ts'
import { probeDoor } from '../../aws/probe-door.ts'
import { CloudFault, NameTaken } from '../../core/faults.ts'
import { serviceTemplate, stackPolicy, templateHash } from '../../lib/service-template.ts'
import { AwsError } from '../../region/aws-error.ts'
import { at, newRegion, shop } from './infrastructure-region.ts'

const image = `111122223333.dkr.ecr.eu-test-1.amazonaws.com/acme-shop@sha256:${'a'.repeat(64)}`
const wish = { names: shop, image, port: 3000, healthPath: '/up' }

let place: ReturnType<typeof newRegion>
beforeEach(() => {
  place = newRegion()
})
const stacks = () => infrastructure(place.clients, { healthIntervalSeconds: 2 })

test('a service gets its stack: absent, working, ready with everything a release needs', async () => {
  expect(await stacks().look(at, shop)).toEqual({ state: 'absent' })
  expect(await stacks().apply(at, wish)).toBe('started')
  expect(await stacks().look(at, shop)).toEqual({ state: 'working' })
  expect(await stacks().apply(at, wish)).toBe('started')
  await place.timeline.advance(2_000)
  const look = await stacks().look(at, shop)
  expect(look).toMatchObject({
    state: 'ready',
    templateHash: templateHash(),
    outputs: {
      clusterName: 'acme-shop-main-cluster',
      serviceName: 'acme-shop-main-service',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      testUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    },
  })
  if (look.state !== 'ready') throw new Error('not ready')
  expect(look.outputs.url).not.toBe(look.outputs.testUrl)
  expect(new Set(look.outputs.targetGroupArns).size).toBe(2)
  const { TargetGroups } = await place.ask('elbv2', 'DescribeTargetGroups', {
    TargetGroupArns: look.outputs.targetGroupArns,
  })
  expect(TargetGroups[0]).toMatchObject({ HealthCheckPath: '/up', HealthCheckIntervalSeconds: 2, Port: 3000 })
})

test('the same template again changes nothing, whatever else is wished', async () => {
  await stacks().apply(at, wish)
  await place.timeline.advance(2_000)
  expect(await stacks().apply(at, { ...wish, image: `${image.slice(0, -1)}b`, port: 1 })).toBe('unchanged')
})

describe('a stack of an older template', () => {
  type Resources = Record<string, { Properties: Record<string, unknown> }>
  const older = async (change: (resources: Resources) => void) => {
    const template = structuredClone(serviceTemplate())
    change(template.Resources as Resources)
    const { base: Base, cluster: Cluster, service: Service, logGroup: LogGroup } = shop
    const values = {
      Base,
      Cluster,
      Service,
      LogGroup,
      Image: image,
      Port: '3000',
      VpcId: '',
      Subnets: '',
      TemplateHash: 'older',
    }
    await place.ask('cloudformation', 'CreateStack', {
      StackName: shop.stack,
      TemplateBody: JSON.stringify(template),
      Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      Tags: Object.entries(shop.tags).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: ['CAPABILITY_IAM'],
      StackPolicyBody: JSON.stringify(stackPolicy()),
    })
    await place.timeline.advance(2_000)
  }
  const other = { ...wish, image: 'other', port: 1, healthPath: '/other' }

  test('is brought up to date, and keeps what releases own', async () => {
    await older(resources => {
      resources.SlowAnswers!.Properties.Threshold = 9
    })
    expect(await stacks().look(at, shop)).toMatchObject({ state: 'ready', templateHash: 'older' })
    expect(await stacks().apply(at, other)).toBe('started')
    await place.timeline.advance(2_000)
    expect(await stacks().look(at, shop)).toMatchObject({ state: 'ready', templateHash: templateHash() })
    const { taskDefinitionArns } = await place.ask('ecs', 'ListTaskDefinitions', { familyPrefix: shop.base })
    expect(taskDefinitionArns).toHaveLength(1)
    expect(await stacks().apply(at, other)).toBe('unchanged')
  })

  test('that cannot be brought up to date stands as it was, and is tried once', async () => {
    // The way to today's template would move traffic, which the stack policy denies.
    await older(resources => {
      resources.TestListener!.Properties.Port = 9002
    })
    expect(await stacks().apply(at, other)).toBe('started')
    await place.timeline.advance(2_000)
    expect(await stacks().look(at, shop)).toMatchObject({ state: 'ready', templateHash: 'older' })
    expect(await stacks().apply(at, other)).toBe('unchanged')
  })
})

type Output = { OutputKey: string; OutputValue: string }

describe('a stack with more than the usual', () => {
  const described = async () =>
    (await place.ask('cloudformation', 'DescribeStacks', { StackName: shop.stack })).Stacks[0] as {
      Parameters: { ParameterKey: string; ParameterValue: string }[]
      StackStatus: string
    }
  const parameter = async (name: string) =>
    (await described()).Parameters.find(one => one.ParameterKey === name)?.ParameterValue
  const made = async (settings: Parameters<typeof infrastructure>[1], more: object = {}) => {
    const port = infrastructure(place.clients, { network: network(place.clients), ...settings })
    await port.apply(at, { ...wish, ...more })
    await place.timeline.advance(2_000)
    const look = await port.look(at, shop)
    if (look.state !== 'ready') throw new Error(JSON.stringify(look))
    return look.outputs
  }
  const rules = async (securityGroupId: string | undefined) => {
    const input = { Filters: [{ Name: 'group-id', Values: [securityGroupId] }] }
    const { SecurityGroupRules } = await place.ask('ec2', 'DescribeSecurityGroupRules', input)
    return (SecurityGroupRules as { FromPort: number; CidrIpv4: string }[])
      .map(rule => `${rule.FromPort} ${rule.CidrIpv4}`)
      .sort()
  }

  test('goes into the account’s default network unless another is given', async () => {
    await made({})
    expect([await parameter('VpcId'), (await parameter('Subnets'))?.split(',')]).toEqual([
      `vpc-${at.accountId}`,
      [`subnet-${at.accountId}a`, `subnet-${at.accountId}b`],
    ])
  })

  test('is told whose network it is given, and where there is none', async () => {
    const port = infrastructure(place.clients, { network: network(place.clients) })
    const given = { vpcId: `vpc-${at.accountId}`, subnets: ['subnet-nowhere'] }
    await expect(port.apply(at, { ...wish, network: given })).rejects.toThrow('has no subnet subnet-nowhere')
    expect(await port.look(at, shop)).toEqual({ state: 'absent' })
  })

  test('goes where it is told, its tasks into private subnets without a public address, and says so', async () => {
    const [vpcId, id] = [`vpc-${at.accountId}e`, `subnet-${at.accountId}e`]
    const given = { vpcId, subnets: [`${id}a`, `${id}b`], privateSubnets: [`${id}c`, `${id}d`] }
    expect((await made({}, { network: given })).network).toEqual(given)
    const { services } = await place.ask('ecs', 'DescribeServices', { cluster: shop.cluster, services: [shop.service] })
    const tasks = { assignPublicIp: 'DISABLED', subnets: given.privateSubnets }
    expect(services[0].networkConfiguration.awsvpcConfiguration).toMatchObject(tasks)
    // Whatever is wished later, it is not touched, not even when it is brought up to date.
    expect((await made({ probeCidr: '198.51.100.7/32' }, {})).network).toEqual(given)
    expect((await described()).StackStatus).toBe('UPDATE_COMPLETE')
  })

  test('with a certificate: its address is https, and 80 sends there', async () => {
    const certificateArn = 'arn:aws:acm:eu-test-1:111122223333:certificate/1'
    const outputs = await made({}, { certificateArn })
    const { url, testUrl, balancerSecurityGroupId, productionListenerArn } = outputs
    expect(outputs.certificateArn).toBe(certificateArn)
    expect(url).toMatch(/^https:/)
    expect(testUrl).toMatch(/^http:/)
    expect(await rules(balancerSecurityGroupId)).toEqual(['443 0.0.0.0/0', '80 0.0.0.0/0'])
    const { LoadBalancers } = await place.ask('elbv2', 'DescribeLoadBalancers', {})
    const { Listeners } = await place.ask('elbv2', 'DescribeListeners', {
      LoadBalancerArn: LoadBalancers[0].LoadBalancerArn,
    })
    const production = Listeners.find((one: { ListenerArn: string }) => one.ListenerArn === productionListenerArn)
    expect(production).toMatchObject({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificateArn }] })
    const types = Listeners.map((one: { DefaultActions: { Type: string }[] }) => one.DefaultActions[0]!.Type)
    expect(types.sort()).toEqual(['forward', 'forward', 'redirect'])
  })

  test('lets in nobody at the test listener, and a fixed probe as soon as there is one', async () => {
    const { balancerSecurityGroupId } = await made({})
    expect(await rules(balancerSecurityGroupId)).toEqual(['80 0.0.0.0/0'])
    await made({ probeCidr: '198.51.100.7/32' })
    expect(await rules(balancerSecurityGroupId)).toEqual(['80 0.0.0.0/0', '9001 198.51.100.7/32'])
    await made({ probeCidr: '198.51.100.8/32' })
    expect(await rules(balancerSecurityGroupId)).toEqual(['80 0.0.0.0/0', '9001 198.51.100.8/32'])
    await made({})
    expect(await rules(balancerSecurityGroupId)).toEqual(['80 0.0.0.0/0'])
    expect((await described()).StackStatus).toBe('UPDATE_COMPLETE')
  })

  test('keeps what its first release ran with when it is brought up to date, whatever the next runs with', async () => {
    const program = { cpu: 512, memory: 2048, count: 3, variables: { NAME: 'first' } }
    await made({}, { program })
    await made({ probeCidr: '198.51.100.7/32' }, { program: { ...program, variables: { NAME: 'second' } } })
    expect((await described()).StackStatus).toBe('UPDATE_COMPLETE')
    const { taskDefinitionArns } = await place.ask('ecs', 'ListTaskDefinitions', { familyPrefix: shop.base })
    expect(taskDefinitionArns).toHaveLength(1)
    const [taskDefinition] = taskDefinitionArns
    expect(await place.ask('ecs', 'DescribeTaskDefinition', { taskDefinition })).toMatchObject({
      taskDefinition: {
        ...{ cpu: '512', memory: '2048' },
        containerDefinitions: [
          {
            environment: [
              { name: 'PORT', value: '3000' },
              { name: 'NAME', value: 'first' },
            ],
          },
        ],
      },
    })
  })

  test('of a role that may not read its template is brought up to date with what is usual', async () => {
    place = newRegion(
      {},
      {
        beforeCommand: async ({ command }) => {
          if (command === 'GetTemplate') throw new AwsError('AccessDeniedException', 'not authorized')
        },
      },
    )
    await made({})
    await made({ probeCidr: '198.51.100.7/32' })
    expect((await described()).StackStatus).toBe('UPDATE_COMPLETE')
  })

  test('whose tasks are given secrets has the policy and the tag, from then on', async () => {
    const executionRole = async () => {
      const { Stacks } = await place.ask('cloudformation', 'DescribeStacks', { StackName: shop.stack })
      const arn = (Stacks[0].Outputs as Output[]).find(one => one.OutputKey === 'ExecutionRoleArn')!.OutputValue
      const RoleName = arn.split('/').at(-1)
      return (await place.ask('iam', 'GetRole', { RoleName })).Role.Tags as { Key: string; Value: string }[]
    }
    const tag = { Key: 'panda-secrets', Value: 'acme/shop/default' }
    expect((await made({})).secrets).toBeUndefined()
    expect(await executionRole()).not.toContainEqual(tag)
    const more = { secrets: 'acme/shop/default', attempt: 'dep_1' }
    expect((await made({}, more)).secrets).toBe('acme/shop/default')
    expect(await executionRole()).toContainEqual(tag)
    // A release without any changes nothing of it.
    expect((await made({ probeCidr: '198.51.100.7/32' })).secrets).toBe('acme/shop/default')
    expect(await executionRole()).toContainEqual(tag)
  })

  test('keeps lines as long as is wished, from then on, and 90 days where nobody wishes', async () => {
    const days = async () => {
      const { logGroups } = await place.ask('logs', 'DescribeLogGroups', { logGroupNamePrefix: shop.logGroup })
      return logGroups[0].retentionInDays
    }
    await made({})
    expect(await days()).toBe(90)
    await made({}, { logRetentionDays: 30 })
    expect([await days(), await parameter('LogRetentionDays')]).toEqual([30, '30'])
    // 3 begins as 30 does.
    await made({}, { logRetentionDays: 3 })
    expect(await days()).toBe(3)
    await made({ probeCidr: '198.51.100.7/32' })
    expect(await days()).toBe(3)
    expect((await described()).StackStatus).toBe('UPDATE_COMPLETE')
    const port = infrastructure(place.clients, { probeCidr: '198.51.100.7/32' })
    expect(await port.apply(at, { ...wish, logRetentionDays: 3 })).toBe('unchanged')
  })

  test('keeps what a probe has opened for itself when it is brought up to date', async () => {
    const { balancerSecurityGroupId: securityGroupId } = await made({})
    const door = probeDoor(place.clients, { address: async () => '203.0.113.9' })
    await door.open(at, { securityGroupId: securityGroupId!, deploymentId: 'dep_a' })
    await made({ probeCidr: '198.51.100.7/32' })
    expect(await rules(securityGroupId)).toEqual(['80 0.0.0.0/0', '9001 198.51.100.7/32', '9001 203.0.113.9/32'])
  })
})

describe('a stack that failed', () => {
  test('says which resource and why, is taken away, and made anew', async () => {
    await place.ask('logs', 'CreateLogGroup', { logGroupName: shop.logGroup })
    await stacks().apply(at, wish)
    await place.timeline.advance(5_000)
    expect(await stacks().look(at, shop)).toMatchObject({
      state: 'failed',
      removable: true,
      taken: true,
      reason: expect.stringMatching(/^Logs \(AWS::Logs::LogGroup\): .*already exists/),
    })
    await stacks().remove(at, shop)
    await place.timeline.advance(2_000)
    expect(await stacks().look(at, shop)).toEqual({ state: 'absent' })
    await place.ask('logs', 'DeleteLogGroup', { logGroupName: shop.logGroup })
    await stacks().apply(at, wish)
    await place.timeline.advance(2_000)
    expect(await stacks().look(at, shop)).toMatchObject({ state: 'ready' })
  })
})

test("another's stack of that name is not touched", async () => {
  const TemplateBody = JSON.stringify({
    Resources: { Own: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'own' } } },
  })
  await place.ask('cloudformation', 'CreateStack', { StackName: shop.stack, TemplateBody })
  await place.timeline.advance(1_000)
  await expect(stacks().look(at, shop)).rejects.toThrow(NameTaken)
  await expect(stacks().apply(at, wish)).rejects.toThrow(NameTaken)
  await expect(stacks().remove(at, shop)).rejects.toThrow(NameTaken)
})

test('a throttled call is a fault that passes, and nothing was made', async () => {
  place = newRegion(
    {},
    {
      beforeCommand: async () => {
        throw new AwsError('ThrottlingException', 'Rate exceeded')
      },
    },
  )
  const fault = await stacks()
    .apply(at, wish)
    .catch((thrown: unknown) => thrown)
  expect(fault).toBeInstanceOf(CloudFault)
  expect(fault).toMatchObject({ kind: 'throttled' })
})

test('removing what is not there is fine', async () => {
  await stacks().remove(at, shop)
})
