// The onboarding template as a customer's account makes it: resolved by hand, and put into a pretend region.
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { expect } from 'vitest'
import type { CustomerClients } from '../../aws/clients.ts'
import { onboardingTemplate } from '../../lib/onboarding-template.ts'

type Json = Record<string, unknown>
export type Made = { Type: string; Properties: Record<string, never> }

export const externalId = `panda-${'0'.repeat(32)}`

/** What is made of it: resources whose condition holds, with every reference resolved. */
export const resolved = (given: Record<string, string>, accountId: string): Record<string, Made> => {
  const template = onboardingTemplate() as { Parameters: Json; Resources: Record<string, Json> }
  const makesRoles = (given.MakeRoles ?? 'yes') === 'yes'
  const names: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::AccountId': accountId, ...given }
  for (const [id, { Properties }] of Object.entries(template.Resources)) {
    const { RoleName } = Properties as { RoleName?: string }
    if (RoleName) names[`${id}.Arn`] = `arn:aws:iam::${accountId}:role/${RoleName}`
  }
  const value = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(value)
    if (typeof node !== 'object' || node === null) return node
    const [[key, inner] = ['', '']] = Object.entries(node)
    if (key === 'Ref') return names[String(inner)] ?? `made:${inner}`
    if (key === 'Fn::GetAtt') return names[(inner as string[]).join('.')]
    if (key === 'Fn::Sub')
      return String(inner)
        .replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => names[name]!)
        .replaceAll('${!', '${')
    if (key === 'Fn::If') return value((inner as unknown[])[makesRoles ? 1 : 2])
    return Object.fromEntries(Object.entries(node).map(([name, one]) => [name, value(one)]))
  }
  const made = Object.entries(template.Resources).filter(([, { Condition }]) => !Condition || makesRoles)
  const all = Object.fromEntries(made.map(([id, one]) => [id, value(one) as Made]))
  expect(JSON.stringify(all)).not.toMatch(/undefined|\$\{(?!aws:PrincipalTag)/)
  return all
}

export const policiesOf = (made: Record<string, Made>): { Statement: { Action: string[] }[] }[] =>
  Object.entries(made).flatMap(([id, { Properties }]) =>
    id.startsWith('DeployPolicy') ? [Properties.PolicyDocument as never] : [],
  )

/** Role, forwarding role and rule, by the SDK. The region has no managed policies of customers': they are put inline. */
export const onboard = async (clients: CustomerClients, made: Record<string, Made>) => {
  const iam = clients.iam()
  for (const { Type, Properties } of Object.values(made)) {
    if (Type !== 'AWS::IAM::Role') continue
    const { RoleName, AssumeRolePolicyDocument, Policies = [] as never } = Properties
    const trust = JSON.stringify(AssumeRolePolicyDocument)
    await iam.send(new CreateRoleCommand({ ...Properties, RoleName, AssumeRolePolicyDocument: trust }))
    const inline = [...(Policies as { PolicyName: string; PolicyDocument: object }[])]
    if (RoleName === 'PandaDeployRole')
      inline.push(...policiesOf(made).map((PolicyDocument, n) => ({ PolicyName: `part-${n}`, PolicyDocument })))
    for (const { PolicyName, PolicyDocument } of inline)
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }))
  }
  const { Name, Description, EventPattern, State, Targets } = made.EventRule!.Properties
  const rule = { Name, Description, State, EventPattern: JSON.stringify(EventPattern) }
  await clients.eventbridge().send(new PutRuleCommand(rule))
  await clients.eventbridge().send(new PutTargetsCommand({ Rule: Name, Targets }))
}
