import { beforeEach, expect, test } from 'vitest'
import { images } from '../../aws/images.ts'
import { NameTaken } from '../../core/faults.ts'
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
  const login = await images(place.clients).password(at)
  expect(login.registry).toBe(registry)
  registryPush(place.kernel, { ...login, repository: 'acme-shop', tags: ['v1'], digest })
  const found = { digest, uri: `${registry}/acme-shop@${digest}` }
  expect(await images(place.clients).find(at, 'acme-shop', { tag: 'v1' })).toEqual(found)
  expect(await images(place.clients).find(at, 'acme-shop', { digest })).toEqual(found)
  expect(await images(place.clients).find(at, 'nowhere', { digest })).toBeUndefined()
})
