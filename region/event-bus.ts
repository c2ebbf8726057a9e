// The pretend EventBridge: buses, rules, and events that arrive late, twice, or never, as they do.
// Events under way are not on the shelf: after a kill they are lost, which best effort allows.
import { AwsError } from './aws-error.ts'
import { delivery } from './event-delivery.ts'
import { readPattern } from './event-pattern.ts'
import { admits, busArn, busOf, keptRules, type Rule, statementsOf, type Target } from './event-rules.ts'
import type { Faults } from './faults.ts'
import type { BusEvent, Caller, Commands, Kernel } from './kernel.ts'

export const eventBus = (kernel: Kernel, faults: Pick<Faults, 'deliveries'>) => {
  const publish = delivery(kernel, faults)
  const emit = (event: BusEvent) => publish(event, { accountId: event.account, region: event.region, bus: 'default' })
  const commands: Commands = { ...busCommands(kernel), ...ruleCommands(kernel), ...putEvents(kernel, publish) }
  return { commands, emit }
}

type OnBus = { EventBusName?: string }
type RuleInput = OnBus & { Name: string; EventPattern: string; State?: string; Description?: string; RoleArn?: string }
type Permission = OnBus & {
  Policy?: string
  StatementId?: string
  Action?: string
  Principal?: string
  Condition?: object
}
type Entry = OnBus & { Source?: string; DetailType?: string; Detail?: string; Resources?: string[]; Time?: Date }

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

const ruleCommands = (kernel: Kernel): Commands => {
  const kept = keptRules(kernel)
  return {
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html: an existing one is replaced, its targets stay.
    PutRule: async (input: RuleInput, caller) => {
      const at = busOf(caller, input.EventBusName)
      kept.bus(at)
      readPattern(input.EventPattern)
      const path = at.bus === 'default' ? input.Name : `${at.bus}/${input.Name}`
      const rule: Rule = {
        name: input.Name,
        arn: `arn:aws:events:${at.region}:${at.accountId}:rule/${path}`,
        bus: at.bus,
        pattern: input.EventPattern,
        enabled: input.State !== 'DISABLED',
        description: input.Description,
        roleArn: input.RoleArn,
        targets: kept.findRule(at, input.Name)?.targets ?? [],
      }
      kept.putRule(at, rule)
      return { RuleArn: rule.arn }
    },

    DescribeRule: async (input: OnBus & { Name: string }, caller) => {
      const rule = kept.rule(busOf(caller, input.EventBusName), input.Name)
      return {
        Name: rule.name,
        Arn: rule.arn,
        EventBusName: rule.bus,
        EventPattern: rule.pattern,
        State: rule.enabled ? 'ENABLED' : 'DISABLED',
        Description: rule.description,
        RoleArn: rule.roleArn,
      }
    },

    DeleteRule: async (input: OnBus & { Name: string }, caller) => {
      const at = busOf(caller, input.EventBusName)
      if (kept.findRule(at, input.Name)?.targets.length)
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.")
      kept.removeRule(at, input.Name)
      return {}
    },

    PutTargets: async (input: OnBus & { Rule: string; Targets: Target[] }, caller) => {
      const at = busOf(caller, input.EventBusName)
      const rule = kept.rule(at, input.Rule)
      for (const target of input.Targets) refuseUnknown(target)
      const others = rule.targets.filter(one => !input.Targets.some(given => given.Id === one.Id))
      const targets = [...others, ...input.Targets]
      if (targets.length > 5) throw new AwsError('LimitExceededException', 'A rule has 5 targets at most.')
      kept.putRule(at, { ...rule, targets })
      return { FailedEntryCount: 0, FailedEntries: [] }
    },

    RemoveTargets: async (input: OnBus & { Rule: string; Ids: string[] }, caller) => {
      const at = busOf(caller, input.EventBusName)
      const rule = kept.rule(at, input.Rule)
      kept.putRule(at, { ...rule, targets: rule.targets.filter(target => !input.Ids.includes(target.Id)) })
      return { FailedEntryCount: 0, FailedEntries: [] }
    },

    ListTargetsByRule: async (input: OnBus & { Rule: string }, caller) => ({
      Targets: kept.rule(busOf(caller, input.EventBusName), input.Rule).targets,
    }),
  }
}

type Publish = ReturnType<typeof delivery>

const putEvents = (kernel: Kernel, publish: Publish): Commands => ({
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: good entries go, bad ones are named.
  PutEvents: async (input: { Entries: Entry[] }, caller) => {
    if (input.Entries.length < 1 || input.Entries.length > 10)
      throw new AwsError('ValidationException', 'PutEvents takes 1 to 10 entries.')
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
    if (JSON.stringify(input.Entries).length > 256 * 1024)
      throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.')
    const answers = input.Entries.map(entry => {
      const wrong = faultOf(kernel, entry, caller)
      if (wrong) return wrong
      const at = busOf(caller, entry.EventBusName)
      publish(eventOf(kernel, entry, caller), at)
      return { EventId: kernel.random.hex(16) }
    })
    return { FailedEntryCount: answers.filter(answer => 'ErrorCode' in answer).length, Entries: answers }
  },
})

const faultOf = (kernel: Kernel, entry: Entry, caller: Caller) => {
  const wrong = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage })
  if (!entry.Source)
    return wrong('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.')
  if (!entry.DetailType)
    return wrong('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.')
  if (entry.Source.startsWith('aws.')) return wrong('NotAuthorizedForSourceException', 'Not authorized for the source.')
  if (!detailOf(entry)) return wrong('MalformedDetail', 'Detail is malformed.')
  const bus = keptRules(kernel).busAt(busOf(caller, entry.EventBusName))
  if (!bus) return wrong('ResourceNotFoundException', `Event bus ${entry.EventBusName} does not exist.`)
  const own = bus.arn.split(':')[4] === caller.accountId
  return own || admits(bus, caller.accountId)
    ? undefined
    : wrong('AccessDeniedException', `Not authorized for ${bus.arn}.`)
}

const detailOf = (entry: Entry): Record<string, unknown> | undefined => {
  try {
    const detail: unknown = JSON.parse(entry.Detail ?? '')
    return typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? { ...detail } : undefined
  } catch {
    return undefined
  }
}

const eventOf = (kernel: Kernel, entry: Entry, caller: Caller): BusEvent => ({
  source: entry.Source!,
  'detail-type': entry.DetailType!,
  account: caller.accountId,
  region: caller.region,
  time: (entry.Time ?? new Date(kernel.timeline.now())).toISOString(),
  resources: entry.Resources ?? [],
  detail: detailOf(entry)!,
})

const policyOf = (all: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: all })

const refuseUnknown = (target: Target) => {
  const { Id: _id, Arn, RoleArn: _role, ...others } = target
  const unknown = Object.keys(others).filter(key => others[key as never] !== undefined)
  if (unknown.length > 0) throw new Error(`The pretend EventBridge does not know a target's ${unknown.join(', ')}`)
  if (!/^arn:aws:(lambda:.*:function:|events:.*:event-bus\/)/.test(Arn))
    throw new Error(`The pretend EventBridge cannot send events to ${Arn}`)
}
