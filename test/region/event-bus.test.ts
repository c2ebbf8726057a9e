import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, type IAMClient } from '@aws-sdk/client-iam'
import { describe, expect, test } from 'vitest'
import type { BusEvent } from '../../region/kernel.ts'
import { customerAccount, customerKeys, platformAccount, regionName, setUp } from './platform.ts'

const functionArn = (name: string) => `arn:aws:lambda:${regionName}:${platformAccount}:function:${name}`
const ingressArn = `arn:aws:events:${regionName}:${platformAccount}:event-bus/ingress`

const push = (account: string): BusEvent => ({
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  account,
  region: regionName,
  time: '2026-11-20T10:00:00.000Z',
  resources: [],
  detail: { 'repository-name': 'r', 'action-type': 'PUSH' },
})

const bus = (options: { deliveries?: () => number[]; hear?: () => unknown } = {}) => {
  const heard: BusEvent[] = []
  const hear = async (event: unknown) => {
    heard.push(event as BusEvent)
    return options.hear?.()
  }
  const setup = setUp({ functions: { hear }, faults: { deliveries: options.deliveries ?? (() => [0]) } })
  const { region, timeline } = setup
  const own = region.client<EventBridgeClient>('events', region.platform)
  const customer = region.client<EventBridgeClient>('events', async () => customerKeys)
  const iam = region.client<IAMClient>('iam', async () => customerKeys)
  return {
    ...setup,
    heard,
    own,
    customer,
    iam,
    lead: async (events: EventBridgeClient, pattern: object, Arn: string, EventBusName?: string, RoleArn?: string) => {
      await events.send(new PutRuleCommand({ Name: 'rule', EventBusName, EventPattern: JSON.stringify(pattern) }))
      await events.send(new PutTargetsCommand({ Rule: 'rule', EventBusName, Targets: [{ Id: 't', Arn, RoleArn }] }))
    },
    emit: async (event: BusEvent) => {
      region.kernel.emit(event)
      await timeline.advance(0)
    },
  }
}

