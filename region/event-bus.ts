// The pretend EventBridge: buses, rules, and events that arrive late, twice, or never, as they do.
// Events under way are not on the shelf: after a kill they are lost, which best effort allows.
import { AwsError } from './aws-error.ts'
import { delivery } from './event-delivery.ts'
import { ruleCommands } from './event-rule-commands.ts'
import { busArn, busOf, keptRules, statementsOf } from './event-rules.ts'
import type { Faults } from './faults.ts'
import type { BusEvent, Caller, Commands, Kernel } from './kernel.ts'
import { putEvents } from './put-events.ts'

export const eventBus = (kernel: Kernel, faults: Pick<Faults, 'deliveries'>) => {
  const publish = delivery(kernel, faults)
  const emit = (event: BusEvent) => publish(event, { accountId: event.account, region: event.region, bus: 'default' })
  const commands: Commands = { ...busCommands(kernel), ...ruleCommands(kernel), ...putEvents(kernel, publish) }
  return { commands, emit }
}

type OnBus = { EventBusName?: string }
type Permission = OnBus & {
  Policy?: string
  StatementId?: string
  Action?: string
  Principal?: string
  Condition?: object
}

const busCommands = (kernel: Kernel): Commands => {
  const kept = keptRules(kernel)
  const putPolicy = (caller: Caller, name: string | undefined, policy: string | undefined) => {
    const at = busOf(caller, name)
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    if ((policy ?? '').length > 10_240)
      throw new AwsError(
        'PolicyLengthExceededException',
        'The policy of the event bus is longer than 10240 characters.',
      )
    kept.buses.put(at, at.bus, { ...kept.bus(at), policy })
    return {}
  }
  return {
    CreateEventBus: async (input: { Name: string }, caller) => {
      const at = busOf(caller, input.Name)
      if (kept.busAt(at))
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${input.Name} already exists.`)
      const bus = { name: at.bus, arn: busArn(at) }
      kept.buses.put(at, at.bus, bus)
      return { EventBusArn: bus.arn }
    },

    DescribeEventBus: async (input: { Name?: string }, caller) => {
      const bus = kept.bus(busOf(caller, input.Name))
      return { Name: bus.name, Arn: bus.arn, Policy: bus.policy }
    },

    // A whole policy, or one statement for one account: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
    PutPermission: async (input: Permission, caller) => {
      const bus = kept.bus(busOf(caller, input.EventBusName))
      if (input.Condition) throw new Error('The pretend EventBridge knows no conditions in PutPermission')
      if (input.Policy !== undefined) {
        statementsOf(input.Policy)
        return putPolicy(caller, input.EventBusName, input.Policy)
      }
      if (!input.StatementId || !input.Principal)
        throw new AwsError('ValidationException', 'PutPermission takes a Policy, or StatementId, Action and Principal.')
      const others = statementsOf(bus.policy).filter(one => one.Sid !== input.StatementId)
      const own = {
        Sid: input.StatementId,
        Effect: 'Allow' as const,
        Principal: input.Principal === '*' ? ('*' as const) : { AWS: `arn:aws:iam::${input.Principal}:root` },
        Action: input.Action ?? 'events:PutEvents',
        Resource: bus.arn,
      }
      return putPolicy(caller, input.EventBusName, policyOf([...others, own]))
    },

    RemovePermission: async (input: OnBus & { StatementId?: string; RemoveAllPermissions?: boolean }, caller) => {
      const all = statementsOf(kept.bus(busOf(caller, input.EventBusName)).policy)
      const left = input.RemoveAllPermissions ? [] : all.filter(one => one.Sid !== input.StatementId)
      if (!input.RemoveAllPermissions && left.length === all.length)
        throw new AwsError('ResourceNotFoundException', `Statement ${input.StatementId} does not exist.`)
      return putPolicy(caller, input.EventBusName, left.length === 0 ? undefined : policyOf(left))
    },
  }
}

const policyOf = (all: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: all })
