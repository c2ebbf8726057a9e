// Who may do what, as far as the pretend IAM is asked: nothing here enforces it.
import { AwsError } from './aws-error.ts'
import { roleByArn } from './iam.ts'
import type { Caller, Kernel } from './kernel.ts'
import { decision, statementsIn } from './policy-check.ts'
import { parsedPolicy, policySchema } from './role-trust.ts'

type User = { inline: Record<string, string> }
type SimulateInput = {
  PolicySourceArn: string
  ActionNames: string[]
  ResourceArns?: string[]
  ContextEntries?: { ContextKeyName?: string; ContextKeyValues?: string[] }[]
  Marker?: string
  MaxItems?: number
}

/** Every action on every resource: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export const simulatePrincipalPolicy =
  (kernel: Pick<Kernel, 'shelf'>) => async (input: SimulateInput, caller: Caller) => {
    const statements = statementsIn(documentsOf(kernel, caller, input.PolicySourceArn))
    const entries = input.ContextEntries ?? []
    const context = Object.fromEntries(entries.map(one => [one.ContextKeyName ?? '', one.ContextKeyValues ?? []]))
    const all = input.ActionNames.flatMap(action =>
      (input.ResourceArns ?? ['*']).map(resource => ({
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decision(statements, { action, resource, context }),
      })),
    )
    const from = Number(input.Marker ?? 0)
    const to = from + (input.MaxItems ?? 100)
    const IsTruncated = to < all.length
    return { EvaluationResults: all.slice(from, to), IsTruncated, ...(IsTruncated && { Marker: String(to) }) }
  }

/** A user is known by its name, whether somebody has made it or not. */
export const putUserPolicy =
  (kernel: Pick<Kernel, 'shelf'>) =>
  async (input: { UserName: string; PolicyName: string; PolicyDocument: string }, caller: Caller) => {
    policySchema.parse(parsedPolicy(input.PolicyDocument))
    const id = `${caller.accountId}/${input.UserName}`
    const inline = { ...kernel.shelf.get<User>(users, id)?.inline, [input.PolicyName]: input.PolicyDocument }
    kernel.shelf.put<User>(users, id, { inline })
    return {}
  }

const users = 'iam.user'
const everything = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })

/** The users that the region gives keys to may do everything, until somebody gives one of them a policy. */
const documentsOf = (kernel: Pick<Kernel, 'shelf'>, caller: Caller, arn: string): string[] => {
  const role = roleByArn(kernel, arn)
  const managed = role?.attached.filter(policy => policy.endsWith(':policy/AdministratorAccess')) ?? []
  if (role) return [...Object.values(role.inline), ...managed.map(() => everything)]
  const [, accountId, name] = /^arn:aws:iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/.exec(arn) ?? []
  if (!name || accountId !== caller.accountId)
    throw new AwsError('NoSuchEntityException', `The entity of ARN ${arn} cannot be found.`, 404)
  const user = kernel.shelf.get<User>(users, `${accountId}/${name}`)
  return user ? Object.values(user.inline) : [everything]
}
