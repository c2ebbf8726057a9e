import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, GetRoleCommand } from '@aws-sdk/client-iam'
import { describe, expect, test } from 'vitest'
import { eventRules } from '../../aws/event-rules.ts'
import { ingressBus, ingressRules } from '../../core/rules.ts'
import { install } from '../../region/install.ts'
import { machineText } from '../region/states/machine.ts'
import { customerAccount, customerKeys, overRegion, platformAccount, regionName, says } from './adapters.ts'

const at = {
  accountId: customerAccount,
  region: regionName,
  access: {
    kind: 'keys' as const,
    accessKeyId: customerKeys.accessKeyId,
    secretAccessKey: customerKeys.secretAccessKey,
  },
}
const forward = `arn:aws:iam::${customerAccount}:role/panda-events-forward`

const place = async () => {
  const heard: { account: string }[] = []
  const hear = async (event: unknown) => heard.push(event as { account: string })
  const all = overRegion({ functions: { 'panda-event': hear } })
  const machine = { name: 'panda', definition: machineText({ One: { Type: 'Succeed' } }) }
  const { busArn } = await install(all.region, { rules: ingressRules, machine })
  const ingress = busArn(ingressBus)
  const customer = all.clients.customer(at)
  const own = all.clients.platform.eventbridge()
  return {
    ...all,
    heard,
    ingress,
    own,
    events: customer.eventbridge(),
    iam: customer.iam(),
    port: eventRules(all.clients, ingress),
    policy: async () => (await own.send(new DescribeEventBusCommand({ Name: ingressBus }))).Policy,
    push: async () => {
      const detail = { result: 'SUCCESS', 'repository-name': 'r', 'action-type': 'PUSH' }
      const head = { source: 'aws.ecr', 'detail-type': 'ECR Image Action', time: '2026-11-20T10:00:00Z', resources: [] }
      all.region.kernel.emit({ ...head, account: customerAccount, region: regionName, detail })
      await all.timeline.advance(0)
    },
  }
}

test('after both steps what happens in the customer account is heard', async () => {
  const { port, push, heard } = await place()
  await push()
  expect(await port.ensure(at)).toEqual({ rule: 'panda-events' })
  await push()
  expect(heard).toHaveLength(0)
  await port.admit([customerAccount])
  await push()
  expect(heard).toMatchObject([{ account: customerAccount }])
})

describe('the rule', () => {
  test('saying it again only looks', async () => {
    const { port, asked } = await place()
    await port.ensure(at)
    asked.length = 0
    await port.ensure(at)
    expect(asked).toEqual(['DescribeRule', 'ListTargetsByRule'])
  })

  test('cut off anywhere and said again, it ends the same', async () => {
    for (const cut of ['GetRole', 'CreateRole', 'PutRolePolicy', 'PutRule', 'PutTargets']) {
      const { port, trouble, events, ingress } = await place()
      trouble.before = says('InternalFailure', 'oops', cut, 500)
      await expect(port.ensure(at)).rejects.toMatchObject({ kind: 'unreachable', message: 'oops' })
      trouble.before = undefined
      await port.ensure(at)
      const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'panda-events' }))
      expect(Targets).toEqual([{ Id: 'panda', Arn: ingress, RoleArn: forward }])
    }
  })

  test('what is of the same name but not ours stays as it is', async () => {
    const one = await place()
    await one.events.send(new PutRuleCommand({ Name: 'panda-events', EventPattern: '{"source":["x"]}' }))
    await expect(one.port.ensure(at)).rejects.toMatchObject({ name: 'NameTaken' })
    const rule = await one.events.send(new DescribeRuleCommand({ Name: 'panda-events' }))
    expect(rule.EventPattern).toBe('{"source":["x"]}')
    const two = await place()
    const role = { RoleName: 'panda-events-forward', AssumeRolePolicyDocument: '{"Statement":[]}' }
    await two.iam.send(new CreateRoleCommand(role))
    await expect(two.port.ensure(at)).rejects.toMatchObject({ name: 'NameTaken' })
  })

  test('an older one of ours is brought up to date', async () => {
    const { port, events } = await place()
    await port.ensure(at)
    const { Description, EventPattern } = await events.send(new DescribeRuleCommand({ Name: 'panda-events' }))
    const older = new PutRuleCommand({ Name: 'panda-events', Description, EventPattern: '{"source":["aws.ecr"]}' })
    await events.send(older)
    await port.ensure(at)
    const now = await events.send(new DescribeRuleCommand({ Name: 'panda-events' }))
    expect(now.EventPattern).toBe(EventPattern)
  })

  test('with a role: what its owner has made is enough', async () => {
    const { port, iam, events, asked } = await place()
    const trust = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: platformAccount },
      Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Statement: [trust] })
    await iam.send(new CreateRoleCommand({ RoleName: 'panda', AssumeRolePolicyDocument }))
    await events.send(new PutRuleCommand({ Name: 'panda-events', EventPattern: '{"source":["aws.ecr"]}' }))
    asked.length = 0
    const access = { kind: 'role' as const, roleArn: `arn:aws:iam::${customerAccount}:role/panda`, externalId: 'x' }
    expect(await port.ensure({ ...at, access })).toEqual({ rule: 'panda-events' })
    expect(asked).toEqual(['AssumeRole', 'DescribeRule'])
  })

  test('a role that EventBridge does not know yet passes by itself', async () => {
    const { port, trouble } = await place()
    trouble.before = says(
      'ValidationException',
      "Provided role 'x' cannot be assumed by principal 'events.amazonaws.com'.",
      'PutTargets',
    )
    await expect(port.ensure(at)).rejects.toMatchObject({ kind: 'throttled' })
  })

  test('a no of AWS is passed on in its words', async () => {
    const { port, trouble, iam } = await place()
    trouble.before = says('AccessDeniedException', 'User is not authorized to perform: events:PutRule', 'PutRule')
    await expect(port.ensure(at)).rejects.toMatchObject({
      kind: 'denied',
      operation: 'events:PutRule',
      message: 'User is not authorized to perform: events:PutRule',
    })
    expect((await iam.send(new GetRoleCommand({ RoleName: 'panda-events-forward' }))).Role!.Arn).toBe(forward)
  })
})

