import { beforeEach, describe, expect, test } from 'vitest'
import { serviceTemplate, stackPolicy } from '../../lib/service-template.ts'
import { AwsError } from '../../region/aws-error.ts'
import { cloudformation } from '../../region/cloudformation/cloudformation.ts'
import { cloudwatch } from '../../region/cloudwatch.ts'
import { codedeploy } from '../../region/codedeploy/codedeploy.ts'
import { ec2 } from '../../region/ec2.ts'
import { ecs } from '../../region/ecs/ecs.ts'
import { elbv2 } from '../../region/elbv2/elbv2.ts'
import { iam } from '../../region/iam.ts'
import { logs } from '../../region/logs.ts'
import { type Place, place, quietWorld } from './cloudformation-place.ts'

const StackName = 'panda-acme-shop-main'
const tags = { 'panda:owner': 'acme' }
const values = {
  Base: 'acme-shop-main',
  Cluster: 'acme-shop-main-cluster',
  Service: 'acme-shop-main-service',
  LogGroup: '/ecs/acme-shop-main',
  Image: `111122223333.dkr.ecr.eu-test-1.amazonaws.com/acme-shop@sha256:${'a'.repeat(64)}`,
  Port: '8080',
  VpcId: '',
  Subnets: '',
}
const parameters = (given: Record<string, string>) =>
  Object.entries(given).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }))
const creation = (template: object = serviceTemplate(), given: Record<string, string> = values) => ({
  StackName,
  TemplateBody: JSON.stringify(template),
  Parameters: parameters(given),
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  Capabilities: ['CAPABILITY_IAM'],
  StackPolicyBody: JSON.stringify(stackPolicy()),
})

const newRegion = () => place({ cloudformation, cloudwatch, codedeploy, ec2, ecs, elbv2, logs, iam }, quietWorld())
let region: Place
beforeEach(() => {
  region = newRegion()
})

const stack = async (name = StackName) =>
  (await region.send('cloudformation', 'DescribeStacks', { StackName: name })).Stacks[0]
const reasons = async () => {
  const { StackEvents } = await region.send('cloudformation', 'DescribeStackEvents', { StackName })
  return StackEvents.filter((event: { ResourceStatus: string }) => event.ResourceStatus.endsWith('_FAILED'))
}
const made = async () => {
  const { StackResources } = await region.send('cloudformation', 'DescribeStackResources', { StackName })
  return Object.fromEntries(
    StackResources.map((one: { LogicalResourceId: string; PhysicalResourceId: string }) => [
      one.LogicalResourceId,
      one.PhysicalResourceId,
    ]),
  )
}

