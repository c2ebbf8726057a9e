import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr'
import { type EventBridgeClient, ListRulesCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import type { Faults } from '../../region/faults.ts'
import type { Service } from '../../region/kernel.ts'
import { memoryShelf } from '../../region/shelf.ts'
import { customerAccount, customerKeys, platformAccount, setUp } from './platform.ts'

const who = new GetCallerIdentityCommand({})
const sts = (setup: ReturnType<typeof setUp>, keys: object = customerKeys) =>
  setup.region.client<STSClient>('sts', async () => ({ ...customerKeys, ...keys }))

test('credentials say whose account it is', async () => {
  const setup = setUp()
  expect(await sts(setup).send(who)).toMatchObject({ Account: customerAccount })
  const own = setup.region.client<STSClient>('sts', setup.region.platform)
  expect(await own.send(who)).toMatchObject({ Account: platformAccount })
})

test('wrong ones fail as STS fails them', async () => {
  const setup = setUp()
  const words = 'The security token included in the request is invalid.'
  for (const wrong of [{ accessKeyId: 'AKIAWRONG' }, { sessionToken: 'made up' }])
    await expect(sts(setup, wrong).send(who)).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      message: words,
      $fault: 'client',
      $metadata: { httpStatusCode: 403 },
    })
  await expect(sts(setup, { secretAccessKey: 'wrong' }).send(who)).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  })
  const ecr: Service = () => ({ commands: { DescribeImages: async () => ({}) } })
  const json = setUp({ services: { ecr } }).region.client<ECRClient>('ecr', async () => ({
    accessKeyId: 'AKIAWRONG',
    secretAccessKey: '',
  }))
  await expect(json.send(new DescribeImagesCommand({ repositoryName: 'x' }))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
    message: words,
  })
})

test('keys that were good before a restart, and are not given again, are bad', async () => {
  const shelf = memoryShelf()
  setUp({ shelf })
  await expect(sts(setUp({ shelf, credentials: [] })).send(who)).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
})

test('a role lends credentials for an hour, and the client fetches new ones in time', async () => {
  const setup = setUp()
  const { region, timeline } = setup
  const iam = region.client<IAMClient>('iam', async () => customerKeys)
  const trust = { Effect: 'Allow', Principal: { AWS: platformAccount }, Action: 'sts:AssumeRole' }
  await iam.send(
    new CreateRoleCommand({ RoleName: 'panda', AssumeRolePolicyDocument: JSON.stringify({ Statement: [trust] }) }),
  )
  const RoleArn = `arn:aws:iam::${customerAccount}:role/panda`
  const assume = async (RoleName = RoleArn) => {
    const own = region.client<STSClient>('sts', region.platform)
    const { Credentials: c } = await own.send(new AssumeRoleCommand({ RoleArn: RoleName, RoleSessionName: 'test' }))
    return {
      accessKeyId: c!.AccessKeyId!,
      secretAccessKey: c!.SecretAccessKey!,
      sessionToken: c!.SessionToken,
      expiration: c!.Expiration,
    }
  }
  const first = await assume()
  const stale = region.client<STSClient>('sts', async () => ({ ...first, expiration: undefined }))
  let fetched = 0
  const fresh = region.client<STSClient>('sts', () => {
    fetched++
    return assume()
  })
  const arn = `arn:aws:sts::${customerAccount}:assumed-role/panda/test`
  expect(await stale.send(who)).toMatchObject({ Account: customerAccount, Arn: arn })
  for (let minute = 0; minute < 60; minute += 6) {
    expect(await fresh.send(who)).toMatchObject({ Arn: arn })
    await timeline.advance(6 * 60_000)
  }
  expect(await fresh.send(who)).toMatchObject({ Arn: arn })
  expect(fetched).toBe(2)
  await expect(stale.send(who)).rejects.toMatchObject({
    name: 'ExpiredToken',
    message: 'The security token included in the request is expired',
  })
  await expect(assume(`arn:aws:iam::${customerAccount}:role/other`)).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('a service or command that is not there is refused loudly, naming it', async () => {
  const { region } = setUp()
  const cloudformation = region.client<CloudFormationClient>('cloudformation', region.platform)
  await expect(cloudformation.send(new DescribeStacksCommand({}))).rejects.toThrow(
    'The pretend region has no cloudformation (asked for DescribeStacks)',
  )
  const events = region.client<EventBridgeClient>('events', region.platform)
  await expect(events.send(new ListRulesCommand({}))).rejects.toThrow(
    'The pretend events does not know the command ListRules',
  )
})

test('neither side can change what the other has', async () => {
  const kept: { tags: string[] }[] = []
  const ecr: Service = () => ({
    commands: {
      DescribeImages: async (input: { imageIds: { imageTag: string }[] }) => {
        kept.push({ tags: input.imageIds.map(one => one.imageTag) })
        input.imageIds.length = 0
        return { imageDetails: kept }
      },
    },
  })
  const { region } = setUp({ services: { ecr } })
  const command = new DescribeImagesCommand({ repositoryName: 'x', imageIds: [{ imageTag: 'a' }] })
  const answer = await region.client<ECRClient>('ecr', region.platform).send(command)
  expect(command.input.imageIds).toHaveLength(1)
  answer.imageDetails!.length = 0
  expect(kept).toHaveLength(1)
  expect(answer.$metadata.httpStatusCode).toBe(200)
})

test('nothing is answered before it is on the shelf', async () => {
  const memory = memoryShelf()
  let written = () => {}
  const flush = () => new Promise<void>(resolve => (written = resolve))
  const { region } = setUp({ shelf: { ...memory, flush } })
  const events = region.client<EventBridgeClient>('events', region.platform)
  let answered = false
  const answer = events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["a"]}' })).then(() => {
    answered = true
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(answered).toBe(false)
  const again = setInterval(() => written(), 1)
  await answer
  clearInterval(again)
})

test('an aborted call is over at once', async () => {
  const ecr: Service = () => ({ commands: { DescribeImages: () => new Promise<object>(() => {}) } })
  const { region } = setUp({ services: { ecr } })
  const abort = new AbortController()
  const answer = region
    .client<ECRClient>('ecr', region.platform)
    .send(new DescribeImagesCommand({ repositoryName: 'x' }), { abortSignal: abort.signal })
  abort.abort()
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
})

test('injected faults come before the command, or after it has happened', async () => {
  const trouble: Partial<Faults> = {}
  const faults: Faults = {
    deliveries: () => [0],
    beforeCommand: async at => trouble.beforeCommand?.(at),
    afterCommand: async at => trouble.afterCommand?.(at),
  }
  const { region } = setUp({ faults })
  const iam = region.client<IAMClient>('iam', region.platform)
  const create = new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{"Statement":[]}' })
  const there = () =>
    iam.send(new GetRoleCommand({ RoleName: 'r' })).then(
      () => true,
      () => false,
    )
  trouble.beforeCommand = async ({ service, command }) => {
    if (service === 'iam' && command === 'CreateRole') throw new Error('before')
  }
  await expect(iam.send(create)).rejects.toThrow('before')
  expect(await there()).toBe(false)
  trouble.beforeCommand = undefined
  trouble.afterCommand = async ({ command }) => {
    if (command === 'CreateRole') throw new Error('after')
  }
  await expect(iam.send(create)).rejects.toThrow('after')
  expect(await there()).toBe(true)
})
