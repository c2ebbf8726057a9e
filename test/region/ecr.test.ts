import { beforeEach, expect, test } from 'vitest'
import { ecr, registryPush } from '../../region/ecr.ts'
import { customer, type Place, place, platform } from './cloudformation-place.ts'

const registry = '111122223333.dkr.ecr.eu-test-1.amazonaws.com'
const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const hour = 60 * 60_000

let region: Place
beforeEach(async () => {
  region = place({ ecr })
  await region.send('ecr', 'CreateRepository', { repositoryName: 'acme-shop', tags: [{ Key: 'a', Value: '1' }] })
})

const passwordOf = async (caller = customer) => {
  const { authorizationData } = await region.send('ecr', 'GetAuthorizationToken', {}, caller)
  return Buffer.from(authorizationData[0].authorizationToken, 'base64').toString().replace('AWS:', '')
}
const push = (wish: Partial<Parameters<typeof registryPush>[1]> & { password: string }) =>
  registryPush(region.kernel, { registry, repository: 'acme-shop', tags: ['one'], digest: digest('a'), ...wish })
const image = async (id: object) => {
  const input = { repositoryName: 'acme-shop', imageIds: [id] }
  return (await region.send('ecr', 'DescribeImages', input)).imageDetails[0]
}

test('what was pushed is found by tag and by digest', async () => {
  push({ password: await passwordOf(), tags: ['20261120_100000', 'abc1234'] })
  expect(await image({ imageTag: 'abc1234' })).toMatchObject({ imageDigest: digest('a') })
  expect(await image({ imageDigest: digest('a') })).toMatchObject({ imageTags: ['20261120_100000', 'abc1234'] })
  await expect(image({ imageTag: 'other' })).rejects.toMatchObject({ name: 'ImageNotFoundException' })
})

test('a tag names one image: pushed onto another it moves', async () => {
  const password = await passwordOf()
  push({ password, tags: ['one', 'both'] })
  push({ password, tags: ['two', 'both'], digest: digest('b') })
  expect(await image({ imageTag: 'both' })).toMatchObject({ imageDigest: digest('b') })
  expect(await image({ imageDigest: digest('a') })).toMatchObject({ imageTags: ['one'] })
})

test('each pushed tag is told on the bus of its account', async () => {
  push({ password: await passwordOf(), tags: ['one', 'two'] })
  expect(region.events.map(event => [event.account, event.source, event['detail-type']])).toEqual(
    Array(2).fill(['111122223333', 'aws.ecr', 'ECR Image Action']),
  )
  expect(region.events[0]?.detail).toEqual({
    result: 'SUCCESS',
    'repository-name': 'acme-shop',
    'image-digest': digest('a'),
    'action-type': 'PUSH',
    'image-tag': 'one',
  })
})

test.each<[string, () => Promise<string>]>([
  ['made up', async () => 'secret'],
  ["another account's", () => passwordOf(platform)],
])('a password that is %s does not push', async (_what, password) => {
  const given = await password()
  expect(() => push({ password: given })).toThrow('unauthorized')
  expect(region.events).toEqual([])
})

test('a password is good for twelve hours', async () => {
  const password = await passwordOf()
  await region.run(11 * hour)
  push({ password })
  await region.run(hour)
  expect(() => push({ password })).toThrow('Your authorization token has expired')
})

test('passwords survive a restart', async () => {
  const password = await passwordOf()
  region.restart()
  push({ password })
  expect(await image({ imageTag: 'one' })).toBeDefined()
})

test('nothing is pushed where there is no repository or no registry', async () => {
  const password = await passwordOf()
  expect(() => push({ password, repository: 'other' })).toThrow("The repository with name 'other' does not exist")
  expect(() => push({ password, registry: 'docker.io' })).toThrow('no such host')
})

test('a repository is made once, with a legal name, and keeps its tags', async () => {
  const create = (repositoryName: string) => region.send('ecr', 'CreateRepository', { repositoryName })
  await expect(create('acme-shop')).rejects.toMatchObject({ name: 'RepositoryAlreadyExistsException' })
  await expect(create('Acme--Shop')).rejects.toMatchObject({ name: 'InvalidParameterException' })
  const { repositories } = await region.send('ecr', 'DescribeRepositories', { repositoryNames: ['acme-shop'] })
  const resourceArn = repositories[0].repositoryArn
  await region.send('ecr', 'TagResource', { resourceArn, tags: [{ Key: 'b', Value: '2' }] })
  expect((await region.send('ecr', 'ListTagsForResource', { resourceArn })).tags).toEqual([
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ])
  const look = { repositoryNames: ['other'] }
  await expect(region.send('ecr', 'DescribeRepositories', look)).rejects.toMatchObject({
    name: 'RepositoryNotFoundException',
  })
})
