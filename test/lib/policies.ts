// What a role may do, as lines that can be read: `s3:GetObject on Bucket.Arn`.
import { plain, type Resource, resourcesOf, type Template } from './platform.ts'

export type Statement = {
  Effect: string
  Action: string | string[]
  Resource: string | string[]
  Condition?: Record<string, object>
}

type Document = { Statement: Statement[] }

/** Of the role itself, and of every policy that names it. */
export const statementsOf = (template: Template, roleId: string): Statement[] => {
  const role = template.Resources[roleId]!
  const inline = (role.Properties.Policies ?? []) as { PolicyDocument: Document }[]
  const attached = resourcesOf(template, 'AWS::IAM::Policy')
    .map(([, { Properties }]) => Properties as { Roles: { Ref: string }[]; PolicyDocument: Document })
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId))
  return [...inline, ...attached].flatMap(({ PolicyDocument }) => plain(PolicyDocument.Statement) as Statement[])
}

export const linesOf = (statements: Statement[]): string[] =>
  statements
    .flatMap(({ Action, Resource, Condition }) => {
      const when = Condition ? ` if ${JSON.stringify(Condition).replaceAll('"', '')}` : ''
      return [Resource].flat().map(resource => `${[Action].flat().join(', ')} on ${resource}${when}`)
    })
    .sort()

/** By the role that a function, a project or a machine runs with. */
export const roleIdOf = ({ Properties }: Resource, property: string): string =>
  (Properties[property] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0]
