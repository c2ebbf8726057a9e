// Events from the customer's account: its rule towards the platform's bus, and the bus's policy that admits the account.
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-eventbridge'
import { CloudFault, NameTaken } from '../core/faults.ts'
import { forwarding } from '../core/forwarding.ts'
import type { Customer, EventRules } from '../core/ports.ts'
import { customerRule } from '../core/rules.ts'
import { admittedIn, admitting, fitting } from './bus-policy.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'
import { ensureForwardRole } from './forward-role.ts'

export const eventRules = (clients: Clients, ingressBusArn: string): EventRules => ({
  async ensure(at) {
    const events = clients.customer(at).eventbridge()
    if (await isInPlace(events, at, ingressBusArn)) return { rule: customerRule.name }
    const roleArn = await ensureForwardRole(clients.customer(at).iam(), at, ingressBusArn)
    await putRule(events, ingressBusArn, roleArn)
    return { rule: customerRule.name }
  },

  async admits(accountId) {
    return admittedIn(await policyOf(clients.platform.eventbridge(), ingressBusArn)).includes(accountId)
  },

  async admit(accounts) {
    const events = clients.platform.eventbridge()
    const policy = await policyOf(events, ingressBusArn)
    const before = admittedIn(policy).sort()
    const kept = fitting(policy, ingressBusArn, accounts)
    if (kept.join() === before.join()) return kept
    const put = putPolicy(events, ingressBusArn, admitting(policy, ingressBusArn, kept))
    // Should AWS count otherwise than we do: whoever is in stays in.
    return (await unless(['PolicyLengthExceededException'], put)) ? kept : before.filter(one => accounts.includes(one))
  },
})

const policyOf = async (events: EventBridgeClient, busArn: string) => {
  const bus = new DescribeEventBusCommand({ Name: busName(busArn) })
  return (await asked('events:DescribeEventBus', () => events.send(bus))).Policy
}

const putPolicy = (events: EventBridgeClient, busArn: string, Policy: string | undefined) => {
  const EventBusName = busName(busArn)
  if (!Policy) {
    const clear = new RemovePermissionCommand({ EventBusName, RemoveAllPermissions: true })
    return asked<object>('events:RemovePermission', () => events.send(clear))
  }
  const put = new PutPermissionCommand({ EventBusName, Policy })
  return asked<object>('events:PutPermission', () => events.send(put))
}

/** A role that Panda was given may not be allowed to write rules: what its owner has made is enough for it. */
const isInPlace = async (events: EventBridgeClient, at: Customer, busArn: string) => {
  const look = asked('events:DescribeRule', () => events.send(new DescribeRuleCommand({ Name: customerRule.name })))
  const rule = await unless(['ResourceNotFoundException'], look)
  if (!rule) return false
  if (at.access.kind === 'role') return true
  if (rule.Description !== customerRule.description)
    throw new NameTaken(`EventBridge rule ${customerRule.name} exists and is not Panda's`)
  if (rule.EventPattern !== pattern || rule.State !== 'ENABLED') return false
  const list = new ListTargetsByRuleCommand({ Rule: customerRule.name })
  const { Targets } = await asked('events:ListTargetsByRule', () => events.send(list))
  return Targets?.some(target => target.Arn === busArn) ?? false
}

const putRule = async (events: EventBridgeClient, busArn: string, roleArn: string) => {
  const { name: Name, description: Description } = customerRule
  const rule = new PutRuleCommand({ Name, Description, EventPattern: pattern, State: 'ENABLED' })
  await asked('events:PutRule', () => events.send(rule))
  const target = { Id: forwarding.targetId, Arn: busArn, RoleArn: roleArn }
  const targets = new PutTargetsCommand({ Rule: Name, Targets: [target] })
  const put = asked('events:PutTargets', () => events.send(targets))
  // A role that was made a moment ago is not known everywhere yet: it passes.
  const answer = await unless([/cannot be assumed/i], put)
  const failed = answer?.FailedEntries?.[0]
  if (!answer) throw new CloudFault('throttled', 'events:PutTargets', `Role ${roleArn} is not known to EventBridge yet`)
  if (failed) throw new CloudFault('invalid', 'events:PutTargets', failed.ErrorMessage ?? failed.ErrorCode ?? 'refused')
}

const pattern = JSON.stringify(customerRule.pattern)
const busName = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)
