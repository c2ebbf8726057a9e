// The pretend IAM: roles, who may take them on, and the policies they carry (kept, not enforced).
import { AwsError } from './aws-error.ts'
import { putUserPolicy, simulatePrincipalPolicy } from './iam-simulation.ts'
import type { Caller, Kernel, Service } from './kernel.ts'
import { parsedPolicy, policySchema, trustOf } from './role-trust.ts'

type Tag = { Key: string; Value: string }
export type Role = {
  name: string
  accountId: string
  arn: string
  id: string
  trust: string
  createdAt: number
  maxSessionSeconds: number
  tags: Tag[]
  inline: Record<string, string>
  attached: string[]
}
type Named = { RoleName: string }
type CreateInput = Named & {
  AssumeRolePolicyDocument: string
  Path?: string
  Description?: string
  MaxSessionDuration?: number
  Tags?: Tag[]
}

export const iam: Service = kernel => {
  const change = (caller: Caller, name: string, how: (role: Role) => Role) => {
    kernel.shelf.put(roles, key(caller, name), how(roleOf(kernel, caller, name)))
    return {}
  }
  return {
    commands: {
      // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
      CreateRole: async (input: CreateInput, caller) => {
        const name = input.RoleName
        if (!/^[\w+=,.@-]{1,64}$/.test(name))
          throw new AwsError('ValidationError', `The specified value for roleName is invalid: ${name}`)
        if (kernel.shelf.get(roles, key(caller, name)))
          throw new AwsError('EntityAlreadyExistsException', `Role with name ${name} already exists.`, 409)
        trustOf(input.AssumeRolePolicyDocument)
        const role: Role = {
          name,
          accountId: caller.accountId,
          arn: `arn:aws:iam::${caller.accountId}:role${input.Path ?? '/'}${name}`,
          id: `AROA${kernel.random.hex(8).toUpperCase()}`,
          trust: input.AssumeRolePolicyDocument,
          createdAt: kernel.timeline.now(),
          maxSessionSeconds: input.MaxSessionDuration ?? 3600,
          tags: input.Tags ?? [],
          inline: {},
          attached: [],
        }
        kernel.shelf.put(roles, key(caller, name), role)
        return { Role: shown(role) }
      },

      GetRole: async (input: Named, caller) => ({ Role: shown(roleOf(kernel, caller, input.RoleName)) }),

      PutRolePolicy: async (input: Named & { PolicyName: string; PolicyDocument: string }, caller) => {
        policySchema.parse(parsedPolicy(input.PolicyDocument))
        return change(caller, input.RoleName, role => ({
          ...role,
          inline: { ...role.inline, [input.PolicyName]: input.PolicyDocument },
        }))
      },

      GetRolePolicy: async (input: Named & { PolicyName: string }, caller) => {
        const document = roleOf(kernel, caller, input.RoleName).inline[input.PolicyName]
        if (!document) throw missing(`The role policy with name ${input.PolicyName} cannot be found.`)
        return { ...input, PolicyDocument: encodeURIComponent(document) }
      },

      DeleteRolePolicy: async (input: Named & { PolicyName: string }, caller) =>
        change(caller, input.RoleName, role => {
          const { [input.PolicyName]: gone, ...inline } = role.inline
          if (!gone) throw missing(`The role policy with name ${input.PolicyName} cannot be found.`)
          return { ...role, inline }
        }),

      AttachRolePolicy: async (input: Named & { PolicyArn: string }, caller) => {
        if (kernel.shelf.get(missingPolicies, input.PolicyArn))
          throw missing(`Policy ${input.PolicyArn} does not exist or is not attachable.`)
        return change(caller, input.RoleName, role => ({
          ...role,
          attached: [...new Set([...role.attached, input.PolicyArn])],
        }))
      },

      DetachRolePolicy: async (input: Named & { PolicyArn: string }, caller) =>
        change(caller, input.RoleName, role => {
          if (!role.attached.includes(input.PolicyArn)) throw missing(`Policy ${input.PolicyArn} was not found.`)
          return { ...role, attached: role.attached.filter(arn => arn !== input.PolicyArn) }
        }),

      PutUserPolicy: putUserPolicy(kernel),
      SimulatePrincipalPolicy: simulatePrincipalPolicy(kernel),

      TagRole: async (input: Named & { Tags: Tag[] }, caller) =>
        change(caller, input.RoleName, role => ({
          ...role,
          tags: [...role.tags.filter(tag => !input.Tags.some(given => given.Key === tag.Key)), ...input.Tags],
        })),

      // https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html: policies have to go first.
      DeleteRole: async (input: Named, caller) => {
        const role = roleOf(kernel, caller, input.RoleName)
        if (role.attached.length > 0 || Object.keys(role.inline).length > 0)
          throw new AwsError('DeleteConflictException', 'Cannot delete entity, must delete policies first.', 409)
        kernel.shelf.remove(roles, key(caller, role.name))
        return {}
      },
    },
  }
}

export const roleByArn = (kernel: Pick<Kernel, 'shelf'>, arn: string): Role | undefined => {
  const [, accountId, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? []
  const role = kernel.shelf.get<Role>(roles, `${accountId}/${name}`)
  return role?.arn === arn ? role : undefined
}

const roles = 'iam.role'
/** Every account here has what the onboarding template makes, but for what a test has put here. */
const missingPolicies = 'iam.policy.missing'
const key = (caller: Pick<Caller, 'accountId'>, name: string) => `${caller.accountId}/${name}`

const roleOf = (kernel: Pick<Kernel, 'shelf'>, caller: Caller, name: string) => {
  const role = kernel.shelf.get<Role>(roles, key(caller, name))
  if (!role) throw missing(`The role with name ${name} cannot be found.`)
  return role
}

const missing = (message: string) => new AwsError('NoSuchEntityException', message, 404)

const shown = (role: Role) => ({
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  Path: role.arn.slice(role.arn.indexOf(':role/') + 5, -role.name.length),
  AssumeRolePolicyDocument: encodeURIComponent(role.trust),
  CreateDate: new Date(role.createdAt),
  MaxSessionDuration: role.maxSessionSeconds,
  Tags: role.tags,
})
