// The pretend CloudFormation. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
import { AwsError } from '../aws-error.ts'
import type { Caller, Service } from '../kernel.ts'
import { engineOf } from './engine.ts'
import { parsePolicy } from './policy.ts'
import { invalid, type StackInput, sameVersion, shown, versionOf } from './request.ts'
import { inProgress, type Stack, type Stacks, setStatus, stacksOf } from './stack.ts'

type ByName = { StackName: string }

export const cloudformation: Service = kernel => {
  const stacks = stacksOf(kernel)
  const engine = engineOf(kernel, stacks)

  const begin = (stack: Stack, status: string) => {
    setStatus(kernel, stack, status, 'User Initiated')
    stacks.living.put(stack.caller, stack.name, stack)
    engine.drive(stack)
  }

  return {
    commands: {
      async CreateStack(input: StackInput, caller) {
        known(input, creating)
        if (!/^[A-Za-z][-A-Za-z0-9]{0,127}$/.test(input.StackName))
          throw invalid(`Value '${input.StackName}' at 'stackName' failed to satisfy constraint: [a-zA-Z][-a-zA-Z0-9]*`)
        const before = stacks.living.get(caller, input.StackName)
        // The token makes a repeated request the same request.
        if (before?.token && before.token === input.ClientRequestToken) return { StackId: before.id }
        if (before) throw new AwsError('AlreadyExistsException', `Stack [${input.StackName}] already exists`)
        const version = versionOf(input)
        if (input.StackPolicyBody) parsePolicy(input.StackPolicyBody)
        const stack: Stack = {
          id: idOf(caller, input.StackName, kernel.random.hex(16)),
          name: input.StackName,
          caller,
          status: '',
          createdAt: kernel.timeline.now(),
          version,
          ...(input.StackPolicyBody && { policy: input.StackPolicyBody }),
          ...(input.ClientRequestToken && { token: input.ClientRequestToken }),
          resources: {},
          outputs: {},
          events: [],
        }
        begin(stack, 'CREATE_IN_PROGRESS')
        return { StackId: stack.id }
      },

      async UpdateStack(input: StackInput, caller) {
        known(input, updating)
        const stack = living(stacks, caller, input.StackName)
        if (!['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'].includes(stack.status))
          throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
        const version = versionOf(input, stack.version)
        if (sameVersion(version, stack.version)) throw invalid('No updates are to be performed.')
        stack.previous = stack.version
        stack.version = version
        stack.updatedAt = kernel.timeline.now()
        if (input.ClientRequestToken) stack.token = input.ClientRequestToken
        begin(stack, 'UPDATE_IN_PROGRESS')
        return { StackId: stack.id }
      },

      async DeleteStack(input: ByName & { ClientRequestToken?: string }, caller) {
        known(input, ['StackName', 'ClientRequestToken'])
        const stack = named(stacks, caller, input.StackName)
        if (!stack || stack.status.startsWith('DELETE_COMPLETE') || stack.status === 'DELETE_IN_PROGRESS') return {}
        if (stack.status.startsWith('UPDATE_') && inProgress(stack))
          throw invalid(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`)
        begin(stack, 'DELETE_IN_PROGRESS')
        return {}
      },

      async SetStackPolicy(input: ByName & { StackPolicyBody?: string }, caller) {
        known(input, ['StackName', 'StackPolicyBody'])
        const stack = living(stacks, caller, input.StackName)
        parsePolicy(input.StackPolicyBody ?? '')
        stacks.living.put(caller, stack.name, { ...stack, policy: input.StackPolicyBody ?? '' })
        return {}
      },

      async DescribeStacks(input: Partial<ByName>, caller) {
        known(input, ['StackName'])
        const found = input.StackName ? [existing(stacks, caller, input.StackName)] : stacks.living.of(caller)
        return { Stacks: found.map(shown) }
      },

      /** As it was sent. */
      async GetTemplate(input: ByName, caller) {
        known(input, ['StackName'])
        return { TemplateBody: existing(stacks, caller, input.StackName).version.template }
      },

      /** Newest first. */
      async DescribeStackEvents(input: ByName, caller) {
        known(input, ['StackName'])
        const stack = existing(stacks, caller, input.StackName)
        return {
          StackEvents: stack.events.toReversed().map(event => ({
            ...event,
            StackId: stack.id,
            StackName: stack.name,
            Timestamp: new Date(event.Timestamp),
          })),
        }
      },

      async DescribeStackResources(input: ByName & { LogicalResourceId?: string }, caller) {
        known(input, ['StackName', 'LogicalResourceId'])
        const stack = existing(stacks, caller, input.StackName)
        const wanted = Object.values(stack.resources).filter(
          one => !input.LogicalResourceId || one.logicalId === input.LogicalResourceId,
        )
        return {
          StackResources: wanted.map(one => ({
            StackId: stack.id,
            StackName: stack.name,
            LogicalResourceId: one.logicalId,
            PhysicalResourceId: one.made?.physicalId,
            ResourceType: one.type,
            Timestamp: new Date(one.since),
            ResourceStatus: one.status,
            ResourceStatusReason: one.reason,
          })),
        }
      },
    },

    resume() {
      for (const stack of stacks.living.all()) if (inProgress(stack)) engine.drive(stack)
    },
  }
}

const creating = [
  'StackName',
  'TemplateBody',
  'Parameters',
  'Tags',
  'Capabilities',
  'StackPolicyBody',
  'ClientRequestToken',
]
const updating = [...creating.filter(name => name !== 'StackPolicyBody'), 'UsePreviousTemplate']

const named = (stacks: Stacks, caller: Caller, nameOrId: string) => {
  if (!nameOrId.startsWith('arn:')) return stacks.living.get(caller, nameOrId)
  const alive = stacks.living.of(caller).find(stack => stack.id === nameOrId)
  return alive ?? stacks.deleted.get(caller, nameOrId)
}

const existing = (stacks: Stacks, caller: Caller, nameOrId: string) => {
  const stack = named(stacks, caller, nameOrId)
  if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`)
  return stack
}

const living = (stacks: Stacks, caller: Caller, nameOrId: string) => {
  const stack = existing(stacks, caller, nameOrId)
  if (stack.status === 'DELETE_COMPLETE') throw invalid(`Stack [${nameOrId}] does not exist`)
  return stack
}

const known = (input: object, names: string[]) => {
  const others = Object.keys(input).filter(name => !names.includes(name))
  if (others.length > 0) throw invalid(`This region's CloudFormation does not model: ${others.join(', ')}`)
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stack.html */
const idOf = (caller: Caller, name: string, hex: string) =>
  `arn:aws:cloudformation:${caller.region}:${caller.accountId}:stack/${name}/${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`
