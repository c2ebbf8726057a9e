import { CreateRoleCommand, type IAMClient } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { accounts } from '../../aws/accounts.ts'
import { customerAccount, customerKeys, overRegion, platformAccount, regionName, says } from './adapters.ts'

const keys = {
  kind: 'keys' as const,
  accessKeyId: customerKeys.accessKeyId,
  secretAccessKey: customerKeys.secretAccessKey,
}
const invalid = 'The security token included in the request is invalid.'
const refused = (said: string, errorCode = 'AWS_CREDENTIALS_INVALID') => ({
  ok: false,
  errorCode,
  message: `AWS credentials validation failed: ${said}`,
})

const place = (limitMs?: number) => {
  const all = overRegion()
  return {
    ...all,
    who: (access: Parameters<ReturnType<typeof accounts>['whoAmI']>[0]['access']) =>
      accounts(all.clients, limitMs).whoAmI({ region: regionName, access }),
  }
}

test('good keys name their account, wrong ones get what STS said', async () => {
  const { who } = place()
  expect(await who(keys)).toEqual({ ok: true, accountId: customerAccount })
  expect(await who({ ...keys, accessKeyId: 'AKIAOTHER' })).toEqual(refused(invalid))
  expect(await who({ ...keys, sessionToken: 'made up' })).toEqual(refused(invalid))
  expect(await who({ ...keys, secretAccessKey: 'x' })).toMatchObject({
    errorCode: 'AWS_CREDENTIALS_INVALID',
    message: expect.stringContaining('signature we calculated does not match'),
  })
})

test('in another region than that of the place good keys are unknown', async () => {
  const elsewhere = { region: 'us-east-1', access: keys }
  expect(await accounts(overRegion().clients).whoAmI(elsewhere)).toEqual(refused(invalid))
})

test('AWS explains a wrong signature with the session token: it goes no further', async () => {
  const { who, trouble } = place()
  const words =
    'The request signature does not match.\n\nThe Canonical String for this request should have been\nx-amz-security-token:SECRET'
  trouble.before = says('SignatureDoesNotMatch', words)
  expect(await who(keys)).toEqual(refused('The request signature does not match.'))
  trouble.before = says('AccessDenied', 'Key AKIAABCDEFGHIJKLMNOP is not welcome')
  expect(await who(keys)).toEqual(refused('Key AKIA… is not welcome'))
})

test('no answer in time, or no connection: a timeout', async () => {
  const { who, trouble } = place(30)
  trouble.before = () => new Promise<void>(() => {})
  expect(await who(keys)).toEqual(refused('Connection timeout', 'AWS_TIMEOUT'))
  trouble.before = () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND sts.nowhere.amazonaws.com'), { code: 'ENOTFOUND' })
  }
  expect(await who(keys)).toEqual(refused('Connection timeout', 'AWS_TIMEOUT'))
})

const roleArn = `arn:aws:iam::${customerAccount}:role/panda`
const role = { kind: 'role' as const, roleArn, externalId: 'tenant-1' }

const withRole = async (Condition?: object) => {
  const all = place()
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: platformAccount }, Condition }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const iam = all.region.client<IAMClient>('iam', async () => customerKeys)
  await iam.send(new CreateRoleCommand({ RoleName: 'panda', AssumeRolePolicyDocument }))
  return all
}

test('a role that asks for its ExternalId names its account', async () => {
  const { who } = await withRole({ StringEquals: { 'sts:ExternalId': 'tenant-1' } })
  expect(await who(role)).toEqual({ ok: true, accountId: customerAccount })
  expect(await who({ ...role, externalId: 'tenant-2' })).toMatchObject({
    errorCode: 'AWS_CREDENTIALS_INVALID',
    message: expect.stringContaining(`is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`),
  })
})

test('a role that anybody could take on through Panda is refused, saying what to change', async () => {
  const { who } = await withRole()
  expect(await who(role)).toMatchObject({
    ok: false,
    errorCode: 'ROLE_NOT_PROTECTED',
    message: expect.stringContaining('"sts:ExternalId": "tenant-1"'),
  })
})

test('so is one that takes another ExternalId as well', async () => {
  const { who } = await withRole({ StringEquals: { 'sts:ExternalId': ['tenant-1', 'tenant-1-other'] } })
  expect(await who(role)).toMatchObject({ errorCode: 'ROLE_NOT_PROTECTED' })
})

test.each([
  ['any at all', { StringLike: { 'sts:ExternalId': '*' } }],
  ['none as well', { StringEqualsIfExists: { 'sts:ExternalId': 'tenant-1' } }],
  ['all of Panda’s', { StringLike: { 'sts:ExternalId': 'tenant-*' } }],
  ['those of a list with a pattern', { 'ForAnyValue:StringLike': { 'sts:ExternalId': ['x', 'tenant-1*'] } }],
])('so is one whose condition takes %s', async (_, condition) => {
  const { who } = await withRole(condition)
  expect(await who(role)).toMatchObject({ errorCode: 'ROLE_NOT_PROTECTED' })
})

test.each([
  ['asked without an external id', undefined],
  ['asked with another one', 'tenant-1-other'],
])('STS is busy when %s: nobody says that the role is protected, nor that it is not', async (_, asked) => {
  const { who, trouble } = await withRole({ StringEquals: { 'sts:ExternalId': 'tenant-1' } })
  trouble.before = at => {
    if (at.command === 'AssumeRole' && (at.input as { ExternalId?: string }).ExternalId === asked)
      says('ThrottlingException', 'Rate exceeded')(at)
  }
  expect(await who(role)).toEqual(refused('Connection timeout', 'AWS_TIMEOUT'))
  trouble.before = undefined
  expect(await who(role)).toMatchObject({ ok: true })
})

test('an open role is refused though STS is busy with the other question', async () => {
  const { who, trouble } = await withRole()
  trouble.before = at => {
    if ((at.input as { ExternalId?: string }).ExternalId === 'tenant-1-other')
      says('ThrottlingException', 'Rate exceeded')(at)
  }
  expect(await who(role)).toMatchObject({ ok: false })
})

test('STS is busy with the very first question: no answer, and no word about the credentials', async () => {
  const { who, trouble } = place()
  trouble.before = says('Throttling', 'Rate exceeded', 'GetCallerIdentity')
  expect(await who(keys)).toEqual(refused('Connection timeout', 'AWS_TIMEOUT'))
})

test('nobody is called protected when AWS could not say', async () => {
  const { who, trouble } = await withRole()
  trouble.before = ({ command, input }) => {
    if (command === 'AssumeRole' && !(input as { ExternalId?: string }).ExternalId)
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  }
  expect(await who(role)).toMatchObject({ ok: false, errorCode: 'AWS_TIMEOUT' })
})