describe('the service stack', () => {
  test('is made within a second, by the services that own its parts', async () => {
    await region.send('cloudformation', 'CreateStack', creation())
    expect((await stack()).StackStatus).toBe('CREATE_IN_PROGRESS')
    await region.run(1_000)
    expect(await stack()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' })
    const { services } = await region.send('ecs', 'DescribeServices', {
      cluster: values.Cluster,
      services: [values.Service],
    })
    expect(services[0]).toMatchObject({ status: 'ACTIVE', desiredCount: 0 })
    const { taskDefinition } = await region.send('ecs', 'DescribeTaskDefinition', { taskDefinition: values.Base })
    expect(taskDefinition.containerDefinitions[0]).toMatchObject({
      name: 'app',
      image: values.Image,
      environment: [{ name: 'PORT', value: '8080' }],
      logConfiguration: { options: { 'awslogs-group': values.LogGroup, 'awslogs-region': 'eu-test-1' } },
    })
    const names = { applicationName: values.Base, deploymentGroupName: values.Base }
    const { deploymentGroupInfo } = await region.send('codedeploy', 'GetDeploymentGroup', names)
    expect(deploymentGroupInfo).toMatchObject({
      ecsServices: [{ clusterName: values.Cluster, serviceName: values.Service }],
      blueGreenDeploymentConfiguration: {
        deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 75 },
      },
    })
  })

  test('names in its outputs what releases need', async () => {
    await region.send('cloudformation', 'CreateStack', creation())
    await region.run(1_000)
    const { Outputs } = await stack()
    const outputs = Object.fromEntries(
      Outputs.map((one: { OutputKey: string; OutputValue: string }) => [one.OutputKey, one.OutputValue]),
    )
    expect(outputs).toMatchObject({ ClusterName: values.Cluster, ServiceName: values.Service })
    const { Listeners } = await region.send('elbv2', 'DescribeListeners', { LoadBalancerArn: outputs.LoadBalancerArn })
    expect(Listeners.map((one: { ListenerArn: string }) => one.ListenerArn).toSorted()).toEqual(
      [outputs.ProductionListenerArn, outputs.TestListenerArn].toSorted(),
    )
    expect(outputs.TargetGroupArnA).not.toBe(outputs.TargetGroupArnB)
  })

  test('tells of its beginning and its end on the bus', async () => {
    await region.send('cloudformation', 'CreateStack', creation())
    await region.run(1_000)
    const seen = region.events.filter(event => event['detail-type'] === 'CloudFormation Stack Status Change')
    expect(seen.map(event => (event.detail['status-details'] as { status: string }).status)).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ])
  })

  test('killed at any moment, comes to be all the same, with nothing made twice', async () => {
    let moment = 1
    // Each time a service has done what it was asked for, and the stack has not heard of it yet.
    for (; moment < 100; moment++) {
      region = newRegion()
      await region.send('cloudformation', 'CreateStack', creation())
      region.killAt(moment)
      await region.run(1_000)
      if ((await stack()).StackStatus === 'CREATE_COMPLETE') break
      region.restart()
      await region.run(1_000)
      expect((await stack()).StackStatus).toBe('CREATE_COMPLETE')
      expect((await region.send('elbv2', 'DescribeTargetGroups', {})).TargetGroups).toHaveLength(2)
      expect((await region.send('elbv2', 'DescribeLoadBalancers', {})).LoadBalancers).toHaveLength(1)
      expect((await region.send('ec2', 'DescribeSecurityGroups', {})).SecurityGroups).toHaveLength(2)
      expect((await region.send('cloudwatch', 'DescribeAlarms', {})).MetricAlarms).toHaveLength(4)
      expect(region.shelf.list('iam.role')).toHaveLength(3)
    }
    expect(moment).toBeGreaterThan(25)
    expect(moment).toBeLessThan(100)
  })

  test.each(['CreateService', 'CreateListener', 'ModifyTargetGroupAttributes', 'CreateDeploymentGroup'])(
    'takes back everything if %s is refused, and says why',
    async command => {
      region.faults.set(command, new AwsError('ThrottledForGood', 'no more of these'))
      await region.send('cloudformation', 'CreateStack', creation())
      await region.run(3_000)
      expect(await stack()).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' })
      expect((await reasons())[0].ResourceStatusReason).toContain('no more of these')
      expect((await region.send('elbv2', 'DescribeTargetGroups', {})).TargetGroups).toEqual([])
      expect((await region.send('ecs', 'DescribeClusters', { clusters: [values.Cluster] })).clusters).toEqual([])
      await region.send('cloudformation', 'DeleteStack', { StackName })
      await region.run(1_000)
      region.faults.clear()
      await region.send('cloudformation', 'CreateStack', creation())
      await region.run(1_000)
      expect((await stack()).StackStatus).toBe('CREATE_COMPLETE')
    },
  )

  test("leaves alone another's log group and cluster that it stumbles over", async () => {
    await region.send('logs', 'CreateLogGroup', { logGroupName: values.LogGroup })
    await region.send('cloudformation', 'CreateStack', creation())
    await region.run(3_000)
    expect((await stack()).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect((await reasons())[0].ResourceStatusReason).toContain('AlreadyExists')
    const { logGroups } = await region.send('logs', 'DescribeLogGroups', { logGroupNamePrefix: values.LogGroup })
    expect(logGroups).toHaveLength(1)
  })

  test("does not take another's cluster for its own", async () => {
    await region.send('ecs', 'CreateCluster', { clusterName: values.Cluster })
    await region.send('cloudformation', 'CreateStack', creation())
    await region.run(3_000)
    expect((await stack()).StackStatus).toBe('ROLLBACK_COMPLETE')
    const { clusters } = await region.send('ecs', 'DescribeClusters', { clusters: [values.Cluster] })
    expect(clusters[0].status).toBe('ACTIVE')
  })

  test('deleted, is gone with all that was in it, and found by its id only', async () => {
    const { StackId } = await region.send('cloudformation', 'CreateStack', creation())
    await region.run(1_000)
    await region.send('cloudformation', 'DeleteStack', { StackName })
    await region.run(5_000)
    await expect(stack()).rejects.toThrow(`Stack with id ${StackName} does not exist`)
    expect((await stack(StackId)).StackStatus).toBe('DELETE_COMPLETE')
    expect((await region.send('elbv2', 'DescribeTargetGroups', {})).TargetGroups).toEqual([])
    expect((await region.send('cloudwatch', 'DescribeAlarms', {})).MetricAlarms).toEqual([])
  })

  test('deleted while it is being made, leaves nothing', async () => {
    await region.send('cloudformation', 'CreateStack', creation())
    await region.run(100)
    await region.send('cloudformation', 'DeleteStack', { StackName })
    await region.run(5_000)
    await expect(stack()).rejects.toThrow('does not exist')
    expect((await region.send('elbv2', 'DescribeTargetGroups', {})).TargetGroups).toEqual([])
  })
})

