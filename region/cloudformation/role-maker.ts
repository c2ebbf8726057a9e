// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
import { type Made, type Maker, type Making, type Properties, tagList, unlessMissing } from './making.ts'

type Role = { Role: { RoleName: string; Arn: string } }
type Policy = { PolicyName: string; PolicyDocument: unknown }

const role: Maker = {
  properties: ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies', 'Tags'],
  async create({ AssumeRolePolicyDocument: trust }, making) {
    const input = {
      RoleName: making.nameOf(64),
      AssumeRolePolicyDocument: JSON.stringify(trust),
      Tags: tagList(making.tags),
    }
    return roleOf(await making.call<Role>('iam', 'CreateRole', input))
  },
  async find(_properties, making) {
    const found = await unlessMissing(making.call<Role>('iam', 'GetRole', { RoleName: making.nameOf(64) }))
    return found && roleOf(found)
  },
  async settle(made, properties, making) {
    const RoleName = made.physicalId
    const Tags = properties.Tags as { Key: string; Value: string }[] | undefined
    if (Tags) await making.call('iam', 'TagRole', { RoleName, Tags })
    for (const PolicyArn of managed(properties)) await making.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn })
    for (const { PolicyName, PolicyDocument } of inline(properties)) {
      const input = { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }
      await making.call('iam', 'PutRolePolicy', input)
    }
  },
  // Who may take it on is not changed here.
  async update(made, properties, making, before) {
    await role.settle!(made, properties, making)
    const names = inline(properties).map(one => one.PolicyName)
    await strip(made, making, {
      ManagedPolicyArns: managed(before).filter(arn => !managed(properties).includes(arn)),
      Policies: inline(before).filter(one => !names.includes(one.PolicyName)),
    })
  },
  async remove(made, properties, making) {
    await strip(made, making, properties)
    await unlessMissing(making.call('iam', 'DeleteRole', { RoleName: made.physicalId }))
    return 'gone'
  },
}

export const roleMakers: Record<string, Maker> = { 'AWS::IAM::Role': role }

const strip = async ({ physicalId: RoleName }: Made, making: Making, properties: Properties) => {
  for (const PolicyArn of managed(properties))
    await unlessMissing(making.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }))
  for (const { PolicyName } of inline(properties))
    await unlessMissing(making.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }))
}

const managed = (properties: Properties) => (properties.ManagedPolicyArns as string[] | undefined) ?? []
const inline = (properties: Properties) => (properties.Policies as Policy[] | undefined) ?? []

const roleOf = ({ Role }: Role): Made => ({ physicalId: Role.RoleName, attributes: { Arn: Role.Arn } })
