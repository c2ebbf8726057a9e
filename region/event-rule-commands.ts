// PutRule and what belongs to it.
import { AwsError } from './aws-error.ts'
import { readPattern } from './event-pattern.ts'
import { busOf, keptRules, type Rule, type Target } from './event-rules.ts'
import type { Commands, Kernel } from './kernel.ts'

type OnBus = { EventBusName?: string }
type RuleInput = OnBus & { Name: string; EventPattern: string; State?: string; Description?: string; RoleArn?: string }

export const ruleCommands = (kernel: Kernel): Commands => {
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

const refuseUnknown = (target: Target) => {
  const { Id: _id, Arn, RoleArn: _role, ...others } = target
  const unknown = Object.keys(others).filter(key => others[key as never] !== undefined)
  if (unknown.length > 0) throw new Error(`The pretend EventBridge does not know a target's ${unknown.join(', ')}`)
  if (!/^arn:aws:(lambda:.*:function:|events:.*:event-bus\/)/.test(Arn))
    throw new Error(`The pretend EventBridge cannot send events to ${Arn}`)
}
