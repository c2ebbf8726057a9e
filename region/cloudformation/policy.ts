// Stack policies: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
import { AwsError } from '../aws-error.ts'

type Statement = { Effect: 'Allow' | 'Deny'; Action: string | string[]; Resource: string | string[]; Principal: '*' }
export type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete'

/** Why an update of that resource is denied, or nothing. Without a policy everything is allowed; with one, what it allows. */
export const denial = (policy: string | undefined, action: UpdateAction, logicalId: string): string | undefined => {
  if (policy === undefined) return undefined
  const about = parsePolicy(policy).filter(
    statement => covers(statement.Action, action) && covers(statement.Resource, `LogicalResourceId/${logicalId}`),
  )
  const allowed = about.some(({ Effect }) => Effect === 'Allow') && !about.some(({ Effect }) => Effect === 'Deny')
  if (allowed) return undefined
  return `Action denied by stack policy: Statement does not allow [${action}] for resource [${logicalId}]`
}

export const parsePolicy = (policy: string): Statement[] => {
  const { Statement: statements } = JSON.parse(policy) as { Statement?: Statement[] }
  const known = ['Effect', 'Action', 'Resource', 'Principal']
  for (const statement of statements ?? []) {
    const others = Object.keys(statement).filter(key => !known.includes(key))
    if (others.length > 0)
      throw new AwsError(
        'ValidationError',
        `Error validating stack policy: this region does not model ${others.join(', ')}`,
      )
  }
  if (!statements) throw new AwsError('ValidationError', 'Error validating stack policy: Invalid stack policy')
  return statements
}

const covers = (patterns: string | string[], text: string) =>
  [patterns].flat().some(pattern => {
    const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`).test(text)
  })
