import { expect, test } from 'vitest'
import { imageName, imageTag, names, repositoryTags, serviceKey } from '../../core/names.ts'

const id = { owner: 'Panda-Org', repo: 'Hello.World', branch: 'feature/new thing', environment: 'default' }

test('names of the default environment', () => {
  const its = names({ ...id, owner: 'panda', repo: 'hello', branch: 'main' })
  expect(its).toMatchObject({
    ...{ repository: 'panda-hello', cluster: 'panda-hello-main-cluster', service: 'panda-hello-main-service' },
    ...{ logGroup: '/ecs/panda-hello-main', stack: 'panda-panda-hello-main', base: 'panda-hello-main' },
  })
  expect(its.tags).toEqual({
    ...{ 'panda:owner': 'panda', 'panda:repo': 'hello', 'panda:branch': 'main', 'panda:environment': 'default' },
  })
  expect(repositoryTags(id)).toEqual({ 'panda:owner': 'Panda-Org', 'panda:repo': 'Hello.World' })
})

test('another environment is another service of the same repository', () => {
  const [one, other] = [names(id), names({ ...id, environment: 'test' })]
  expect(other.service).toBe('Panda-Org-Hello-World-feature-new-thing-test-service')
  expect(other.repository).toBe(one.repository)
  for (const key of ['cluster', 'service', 'logGroup', 'stack', 'base'] as const) expect(other[key]).not.toBe(one[key])
})

test.each([
  [id],
  [{ owner: 'a_b', repo: '.github', branch: '한글/브랜치', environment: 'default' }],
  [{ owner: '-x-', repo: 'UPPER__CASE', branch: 'a'.repeat(300), environment: 'e'.repeat(40) }],
])('%o becomes what AWS takes', given => {
  const its = names(given)
  expect(its.repository).toMatch(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/)
  expect(its.repository.length).toBeLessThanOrEqual(256)
  for (const name of [its.cluster, its.service]) expect(name).toMatch(/^[A-Za-z0-9_-]{1,255}$/)
  expect(its.base).toMatch(/^[A-Za-z0-9_-]{1,100}$/)
  expect(its.logGroup).toMatch(/^[.\-_/#A-Za-z0-9]{1,512}$/)
  expect(its.stack).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/)
  expect(imageName(given, 1763634905)).toMatch(/^[a-z0-9_-]+$/)
})

const longest = { owner: 'o'.repeat(39), repo: 'r'.repeat(100), branch: 'b'.repeat(244), environment: 'e'.repeat(40) }

test.each([
  ['branch', { branch: `${longest.branch.slice(1)}c` }],
  ['environment', { environment: `${longest.environment.slice(1)}f` }],
  ['repo', { repo: `${longest.repo.slice(1)}s` }],
])('names too long for AWS are cut, and differ where only the end of the %s does', (_, change) => {
  const [one, other] = [names(longest), names({ ...longest, ...change })]
  for (const key of ['base', 'cluster', 'service', 'logGroup', 'stack'] as const) expect(one[key]).not.toBe(other[key])
  expect(one.base).toHaveLength(100)
  expect(names({ ...longest }).base).toBe(one.base)
  expect(imageName(longest, 1763634905)).toMatch(/-1763634905$/)
  expect(imageName(longest, 1763634905)).not.toBe(imageName({ ...longest, ...change }, 1763634905))
})

test('what fits is not touched: the longest that CodeDeploy takes, and one more', () => {
  const of = (length: number) =>
    names({ owner: 'o', repo: 'r', branch: 'b'.repeat(length), environment: 'default' }).base
  expect(of(96)).toBe(`o-r-${'b'.repeat(96)}`)
  expect(of(97)).toMatch(/^o-r-b{82}-[0-9a-z]{13}$/)
})

test('an image is named by its time, on the build host and in the registry', () => {
  expect(imageTag('2026-11-20T10:35:05.120Z')).toBe('20261120_103505')
  expect(imageName({ ...id, owner: 'panda', repo: 'hello', branch: 'main' }, 1763634905)).toBe(
    'panda-hello-main-1763634905',
  )
})

test.each([
  ['_x', 'main'],
  ['x_', '_main_'],
  ['.-_-.', 'a__b/___c'],
  ['a--b', 'a_b/-c-'],
])('whatever repository %s and branch %s are called, the image has a name that engines take', (repo, branch) => {
  const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
  expect(imageName({ ...id, owner: 'panda', repo, branch }, 1763634905)).toMatch(component)
})

test('one release a service: the key is of the account, the region and the name', () => {
  expect(serviceKey({ accountId: '1', region: 'eu-central-1' }, 's')).toBe('1/eu-central-1/s')
})