describe('an update', () => {
  type Resources = Record<string, { Properties: Record<string, unknown> }>
  const changed = (change: (resources: Resources) => void) => {
    const template = structuredClone(serviceTemplate())
    change(template.Resources as Resources)
    return template
  }
  const update = (template: object, given: Record<string, string> = values) => {
    const { StackPolicyBody: _policy, ...input } = creation(template, given)
    return region.send('cloudformation', 'UpdateStack', input)
  }
  beforeEach(async () => {
    await region.send('cloudformation', 'CreateStack', creation())
    await region.run(1_000)
    region.calls.length = 0
  })

  test('without a difference is refused as such', async () => {
    await expect(update(serviceTemplate())).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    })
  })

  test('touches only what has changed', async () => {
    await update(
      changed(resources => {
        resources.SlowAnswers!.Properties.Threshold = 3
        resources.Logs!.Properties.RetentionInDays = 30
      }),
    )
    await region.run(1_000)
    expect((await stack()).StackStatus).toBe('UPDATE_COMPLETE')
    expect(region.calls.map(call => call.command).toSorted()).toEqual(['PutMetricAlarm', 'PutRetentionPolicy'])
  })

  test.each(['TargetGroupA', 'TargetGroupB'])(
    'of %s is denied by the stack policy, and all of it is taken back',
    async id => {
      await update(
        changed(resources => {
          resources.Logs!.Properties.RetentionInDays = 30
          resources[id]!.Properties.HealthCheckPath = '/elsewhere'
        }),
      )
      await region.run(1_000)
      expect((await stack()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
      expect((await reasons())[0].ResourceStatusReason).toContain('Action denied by stack policy')
      const retentions = region.calls.filter(call => call.command === 'PutRetentionPolicy').map(call => call.input)
      expect(retentions).toMatchObject([{ retentionInDays: 30 }, { retentionInDays: 90 }])
    },
  )

  test("of the stack's tags is one of every resource, the denied ones included", async () => {
    const { StackPolicyBody: _policy, ...input } = creation()
    await region.send('cloudformation', 'UpdateStack', { ...input, Tags: [{ Key: 'panda:owner', Value: 'other' }] })
    await region.run(2_000)
    expect((await stack()).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  test('brings and takes away resources, also when killed in the middle', async () => {
    const with5 = changed(resources => {
      resources.Extra = { ...structuredClone(resources.SlowAnswers!) }
    })
    await update(with5)
    await region.run(15)
    region.restart()
    await region.run(1_000)
    expect(await made()).toHaveProperty('Extra')
    await update(serviceTemplate())
    await region.run(1_000)
    expect((await stack()).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await made()).not.toHaveProperty('Extra')
    expect((await region.send('cloudwatch', 'DescribeAlarms', {})).MetricAlarms).toHaveLength(4)
  })

  test('of a stack that is busy is refused', async () => {
    await update(
      changed(resources => {
        resources.SlowAnswers!.Properties.Threshold = 3
      }),
    )
    await expect(update(serviceTemplate())).rejects.toThrow('UPDATE_IN_PROGRESS state and can not be updated')
  })
})

describe('refused at once, with nothing started', () => {
  const only = (resource: object, more: object = {}) => ({ Resources: { Thing: resource }, ...more })
  const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: {} }
  test.each<[string, object, RegExp]>([
    ['an unknown type', only({ Type: 'AWS::S3::Bucket' }), /Unrecognized resource types: \[AWS::S3::Bucket\]/],
    [
      'an unknown property',
      only({ Type: 'AWS::ECS::Cluster', Properties: { Colour: 'red' } }),
      /does not model \[Colour\]/,
    ],
    ['an unknown part', only(alarm, { Mappings: {} }), /does not model \[Mappings\]/],
    ['an unknown function', only({ ...alarm, Properties: { Threshold: { 'Fn::Select': [] } } }), /Fn::Select/],
    [
      'an unknown condition of a value',
      only({ ...alarm, Properties: { Threshold: { 'Fn::If': ['No', 1, 2] } } }),
      /Unresolved condition dependency No/,
    ],
    ['an unknown condition of a resource', only({ ...alarm, Condition: 'No' }), /Unresolved condition dependency No/],
    [
      'a condition on a resource',
      only(alarm, { Conditions: { It: { 'Fn::Equals': [{ Ref: 'Thing' }, 'a'] } } }),
      /Cannot reference resources in the Conditions block/,
    ],
    [
      'a condition on itself',
      only({ ...alarm, Condition: 'It' }, { Conditions: { It: { Condition: 'It' } } }),
      /Circular dependency/,
    ],
    ['a lost reference', only({ ...alarm, Properties: { Threshold: { Ref: 'Nowhere' } } }), /\[Nowhere\]/],
    ['a circle', only({ ...alarm, DependsOn: 'Thing' }), /Circular dependency/],
  ])('%s', async (_what, template, message) => {
    await expect(region.send('cloudformation', 'CreateStack', creation(template, {}))).rejects.toThrow(message)
    await expect(stack()).rejects.toThrow('does not exist')
  })

  test('a missing, an unknown and a wrong parameter', async () => {
    const create = (given: Record<string, string>) =>
      region.send('cloudformation', 'CreateStack', creation(serviceTemplate(), given))
    const { Base: _base, ...without } = values
    await expect(create(without)).rejects.toThrow('Parameters: [Base] must have values')
    await expect(create({ ...values, Colour: 'red' })).rejects.toThrow('Parameters: [Colour] do not exist')
    await expect(create({ ...values, Port: 'eighty' })).rejects.toThrow("Parameter 'Port' must be a number")
  })

  test('roles without the capability', async () => {
    const { Capabilities: _none, ...input } = creation()
    await expect(region.send('cloudformation', 'CreateStack', input)).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
    })
  })

  test('a name that is taken, unless it is the same request again', async () => {
    const first = await region.send('cloudformation', 'CreateStack', { ...creation(), ClientRequestToken: 'one' })
    const again = await region.send('cloudformation', 'CreateStack', { ...creation(), ClientRequestToken: 'one' })
    expect(again).toEqual(first)
    await expect(region.send('cloudformation', 'CreateStack', creation())).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    })
  })
})
