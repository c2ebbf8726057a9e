// What a request to make or update a stack asks for, and how a stack is shown.
import { isDeepStrictEqual } from 'node:util'
import { AwsError } from '../aws-error.ts'
import type { Stack, Version } from './stack.ts'
import { parseTemplate, templateOf } from './template.ts'

type Parameter = { ParameterKey: string; ParameterValue?: string; UsePreviousValue?: boolean }
type Tag = { Key: string; Value: string }
export type StackInput = {
  StackName: string
  TemplateBody?: string
  UsePreviousTemplate?: boolean
  Parameters?: Parameter[]
  Tags?: Tag[]
  Capabilities?: string[]
  StackPolicyBody?: string
  ClientRequestToken?: string
}
export const versionOf = (input: StackInput, before?: Version): Version => {
  const template = input.UsePreviousTemplate ? before?.template : input.TemplateBody
  if (!template) throw invalid('Either Template URL or Template Body must be specified.')
  const parsed = parseTemplate(template)
  const given = (input.Parameters ?? []).flatMap(({ ParameterKey, ParameterValue, UsePreviousValue }) => {
    const value = UsePreviousValue ? before?.parameters[ParameterKey] : ParameterValue
    if (UsePreviousValue && !before)
      throw invalid(
        `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      )
    return value === undefined ? [] : [[ParameterKey, value] as const]
  })
  const parameters = Object.fromEntries(given)
  templateOf({ template, parameters })
  const roles = Object.values(parsed.resources).some(({ Type }) => Type === 'AWS::IAM::Role')
  if (roles && !input.Capabilities?.some(one => one.startsWith('CAPABILITY_') && one.endsWith('IAM')))
    throw new AwsError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]')
  const tags = input.Tags ? Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value])) : (before?.tags ?? {})
  return { template, parameters, tags }
}

export const sameVersion = (a: Version, b: Version) =>
  isDeepStrictEqual(JSON.parse(a.template), JSON.parse(b.template)) &&
  isDeepStrictEqual(a.parameters, b.parameters) &&
  isDeepStrictEqual(a.tags, b.tags)

export const shown = (stack: Stack) => ({
  StackId: stack.id,
  StackName: stack.name,
  StackStatus: stack.status,
  StackStatusReason: stack.reason,
  CreationTime: new Date(stack.createdAt),
  ...(stack.updatedAt !== undefined && { LastUpdatedTime: new Date(stack.updatedAt) }),
  ...(stack.deletedAt !== undefined && { DeletionTime: new Date(stack.deletedAt) }),
  Parameters: Object.entries(allParameters(stack)).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey,
    ParameterValue,
  })),
  Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  Tags: Object.entries(stack.version.tags).map(([Key, Value]) => ({ Key, Value })),
})

/** Those that were left to their defaults too. */
const allParameters = ({ version }: Stack) =>
  Object.fromEntries(
    Object.entries(parseTemplate(version.template).parameters).map(([name, { Default }]) => [
      name,
      version.parameters[name] ?? String(Default),
    ]),
  )

export const invalid = (message: string) => new AwsError('ValidationError', message)