describe('the bus', () => {
  const second = '222222222222'
  const statements = (text?: string) => (JSON.parse(text ?? '{}') as { Statement?: { Sid: string }[] }).Statement

  test('admits many accounts in one statement, and those only', async () => {
    const { port, policy, asked } = await place()
    expect(await port.admit([second, customerAccount])).toEqual([customerAccount, second])
    asked.length = 0
    expect(await port.admit([customerAccount, second])).toEqual([customerAccount, second])
    expect([await port.admits(second), await port.admits('333333333333')]).toEqual([true, false])
    expect(new Set(asked)).toEqual(new Set(['DescribeEventBus']))
    expect(statements(await policy())).toMatchObject([
      {
        Sid: 'PandaCustomers',
        Action: 'events:PutEvents',
        Principal: { AWS: [`arn:aws:iam::${customerAccount}:root`, `arn:aws:iam::${second}:root`] },
      },
    ])
    expect(await port.admit([second])).toEqual([second])
    expect(await policy()).not.toContain(customerAccount)
  })

  test('is closed again when nobody is left', async () => {
    const { port, policy, push, heard } = await place()
    await port.ensure(at)
    await port.admit([customerAccount])
    expect(await port.admit([])).toEqual([])
    expect(await policy()).toBeUndefined()
    await push()
    expect(heard).toEqual([])
  })

  test("leaves others' statements alone", async () => {
    const { port, policy, own } = await place()
    const other = {
      EventBusName: ingressBus,
      StatementId: 'Other',
      Action: 'events:PutEvents',
      Principal: '333333333333',
    }
    await own.send(new PutPermissionCommand(other))
    await port.admit([customerAccount])
    expect(statements(await policy())?.map(one => one.Sid)).toEqual(['Other', 'PandaCustomers'])
    await port.admit([])
    expect(statements(await policy())?.map(one => one.Sid)).toEqual(['Other'])
  })

  test('full: whoever is in stays in, who comes later is told, and a place that is given back is taken', async () => {
    const { port, policy } = await place()
    const many = Array.from({ length: 350 }, (_, n) => `${200000000000 + n}`)
    const inside = await port.admit(many)
    const before = await policy()
    expect(before!.length).toBeLessThanOrEqual(10_240)
    expect(before!.length).toBeGreaterThan(10_000)
    // Lower than all others: a place is no matter of numbers.
    expect(await port.admit([...many, '100000000000'])).toEqual(inside)
    expect(await policy()).toBe(before)
    const left = inside.slice(1)
    expect(await port.admit([...left, '100000000000'])).toEqual(['100000000000', ...left])
  })

  test('AWS counts otherwise than we do: nothing fails, nobody falls out', async () => {
    const { port, trouble, policy } = await place()
    await port.admit([customerAccount])
    trouble.before = says('PolicyLengthExceededException', 'too long', 'PutPermission')
    expect(await port.admit([customerAccount, second])).toEqual([customerAccount])
    expect(await policy()).toContain(customerAccount)
  })
})
