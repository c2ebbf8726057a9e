import { CreateRoleCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { sdkClients } from '../../aws/clients.ts'
import { customerAccount, customerKeys, overRegion, platformAccount, regionName } from './adapters.ts'
import * as makers from './makers.ts'

const access = { kind: 'keys' as const, accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }
const who = new GetCallerIdentityCommand({})

test('a customer is reached with the keys given, in the region given; a client is made once', async () => {
  const clients = sdkClients({ region: 'eu-central-1', socketEndpoint: 'https://sockets.example' }, makers)
  const at = { region: 'ap-northeast-2', access: { ...access, sessionToken: 'token' } }
  const ecr = clients.customer(at).ecr()
  expect(await ecr.config.region()).toBe('ap-northeast-2')
  expect(await ecr.config.credentials()).toMatchObject({
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  })
  expect(clients.customer(structuredClone(at)).ecr()).toBe(ecr)
  expect(clients.customer({ ...at, region: 'us-east-1' }).ecr()).not.toBe(ecr)
  expect(await clients.platform.sfn().config.region()).toBe('eu-central-1')
  expect((await clients.platform.apigateway().config.endpoint!()).hostname).toBe('sockets.example')
})

test("a customer's role is taken on with its ExternalId, once for many calls", async () => {
  const { clients, asked, trouble } = overRegion()
  const inputs: unknown[] = []
  trouble.before = at => {
    if (at.command === 'AssumeRole') inputs.push(at.input)
  }
  const keys = { region: regionName, access: { ...customerKeys, kind: 'keys' as const } }
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: platformAccount },
    Condition: { StringEquals: { 'sts:ExternalId': 'tenant-1' } },
  }
  const AssumeRolePolicyDocument = JSON.stringify({ Statement: [trust] })
  await clients
    .customer(keys)
    .iam()
    .send(new CreateRoleCommand({ RoleName: 'panda', AssumeRolePolicyDocument }))
  const roleArn = `arn:aws:iam::${customerAccount}:role/panda`
  const at = { region: regionName, access: { kind: 'role' as const, roleArn, externalId: 'tenant-1' } }
  asked.length = 0
  const sts = clients.customer(at).sts()
  await sts.send(who)
  expect((await sts.send(who)).Arn).toBe(`arn:aws:sts::${customerAccount}:assumed-role/panda/panda`)
  expect(asked).toEqual(['AssumeRole', 'GetCallerIdentity', 'GetCallerIdentity'])
  expect(inputs).toEqual([{ RoleArn: roleArn, ExternalId: 'tenant-1', RoleSessionName: 'panda' }])
})

test('of many customers, the longest known is let go', () => {
  const clients = sdkClients({ region: 'eu-central-1' }, makers)
  const of = (n: number) => clients.customer({ region: 'eu-central-1', access: { ...access, accessKeyId: `AKIA${n}` } })
  const first = of(0)
  for (let n = 1; n < 100; n++) of(n)
  expect(of(0)).toBe(first)
  of(100)
  expect(of(0)).not.toBe(first)
})

test('a client that an entry did not name says so when it is asked for, and costs nothing before', () => {
  const { kms } = makers
  const clients = sdkClients({ region: 'eu-central-1' }, { kms })
  expect(clients.platform.kms()).toBe(clients.platform.kms())
  expect(() => clients.platform.sfn()).toThrow('was not given the client sfn')
  expect(() => clients.customer({ region: 'eu-central-1', access }).ecs()).toThrow('was not given the client ecs')
})
