// A customer's role taken on over the wire, and what the SDK does by itself: tries again, and reads names in many spellings.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { at, digest, shop } from './operations.ts'
import { overWire } from './over-wire.ts'
import { json, jsonNo, xml, xmlNo } from './shapes.ts'

let place: Awaited<ReturnType<typeof overWire>>
let patient: Awaited<ReturnType<typeof overWire>>
beforeAll(async () => {
  place = await overWire()
  patient = await overWire({ retries: true })
})
// Each client finds the place that was there when it was made.
beforeEach(() => {
  process.env.AWS_ENDPOINT_URL = place.url
})
afterAll(() => Promise.all([place.close(), patient.close()]))

const roleArn = 'arn:aws:iam::111122223333:role/panda'
/** Credentials are kept: a role each. */
let roles = 0
const byRole = () => ({
  ...at,
  access: { kind: 'role' as const, roleArn: `${roleArn}-${++roles}`, externalId: 'tenant-1' },
})
const assumed = (expiration: string) =>
  xml(
    'AssumeRole',
    `<AssumedRoleUser><AssumedRoleId>AROA1:panda</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/panda/panda</Arn></AssumedRoleUser>
     <Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey>
     <SessionToken>session-token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`,
  )
const inAnHour = () => assumed(new Date(Date.now() + 3_600_000).toISOString())
const images = json({ imageDetails: [{ imageDigest: digest }] })
const find = (customer = byRole()) => place.ports.images.find(customer, shop.repository, { digest })

test('what is asked of a customer is signed with the session of their role', async () => {
  place.will({ AssumeRole: inAnHour(), DescribeImages: images })
  const customer = byRole()
  await find(customer)
  await find(customer)
  expect(place.operations()).toEqual(['AssumeRole', 'DescribeImages', 'DescribeImages'])
  expect(place.sent[0]!.body).toContain('ExternalId=tenant-1')
  expect(place.sent[0]!.headers.authorization).toContain('Credential=AKIAPLATFORM/')
  expect(place.sent[1]!.headers).toMatchObject({
    authorization: expect.stringContaining('Credential=ASIASESSION/'),
    'x-amz-security-token': 'session-token',
  })
})

test('a session that is nearly over is taken anew', async () => {
  place.will({ AssumeRole: assumed(new Date(Date.now() + 1_000).toISOString()), DescribeImages: images })
  const customer = byRole()
  await find(customer)
  await find(customer)
  expect(place.operations().filter(one => one === 'AssumeRole').length).toBeGreaterThan(1)
})

test('a role that does not let Panda in is told in STS’s words', async () => {
  const words = `User: arn:aws:sts::999999999999:assumed-role/panda-step/panda is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`
  place.will({ AssumeRole: xmlNo('AccessDenied', words, 403) })
  await expect(find()).rejects.toMatchObject({ name: 'CloudFault', kind: 'denied', message: words })
})

test('a role that STS throttles passes', async () => {
  place.will({ AssumeRole: xmlNo('Throttling', 'Rate exceeded') })
  await expect(find()).rejects.toMatchObject({ name: 'CloudFault', kind: 'throttled' })
})

test('STS that cannot be reached passes', async () => {
  place.will({ AssumeRole: 'cut' })
  await expect(find()).rejects.toMatchObject({ name: 'CloudFault', kind: 'unreachable' })
})

// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
test.each([
  'RepositoryNotFoundException',
  'com.amazonaws.ecr#RepositoryNotFoundException',
  'aws.protocoltests#RepositoryNotFoundException',
  'RepositoryNotFoundException:http://internal.amazon.com/coral/com.amazon.coral.validate/',
  'com.amazonaws.ecr#RepositoryNotFoundException:http://internal.amazon.com/coral/com.amazon.coral.validate/',
])('a name is a name, however it is written: %s', async name => {
  place.will({ DescribeImages: jsonNo(name, 'The repository does not exist') })
  expect(await place.ports.images.find(at, shop.repository, { digest })).toBeUndefined()
})

test('the SDK tries three times by itself, then it is a fault', async () => {
  process.env.AWS_ENDPOINT_URL = patient.url
  patient.will({ DescribeImages: jsonNo('ThrottlingException', 'Rate exceeded') })
  const ask = () => patient.ports.images.find(at, shop.repository, { digest })
  await expect(ask()).rejects.toMatchObject({ kind: 'throttled', message: 'Rate exceeded' })
  expect(patient.operations()).toHaveLength(3)
  let tries = 0
  patient.will({ DescribeImages: () => (tries++ ? images : 'cut') })
  expect((await ask())?.digest).toBe(digest)
  patient.will({ DescribeImages: jsonNo('AccessDeniedException', 'no') })
  await expect(ask()).rejects.toMatchObject({ kind: 'denied' })
  expect(patient.operations()).toHaveLength(1)
})
