import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam'
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms'
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { install } from '../../region/install.ts'
import { customerAccount, customerKeys, platformAccount, restart, setUp } from './platform.ts'
import { machineText } from './states/machine.ts'

describe('IAM', () => {
  const RoleName = 'panda'
  const trust = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }] })
  const iamOf = (setup = setUp()) => setup.region.client<IAMClient>('iam', async () => customerKeys)

  test('a role can be made once, tagged, read, and taken away once it carries nothing', async () => {
    const iam = iamOf()
    const create = new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust({}), Path: '/p/' })
    await iam.send(create)
    await expect(iam.send(create)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' })
    await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: '1' }] }))
    await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: '2' }] }))
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }))
    expect(Role).toMatchObject({
      Arn: `arn:aws:iam::${customerAccount}:role/p/panda`,
      Tags: [{ Key: 'a', Value: '2' }],
    })
    expect(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).toBe(trust({}))
    const PolicyDocument = '{"Statement":[]}'
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }))
    const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'p' }))
    expect(decodeURIComponent(policy.PolicyDocument!)).toBe(PolicyDocument)
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
    })
    await expect(
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: '{' })),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' })
  })

  test('attached policies hold it too, until detached', async () => {
    const iam = iamOf()
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust({}) }))
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:p' }))
    await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toThrow('must delete policies first')
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: 'arn:p' }))
    await iam.send(new DeleteRoleCommand({ RoleName }))
    await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({ name: 'NoSuchEntityException' })
  })

  const principal = { AWS: `arn:aws:iam::${platformAccount}:root` }
  const guarded = { Principal: principal, Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }
  test.each([
    ['open to the platform', { Principal: principal }, undefined, true],
    ['open to everybody', { Principal: { AWS: '*' } }, undefined, true],
    ['with the right ExternalId', guarded, 'x1', true],
    ['with another ExternalId', guarded, 'x2', false],
    ['without the ExternalId', guarded, undefined, false],
    ['trusting somebody else', { Principal: { AWS: '123456789012' } }, undefined, false],
    ['trusting a service', { Principal: { Service: 'events.amazonaws.com' } }, undefined, false],
    ['under a condition it does not know', { Principal: principal, Condition: { Bool: { x: 'true' } } }, 'x1', false],
    ['denying', { Principal: principal, Effect: 'Deny' }, undefined, false],
  ])('a role %s', async (_what, statement, ExternalId, allowed) => {
    const setup = setUp()
    await iamOf(setup).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(statement) }))
    const sts = setup.region.client<STSClient>('sts', setup.region.platform)
    const RoleArn = `arn:aws:iam::${customerAccount}:role/${RoleName}`
    const assume = sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 's', ExternalId }))
    if (allowed) expect((await assume).Credentials!.SessionToken).toBeTruthy()
    else await expect(assume).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})

describe('KMS', () => {
  const kmsOf = (setup = setUp()) => setup.region.client<KMSClient>('kms', setup.region.platform)
  const KeyId = 'alias/panda'
  const EncryptionContext = { tenant: 'a', kind: 'github' }
  const secret = Buffer.from('ghp_secret')

  test('opens what it closed, with the same context in any order, after a restart too', async () => {
    const setup = setUp()
    const { CiphertextBlob } = await kmsOf(setup).send(
      new EncryptCommand({ KeyId, Plaintext: secret, EncryptionContext }),
    )
    expect(Buffer.from(CiphertextBlob!).includes('ghp_secret')).toBe(false)
    const turned = { kind: 'github', tenant: 'a' }
    const open = new DecryptCommand({ CiphertextBlob, EncryptionContext: turned })
    const { Plaintext } = await kmsOf(restart(setup)).send(open)
    expect(Buffer.from(Plaintext!).toString()).toBe('ghp_secret')
  })

  test('nothing else opens it', async () => {
    const setup = setUp()
    const kms = kmsOf(setup)
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: secret, EncryptionContext }))
    const damaged = Uint8Array.from(CiphertextBlob!)
    damaged[damaged.length - 1]! ^= 1
    for (const wrong of [
      { CiphertextBlob, EncryptionContext: { ...EncryptionContext, tenant: 'b' } },
      { CiphertextBlob },
      { CiphertextBlob: damaged, EncryptionContext },
      { CiphertextBlob: new Uint8Array([9]), EncryptionContext },
    ])
      await expect(kms.send(new DecryptCommand(wrong))).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
    const stranger = setup.region.client<KMSClient>('kms', async () => customerKeys)
    await expect(stranger.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).rejects.toThrow()
    const otherKey = new DecryptCommand({ KeyId: 'alias/other', CiphertextBlob, EncryptionContext })
    await expect(kms.send(otherKey)).rejects.toMatchObject({ name: 'IncorrectKeyException' })
  })

  test('data keys are new each time and can be had again', async () => {
    const kms = kmsOf()
    const make = () => kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }))
    const [one, two] = [await make(), await make()]
    expect(one.Plaintext).toHaveLength(32)
    expect(one.Plaintext).not.toEqual(two.Plaintext)
    const again = await kms.send(new DecryptCommand({ CiphertextBlob: one.CiphertextBlob, EncryptionContext }))
    expect(again.Plaintext).toEqual(one.Plaintext)
  })
})

describe('API Gateway', () => {
  test('posts to open sockets, up to 128 kB, and says which are gone', async () => {
    const { region, sent } = setUp()
    const api = region.client<ApiGatewayManagementApiClient>('apigateway', region.platform)
    const post = (ConnectionId: string, Data: string) =>
      api.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(Data) }))
    await post('c1', '배포')
    expect(sent).toEqual(['c1: 배포'])
    await expect(post('gone', 'x')).rejects.toMatchObject({
      name: 'GoneException',
      $metadata: { httpStatusCode: 410 },
    })
    await post('c1', 'x'.repeat(128 * 1024))
    await expect(post('c1', 'x'.repeat(128 * 1024 + 1))).rejects.toMatchObject({ name: 'PayloadTooLargeException' })
    await api.send(new DeleteConnectionCommand({ ConnectionId: 'c1' }))
    expect(sent.at(-1)).toBe('c1 closed')
  })
})

test('installing twice is installing once; a new definition replaces the old', async () => {
  const heard: unknown[] = []
  const hear = async (event: unknown) => heard.push(event)
  const { region, timeline } = setUp({ functions: { hear } })
  const rules = [{ name: 'r', bus: 'panda-internal', pattern: { source: ['panda.build'] }, target: 'hear' }]
  const plan = (state: object) => ({ rules, machine: { name: 'panda', definition: machineText({ One: state }) } })
  await install(region, plan({ Type: 'Succeed' }))
  const { stateMachineArn } = await install(region, plan({ Type: 'Fail', Error: 'New' }))
  const entry = { Source: 'panda.build', DetailType: 'Build Report', Detail: '{}', EventBusName: 'panda-internal' }
  await region.kernel.call('events', 'PutEvents', { Entries: [entry] }, region.platform)
  const start = { stateMachineArn, name: 'one' }
  const { executionArn } = await region.kernel.call<{ executionArn: string }>(
    'states',
    'StartExecution',
    start,
    region.platform,
  )
  await timeline.advance(0)
  expect(heard).toHaveLength(1)
  const look = await region.kernel.call('states', 'DescribeExecution', { executionArn }, region.platform)
  expect(look).toMatchObject({ status: 'FAILED', error: 'New' })
})
