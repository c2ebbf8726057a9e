// Events from the customer's account: its rule towards the platform's bus, and the bus's policy that admits the account.
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CloudFault, NameTaken } from '../core/faults.ts'
import type { Customer, EventRules } from '../core/ports.ts'
import { customerRule } from '../core/rules.ts'
import { admitting, isAdmitted } from './bus-policy.ts'
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

  // The policy has no version to check: it is read again after writing, as another account's admission may have
  // written over this one. A full policy is no fault: that account's deployments go by slow looks.
  async admit(accountId) {
    const events = clients.platform.eventbridge()
    for (let tries = 0; tries < 3; tries++) {
      const bus = new DescribeEventBusCommand({ Name: busName(ingressBusArn) })
      const { Policy } = await asked('events:DescribeEventBus', () => events.send(bus))
      if (isAdmitted(Policy, accountId)) return
      const wider = admitting(Policy, ingressBusArn, accountId)
      if (wider.length > policyLimit) return
      const put = new PutPermissionCommand({ EventBusName: busName(ingressBusArn), Policy: wider })
      const answer = asked('events:PutPermission', () => events.send(put))
      if (!(await unless(['PolicyLengthExceededException'], answer))) return
    }
  },
})

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const policyLimit = 10_240

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
  const targets = new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'panda', Arn: busArn, RoleArn: roleArn }] })
  const put = asked('events:PutTargets', () => events.send(targets))
  // A role that was made a moment ago is not known everywhere yet: it passes.
  const answer = await unless([/cannot be assumed/i], put)
  const failed = answer?.FailedEntries?.[0]
  if (!answer) throw new CloudFault('throttled', 'events:PutTargets', `Role ${roleArn} is not known to EventBridge yet`)
  if (failed) throw new CloudFault('invalid', 'events:PutTargets', failed.ErrorMessage ?? failed.ErrorCode ?? 'refused')
}

const pattern = JSON.stringify(customerRule.pattern)
const busName = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1)
