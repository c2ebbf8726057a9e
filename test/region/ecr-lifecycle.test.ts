// The examples of AWS's own documentation: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html
import { expect, test } from 'vitest'
import { imageRules } from '../../core/image-life.ts'
import { checkPolicy, expired } from '../../region/ecr-lifecycle.ts'

const day = 86_400_000
const now = 100 * day
const image = (digest: string, tags: string[], daysAgo: number) => ({ digest, tags, pushedAt: now - daysAgo * day })
const policy = (...selections: object[]) =>
  JSON.stringify({
    rules: selections.map((selection, n) => ({ rulePriority: n + 1, selection, action: { type: 'expire' } })),
  })
const more = (countNumber: number) => ({ countType: 'imageCountMoreThan', countNumber })
const older = (countNumber: number) => ({ countType: 'sinceImagePushed', countUnit: 'days', countNumber })
const gone = (rules: string, images: ReturnType<typeof image>[]) => expired(rules, images, now).map(one => one.digest)

test('one image of a prefix stays, the newest, and an untagged one is the next rule’s', () => {
  const rules = policy(
    { tagStatus: 'tagged', tagPatternList: ['prod*'], ...more(1) },
    { tagStatus: 'tagged', tagPatternList: ['beta*'], ...more(1) },
  )
  const all = [image('A', ['beta-1', 'prod-1'], 10), image('B', ['beta-2', 'prod-2'], 9), image('C', ['beta-3'], 8)]
  expect(gone(rules, all)).toEqual(['A'])
})

test('an image that an earlier rule selects by its tags is not deleted by a later one, and is counted by it', () => {
  const rules = policy(
    { tagStatus: 'tagged', tagPatternList: ['keep-*'], ...more(1000) },
    { tagStatus: 'any', ...more(1) },
  )
  expect(gone(rules, [image('A', ['keep-1'], 3), image('B', ['x'], 2), image('C', ['keep-2'], 1)])).toEqual(['B'])
})

test('of several patterns an image has to have all', () => {
  const rules = policy({ tagStatus: 'tagged', tagPatternList: ['alpha*', 'beta*'], ...older(5) })
  expect(gone(rules, [image('A', ['alpha-1'], 9), image('B', ['alpha-2', 'beta-2'], 9)])).toEqual(['B'])
})

test('Panda’s rules: what is kept stays, dev goes after 30 days, untagged after 7, of the rest the newest ten stay', () => {
  const kept = image('kept', ['panda-keep-x-0', 'dev-1'], 90)
  const many = Array.from({ length: 12 }, (_, n) => image(`m${n}`, [`t${n}`], 20 + n))
  const young = [image('dev29', ['dev-2'], 29), image('none6', [], 6)]
  const old = [image('dev31', ['dev-3'], 31), image('none8', [], 8)]
  expect(gone(imageRules, [kept, ...many, ...young, ...old]).sort()).toEqual([
    'dev31',
    'm10',
    'm11',
    'm8',
    'm9',
    'none8',
  ])
})

test.each([
  ['no JSON', 'rules'],
  ['any that is not last', policy({ tagStatus: 'any', ...more(1) }, { tagStatus: 'untagged', ...more(1) })],
  ['tagged without tags', policy({ tagStatus: 'tagged', ...more(1) })],
  ['two for what is untagged', policy({ tagStatus: 'untagged', ...more(1) }, { tagStatus: 'untagged', ...older(1) })],
  ['days that are not said to be days', policy({ tagStatus: 'any', countType: 'sinceImagePushed', countNumber: 1 })],
])('%s is refused', (_, text) => {
  expect(() => checkPolicy(text)).toThrow('Lifecycle policy validation failure')
})
