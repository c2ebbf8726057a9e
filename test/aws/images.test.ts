import { beforeEach, expect, test } from 'vitest'
import { images } from '../../aws/images.ts'
import { NameTaken } from '../../core/faults.ts'
import type { Access } from '../../core/ports.ts'
import { registryPush } from '../../region/ecr.ts'
import { at, newRegion } from './infrastructure-region.ts'

const tags = { 'panda:owner': 'acme', 'panda:repo': 'shop' }
const digest = `sha256:${'a'.repeat(64)}`
const registry = '111122223333.dkr.ecr.eu-test-1.amazonaws.com'

let place: ReturnType<typeof newRegion>
beforeEach(() => {
  place = newRegion()
})

test('a repository is made once, tagged and scanned', async () => {
  const { uri } = await images(place.clients).ensure(at, 'acme-shop', tags)
  expect(await images(place.clients).ensure(at, 'acme-shop', tags)).toEqual({ uri })
  expect(uri).toBe(`${registry}/acme-shop`)
  const { repositories } = await place.ask('ecr', 'DescribeRepositories', {})
  expect(repositories).toMatchObject([
    { repositoryName: 'acme-shop', imageScanningConfiguration: { scanOnPush: true } },
  ])
})

test('of two who make it at once, both get it', async () => {
  const both = [1, 2].map(() => images(place.clients).ensure(at, 'acme-shop', tags))
  const [one, two] = await Promise.all(both)
  expect(one).toEqual(two)
})

test.each([[[]], [[{ Key: 'panda:owner', Value: 'other' }]]])(
  "another's repository is not touched: %j",
  async foreign => {
    await place.ask('ecr', 'CreateRepository', { repositoryName: 'acme-shop', tags: foreign })
    await expect(images(place.clients).ensure(at, 'acme-shop', tags)).rejects.toThrow(NameTaken)
  },
)

test('with the password an image is pushed, and found by tag and digest, to run by digest', async () => {
  await images(place.clients).ensure(at, 'acme-shop', tags)
  expect(await images(place.clients).find(at, 'acme-shop', { tag: 'v1' })).toBeUndefined()
  const login = await images(place.clients).password(at, 'acme-shop')
  expect(login.registry).toBe(registry)
  registryPush(place.kernel, { ...login, repository: 'acme-shop', tags: ['v1'], digest })
  const found = { digest, tags: ['v1'], uri: `${registry}/acme-shop@${digest}` }
  expect(await images(place.clients).find(at, 'acme-shop', { tag: 'v1' })).toEqual(found)
  expect(await images(place.clients).find(at, 'acme-shop', { digest })).toEqual(found)
  expect(await images(place.clients).find(at, 'nowhere', { digest })).toBeUndefined()
})

test('the password of a role opens one repository, that of keys whatever the keys may', async () => {
  const role = { ...at, access: await roleFor(place) }
  for (const repository of ['acme-shop', 'acme-other']) await images(place.clients).ensure(at, repository, tags)
  const login = await images(place.clients).password(role, 'acme-shop')
  const push = (repository: string, { registry, password }: typeof login) =>
    registryPush(place.kernel, { registry, password, repository, tags: ['v1'], digest })
  push('acme-shop', login)
  expect(() => push('acme-other', login)).toThrow(/^denied: .*acme-other/)
  push('acme-other', await images(place.clients).password(at, 'acme-shop'))
})

const roleFor = async ({ ask }: typeof place): Promise<Access> => {
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: 'arn:aws:iam::000000000000:root' },
    Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
  }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
  const { Role } = await ask('iam', 'CreateRole', { RoleName: 'deploy', AssumeRolePolicyDocument })
  return { kind: 'role', roleArn: Role.Arn, externalId: 'secret' }
}
