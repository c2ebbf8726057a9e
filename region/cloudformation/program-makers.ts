import { AwsError } from '../aws-error.ts'
import { inputOf, type Made, type Maker, type Making, type Properties, smallTagList, unlessMissing } from './making.ts'

type Service = { serviceArn: string; serviceName: string; status?: string }
type Cluster = { clusterArn: string; clusterName: string; status?: string }

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-cluster.html
const cluster: Maker = {
  properties: ['ClusterName'],
  async create(properties, making) {
    // ECS would answer an existing cluster as if it were new: another's must not become this stack's.
    if (await activeCluster(properties, making))
      throw new AwsError('AlreadyExists', `A cluster named ${properties.ClusterName} already exists`)
    const input = { ...inputOf(properties), tags: smallTagList(making.tags) }
    return clusterOf((await making.call<{ cluster: Cluster }>('ecs', 'CreateCluster', input)).cluster)
  },
  async find(properties, making) {
    const found = await activeCluster(properties, making)
    return found && clusterOf(found)
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('ecs', 'DeleteCluster', { cluster: made.physicalId }))
    return 'gone'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html
const taskDefinition: Maker = {
  properties: [
    'Family',
    'Cpu',
    'Memory',
    'NetworkMode',
    'RequiresCompatibilities',
    'ExecutionRoleArn',
    'TaskRoleArn',
    'ContainerDefinitions',
    'Tags',
  ],
  // Making it again makes one more revision, which does no harm.
  async create(properties, making) {
    const containerDefinitions = (properties.ContainerDefinitions as Properties[]).map(containerOf)
    const own = (properties.Tags as { Key: string; Value: string }[] | undefined) ?? []
    const tags = smallTagList({ ...making.tags, ...Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])) })
    const input = { ...inputOf(properties), containerDefinitions, tags }
    const made = await making.call<{ taskDefinition: { taskDefinitionArn: string } }>(
      'ecs',
      'RegisterTaskDefinition',
      input,
    )
    const arn = made.taskDefinition.taskDefinitionArn
    return { physicalId: arn, attributes: { TaskDefinitionArn: arn } }
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('ecs', 'DeregisterTaskDefinition', { taskDefinition: made.physicalId }))
    return 'gone'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
const service: Maker = {
  properties: [
    'Cluster',
    'ServiceName',
    'LaunchType',
    'DeploymentController',
    'DesiredCount',
    'HealthCheckGracePeriodSeconds',
    'TaskDefinition',
    'LoadBalancers',
    'NetworkConfiguration',
  ],
  async create(properties, making) {
    const input = { ...inputOf(properties), clientToken: making.token, tags: smallTagList(making.tags) }
    return serviceOf((await making.call<{ service: Service }>('ecs', 'CreateService', input)).service)
  },
  async find({ Cluster: cluster, ServiceName: name }, making) {
    const found = await making.call<{ services?: Service[] }>('ecs', 'DescribeServices', { cluster, services: [name] })
    const active = found.services?.find(one => one.status === 'ACTIVE')
    return active && serviceOf(active)
  },
  // Its tasks go first; the cluster cannot go before them.
  async remove(made, { Cluster: cluster }, making) {
    const input = { cluster, services: [made.physicalId] }
    const found = await unlessMissing(making.call<{ services?: Service[] }>('ecs', 'DescribeServices', input))
    const status = found?.services?.[0]?.status ?? 'INACTIVE'
    if (status === 'ACTIVE')
      await making.call('ecs', 'DeleteService', { cluster, service: made.physicalId, force: true })
    return status === 'INACTIVE' ? 'gone' : 'leaving'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
const logGroup: Maker = {
  properties: ['LogGroupName', 'RetentionInDays'],
  async create({ LogGroupName: logGroupName }, making) {
    await making.call('logs', 'CreateLogGroup', { logGroupName, tags: making.tags })
    return logGroupOf(String(logGroupName), making)
  },
  async find({ LogGroupName: name }, making) {
    const input = { logGroupNamePrefix: name }
    const found = await making.call<{ logGroups?: { logGroupName: string }[] }>('logs', 'DescribeLogGroups', input)
    return found.logGroups?.some(one => one.logGroupName === name) ? logGroupOf(String(name), making) : undefined
  },
  async settle(made, { RetentionInDays: retentionInDays }, making) {
    const input = { logGroupName: made.physicalId, retentionInDays }
    if (retentionInDays) await making.call('logs', 'PutRetentionPolicy', input)
  },
  async update(made, properties, making) {
    await logGroup.settle!(made, properties, making)
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('logs', 'DeleteLogGroup', { logGroupName: made.physicalId }))
    return 'gone'
  },
}

export const programMakers: Record<string, Maker> = {
  'AWS::ECS::Cluster': cluster,
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::ECS::Service': service,
  'AWS::Logs::LogGroup': logGroup,
}

const activeCluster = async ({ ClusterName: name }: Properties, making: Making) => {
  const { clusters } = await making.call<{ clusters?: Cluster[] }>('ecs', 'DescribeClusters', { clusters: [name] })
  return clusters?.find(one => one.status === 'ACTIVE')
}

/** CloudFormation makes strings of what must be one. */
const containerOf = (container: Properties) => {
  const variables = (container.Environment as { Name: string; Value: unknown }[] | undefined) ?? []
  return {
    ...inputOf(container),
    environment: variables.map(({ Name, Value }) => ({ name: Name, value: String(Value) })),
  }
}

const clusterOf = ({ clusterName, clusterArn }: Cluster): Made => ({
  physicalId: clusterName,
  attributes: { Arn: clusterArn },
})
const serviceOf = ({ serviceArn, serviceName }: Service): Made => ({
  physicalId: serviceArn,
  attributes: { ServiceArn: serviceArn, Name: serviceName },
})
const logGroupOf = (name: string, { caller }: Making): Made => ({
  physicalId: name,
  attributes: { Arn: `arn:aws:logs:${caller.region}:${caller.accountId}:log-group:${name}:*` },
})
