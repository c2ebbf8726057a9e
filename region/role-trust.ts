// Who may take on a role.
import * as z from 'zod'
import { AwsError } from './aws-error.ts'
import type { Caller } from './kernel.ts'
import { conditionSchema, holds, strings } from './policy-check.ts'

export const trusts = (role: { trust: string }, caller: Caller, externalId: string | undefined) =>
  trustOf(role.trust).Statement.some(
    statement =>
      statement.Effect === 'Allow' &&
      list(statement.Action).includes('sts:AssumeRole') &&
      list(statement.Principal === '*' ? '*' : statement.Principal?.AWS).some(one => isPrincipal(one, caller)) &&
      holds(statement.Condition ?? {}, externalId === undefined ? {} : { 'sts:ExternalId': [externalId] }),
  )

/** `*`, an account, its root, or the very one: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export const isPrincipal = (principal: string, caller: Pick<Caller, 'accountId' | 'arn'>) =>
  ['*', caller.accountId, `arn:aws:iam::${caller.accountId}:root`, caller.arn, roleArnOf(caller.arn)].includes(
    principal,
  )

export const policySchema = z.object({
  Statement: z
    .union([z.looseObject({}), z.array(z.looseObject({}))])
    .transform(statements => (Array.isArray(statements) ? statements : [statements])),
})
const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: strings,
  Principal: z.union([z.literal('*'), z.record(z.string(), strings)]).optional(),
  Condition: conditionSchema.optional(),
})

export const trustOf = (document: string) => {
  const policy = policySchema.safeParse(parsedPolicy(document))
  const statements = z.array(statementSchema).safeParse(policy.data?.Statement)
  if (!statements.success) throw malformed()
  return { Statement: statements.data }
}

export const parsedPolicy = (document: string): unknown => {
  try {
    return JSON.parse(document)
  } catch {
    throw malformed()
  }
}

const malformed = () => new AwsError('MalformedPolicyDocumentException', 'This policy contains invalid Json')
const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat())
const roleArnOf = (arn: string) =>
  arn.replace(/^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2')
