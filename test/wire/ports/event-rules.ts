import { deepStrictEqual as same } from 'node:assert'
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { DeleteRoleCommand, DeleteRolePolicyCommand, GetRoleCommand } from '@aws-sdk/client-iam'
import { eventRules as rulesOver } from '../../../aws/event-rules.ts'
import { asked, unless } from '../../../aws/fault.ts'
import { forwarding } from '../../../core/forwarding.ts'
import { customerRule } from '../../../core/rules.ts'
import type { Place } from '../place.ts'
import type { Later, Suite } from '../suite.ts'

export const eventRules: Suite = {
  port: 'eventRules',
  operations: ['admits', 'admit', 'ensure'],
  async run(on, check, later) {
    const { clients, at } = on
    const busArn = await madeBus(on, later)
    const port = rulesOver(clients, busArn)
    await check('admits', async () => same(await port.admits(at.accountId), false))
    await check('admit', async () => {
      same(await port.admit([at.accountId]), [at.accountId])
      same(await port.admits(at.accountId), true)
      same(await port.admit([at.accountId]), [at.accountId], 'said again, nothing changes')
      same(await port.admit([]), [])
      same(await port.admits(at.accountId), false)
    })
    await port.admit([at.accountId])
    await check('ensure', async () => {
      await takeAwayUnlessThere(on, later)
      same(await port.ensure(at), { rule: customerRule.name })
      same(await port.ensure(at), { rule: customerRule.name }, 'said again, nothing changes')
      const list = new ListTargetsByRuleCommand({ Rule: customerRule.name })
      const { Targets = [] } = await clients.customer(at).eventbridge().send(list)
      same(
        Targets.map(target => target.Arn),
        [busArn],
      )
    })
  },
}

export const madeBus = async ({ clients, name }: Place, later: Later): Promise<string> => {
  const events = clients.platform.eventbridge()
  const Name = name()
  const { EventBusArn = '' } = await events.send(new CreateEventBusCommand({ Name }))
  later(`event bus ${Name}`, () => events.send(new DeleteEventBusCommand({ Name })))
  return EventBusArn
}

/** Rule and role have names of their own: what was there before stays. */
const takeAwayUnlessThere = async ({ clients, at }: Place, later: Later) => {
  const { name: Name, role: RoleName } = customerRule
  const iam = clients.customer(at).iam()
  const events = clients.customer(at).eventbridge()
  const role = asked('iam:GetRole', () => iam.send(new GetRoleCommand({ RoleName })))
  if (!(await unless(['NoSuchEntityException'], role))) {
    later(`role ${RoleName}`, () => iam.send(new DeleteRoleCommand({ RoleName })))
    const policy = new DeleteRolePolicyCommand({ RoleName, PolicyName: forwarding.policyName })
    later(`policy of ${RoleName}`, () => iam.send(policy))
  }
  const rule = asked('events:DescribeRule', () => events.send(new DescribeRuleCommand({ Name })))
  if (!(await unless(['ResourceNotFoundException'], rule))) {
    later(`rule ${Name}`, () => events.send(new DeleteRuleCommand({ Name })))
    later(`targets of ${Name}`, () => events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['panda'] })))
  }
}
