import { inputOf, type Made, type Maker, type Making, type Properties, tagList, unlessMissing } from './making.ts'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-application.html
const application: Maker = {
  properties: ['ApplicationName', 'ComputePlatform'],
  async create(properties, making) {
    await making.call('codedeploy', 'CreateApplication', { ...inputOf(properties), tags: tagList(making.tags) })
    return { physicalId: String(properties.ApplicationName), attributes: {} }
  },
  async find({ ApplicationName: name }, making) {
    const found = await unlessMissing(making.call('codedeploy', 'GetApplication', { applicationName: name }))
    return found && { physicalId: String(name), attributes: {} }
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('codedeploy', 'DeleteApplication', { applicationName: made.physicalId }))
    return 'gone'
  },
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-deploymentgroup.html
const releaseGroup: Maker = {
  properties: [
    'ApplicationName',
    'DeploymentGroupName',
    'ServiceRoleArn',
    'DeploymentConfigName',
    'DeploymentStyle',
    'BlueGreenDeploymentConfiguration',
    'AutoRollbackConfiguration',
    'AlarmConfiguration',
    'ECSServices',
    'LoadBalancerInfo',
  ],
  async create(properties, making) {
    await making.call('codedeploy', 'CreateDeploymentGroup', { ...inputOf(properties), tags: tagList(making.tags) })
    return { physicalId: String(properties.DeploymentGroupName), attributes: {} }
  },
  async find(properties, making) {
    const found = await unlessMissing(making.call('codedeploy', 'GetDeploymentGroup', namesOf(properties)))
    return found && { physicalId: String(properties.DeploymentGroupName), attributes: {} }
  },
  async remove(_made, properties, making) {
    await unlessMissing(making.call('codedeploy', 'DeleteDeploymentGroup', namesOf(properties)))
    return 'gone'
  },
}

/** Putting an alarm makes or changes it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const alarm: Maker = {
  properties: [
    'AlarmDescription',
    'ComparisonOperator',
    'Threshold',
    'EvaluationPeriods',
    'TreatMissingData',
    'Metrics',
  ],
  create: (properties, making) => putAlarm(properties, making),
  async update(_made, properties, making) {
    await putAlarm(properties, making)
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('cloudwatch', 'DeleteAlarms', { AlarmNames: [made.physicalId] }))
    return 'gone'
  },
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
const dashboard: Maker = {
  properties: ['DashboardName', 'DashboardBody'],
  create: (properties, making) => putDashboard(properties, making),
  async update(_made, properties, making) {
    await putDashboard(properties, making)
  },
  async remove(made, _properties, making) {
    await unlessMissing(making.call('cloudwatch', 'DeleteDashboards', { DashboardNames: [made.physicalId] }))
    return 'gone'
  },
}

export const releaseMakers: Record<string, Maker> = {
  'AWS::CodeDeploy::Application': application,
  'AWS::CodeDeploy::DeploymentGroup': releaseGroup,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::Dashboard': dashboard,
}

const putDashboard = async ({ DashboardName, DashboardBody }: Properties, making: Making): Promise<Made> => {
  await making.call('cloudwatch', 'PutDashboard', { DashboardName, DashboardBody })
  return { physicalId: String(DashboardName), attributes: {} }
}

const putAlarm = async (properties: Properties, making: Making): Promise<Made> => {
  const name = making.nameOf(255)
  await making.call('cloudwatch', 'PutMetricAlarm', { ...properties, AlarmName: name, Tags: tagList(making.tags) })
  const { region, accountId } = making.caller
  return { physicalId: name, attributes: { Arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}` } }
}

const namesOf = ({ ApplicationName, DeploymentGroupName }: Properties) => ({
  applicationName: ApplicationName,
  deploymentGroupName: DeploymentGroupName,
})