describe('within an account', () => {
  test('an event reaches the function whose rule it fits, as AWS sends it', async () => {
    const { lead, emit, heard, own } = bus()
    await lead(own, { source: ['aws.ecr'] }, functionArn('hear'))
    await emit(push(platformAccount))
    await emit({ ...push(platformAccount), source: 'aws.ecs' })
    await emit(push(customerAccount))
    expect(heard).toEqual([{ version: '0', id: expect.any(String), ...push(platformAccount) }])
  })

  test('lost, late and repeated, as it is told', async () => {
    for (const [delays, count] of [
      [[], 0],
      [[5000], 1],
      [[0, 5000], 2],
    ] as const) {
      const { lead, emit, heard, own, timeline } = bus({ deliveries: () => [...delays] })
      await lead(own, { source: ['aws.ecr'] }, functionArn('hear'))
      await emit(push(platformAccount))
      expect(heard).toHaveLength(delays.filter(delay => delay === 0).length)
      await timeline.advance(5000)
      expect(heard).toHaveLength(count)
    }
  })

  test('a function that fails is tried again after one and two minutes, then the event is put aside', async () => {
    let failures = 2
    const { lead, emit, heard, own, timeline, shelf, logged } = bus({
      hear: () => {
        if (failures-- > 0) throw new Error('not now')
      },
    })
    await lead(own, { source: ['aws.ecr'] }, functionArn('hear'))
    await emit(push(platformAccount))
    await timeline.advance(59_999)
    expect(heard).toHaveLength(1)
    await timeline.advance(180_001)
    expect(heard).toHaveLength(3)
    expect(shelf.list('events.dead')).toHaveLength(0)
    failures = 1000
    for (let n = 0; n < 105; n++) await emit(push(platformAccount))
    await timeline.advance(180_000)
    const dead = shelf.list<{ why: string; function: string }>('events.dead')
    expect(dead).toHaveLength(100)
    expect(dead[0]![1]).toMatchObject({ function: 'hear', why: 'Error: not now' })
    expect(logged.join()).toContain('hear failed three times for ECR Image Action')
  })

  test('PutEvents: good entries go, bad ones are named, and aws.* cannot be forged', async () => {
    const { lead, heard, own, timeline } = bus()
    await lead(own, { 'detail-type': ['Build Report'] }, functionArn('hear'))
    const good = { Source: 'panda.build', DetailType: 'Build Report', Detail: '{"n":1}' }
    const answer = await own.send(
      new PutEventsCommand({
        Entries: [
          good,
          { ...good, Source: 'aws.ecr' },
          { ...good, Detail: 'no json' },
          { ...good, Detail: '[]' },
          { ...good, DetailType: undefined },
          { ...good, EventBusName: 'missing' },
        ],
      }),
    )
    expect(answer.FailedEntryCount).toBe(5)
    expect(answer.Entries!.map(entry => entry.ErrorCode ?? 'ok')).toEqual([
      'ok',
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'ResourceNotFoundException',
    ])
    await timeline.advance(0)
    expect(heard).toMatchObject([{ source: 'panda.build', detail: { n: 1 }, account: platformAccount }])
    await expect(own.send(new PutEventsCommand({ Entries: Array(11).fill(good) }))).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })

  test('a rule can be read, changed and taken away', async () => {
    const { own } = bus()
    const of = { Rule: 'rule' }
    await own.send(new PutRuleCommand({ Name: 'rule', EventPattern: '{"source":["a"]}', Description: 'first' }))
    await own.send(new PutTargetsCommand({ ...of, Targets: [{ Id: '1', Arn: functionArn('hear') }] }))
    await own.send(new PutRuleCommand({ Name: 'rule', EventPattern: '{"source":["b"]}', State: 'DISABLED' }))
    expect(await own.send(new DescribeRuleCommand({ Name: 'rule' }))).toMatchObject({
      EventPattern: '{"source":["b"]}',
      State: 'DISABLED',
      Arn: `arn:aws:events:${regionName}:${platformAccount}:rule/rule`,
    })
    expect((await own.send(new ListTargetsByRuleCommand(of))).Targets).toHaveLength(1)
    await expect(own.send(new DeleteRuleCommand({ Name: 'rule' }))).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await own.send(new RemoveTargetsCommand({ ...of, Ids: ['1'] }))
    await own.send(new DeleteRuleCommand({ Name: 'rule' }))
    await expect(own.send(new DescribeRuleCommand({ Name: 'rule' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  test('what it does not know is refused', async () => {
    const { own } = bus()
    const put = (pattern: string) => own.send(new PutRuleCommand({ Name: 'rule', EventPattern: pattern }))
    await expect(put('{"source":[{"numeric":[">",1]}]}')).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
      message: expect.stringContaining('source'),
    })
    await expect(put('{"source":"aws.ecr"}')).rejects.toMatchObject({ name: 'InvalidEventPatternException' })
    await put('{"source":["a"]}')
    const target = (more: object) =>
      new PutTargetsCommand({ Rule: 'rule', Targets: [{ Id: '1', Arn: functionArn('x'), ...more }] })
    await expect(own.send(target({ InputPath: '$.detail' }))).rejects.toThrow('InputPath')
    await expect(own.send(target({ Arn: 'arn:aws:sqs:r:1:q' }))).rejects.toThrow('arn:aws:sqs:r:1:q')
  })
})

describe('from account to account', () => {
  const role = `arn:aws:iam::${customerAccount}:role/forward`
  const across = async () => {
    const all = bus()
    await all.own.send(new CreateEventBusCommand({ Name: 'ingress' }))
    await all.lead(
      all.own,
      { source: [{ prefix: 'aws.' }], account: [customerAccount] },
      functionArn('hear'),
      'ingress',
    )
    await all.lead(all.customer, { source: ['aws.ecr'] }, ingressArn, undefined, role)
    return {
      ...all,
      admit: () =>
        all.own.send(
          new PutPermissionCommand({
            EventBusName: 'ingress',
            StatementId: 'one',
            Action: 'events:PutEvents',
            Principal: customerAccount,
          }),
        ),
      createRole: () =>
        all.iam.send(new CreateRoleCommand({ RoleName: 'forward', AssumeRolePolicyDocument: '{"Statement":[]}' })),
    }
  }

  test('an event goes over only when the bus admits the account and the role is there', async () => {
    const { admit, createRole, emit, heard, logged, own } = await across()
    await emit(push(customerAccount))
    expect(logged.at(-1)).toContain(`there is no role ${role}`)
    await createRole()
    await emit(push(customerAccount))
    expect(logged.at(-1)).toContain(`its policy does not admit account ${customerAccount}`)
    expect(heard).toHaveLength(0)
    await admit()
    await emit(push(customerAccount))
    expect(heard).toMatchObject([{ account: customerAccount, source: 'aws.ecr' }])
    await own.send(new RemovePermissionCommand({ EventBusName: 'ingress', StatementId: 'one' }))
    await emit(push(customerAccount))
    expect(heard).toHaveLength(1)
  })

  test('putting straight onto the bus takes the same permission', async () => {
    const { admit, customer } = await across()
    const entry = { Source: 'mine', DetailType: 'd', Detail: '{}', EventBusName: ingressArn }
    const put = () => customer.send(new PutEventsCommand({ Entries: [entry] }))
    expect((await put()).Entries![0]!.ErrorCode).toBe('AccessDeniedException')
    await admit()
    expect((await put()).FailedEntryCount).toBe(0)
  })

  test('a policy has 10,240 characters', async () => {
    const { own, admit } = await across()
    await admit()
    const described = await own.send(new DescribeEventBusCommand({ Name: 'ingress' }))
    const policy = JSON.parse(described.Policy!) as { Statement: { Principal: object }[] }
    policy.Statement[0]!.Principal = {
      AWS: Array.from({ length: 400 }, (_, n) => `arn:aws:iam::${100000000000 + n}:root`),
    }
    const put = new PutPermissionCommand({ EventBusName: 'ingress', Policy: JSON.stringify(policy) })
    await expect(own.send(put)).rejects.toMatchObject({ name: 'PolicyLengthExceededException' })
    expect((await own.send(new DescribeEventBusCommand({ Name: 'ingress' }))).Policy).toBe(described.Policy)
  })
})
