import { describe, expect, test } from 'vitest'
import { isBranch, isOwner, isRepo } from '../../core/git-names.ts'

const hostile = [
  '',
  '--upload-pack=x',
  '-x',
  '$(id)',
  '`id`',
  'main;id',
  'a|b',
  'a&b',
  'a b',
  '../x',
  'x/../y',
  '..',
  'a\nb',
  'main\n',
  'a\0b',
  '\u001b[31m',
  '한글',
  'ａ',
  'a\\b',
  'a:b',
  'a?b',
  'a*b',
  'a[b',
  'a^b',
  'a~b',
  'a@{1}',
  "a'b",
  'a"b',
  'a<b',
  'a%2fb',
  'x'.repeat(10_000),
]

describe('names that mean something to a shell, to git or in a path', () => {
  test.each(hostile)('%j is no owner and no branch', name => {
    expect(isOwner(name)).toBe(false)
    expect(isBranch(name)).toBe(false)
  })
  // A repository may begin with a hyphen on GitHub; it is only ever a part of a URL.
  test.each(hostile.filter(name => name !== '-x'))('%j is no repository', name => {
    expect(isRepo(name)).toBe(false)
  })
})

describe('owners', () => {
  test.each(['panda', 'a', 'A-b-3', 'x'.repeat(39)])('%s', name => expect(isOwner(name)).toBe(true))
  test.each(['a--b', 'a-', 'a_b', 'a.b', 'x'.repeat(40)])('not %s', name => expect(isOwner(name)).toBe(false))
})

describe('repositories', () => {
  test.each(['hello', '.github', 'a.b_c-d', '...', 'x'.repeat(100)])('%s', name => expect(isRepo(name)).toBe(true))
  test.each(['.', '..', 'a.git', 'a.GIT', 'a/b', 'x'.repeat(101)])('not %s', name => expect(isRepo(name)).toBe(false))
})

describe('branches', () => {
  test.each(['main', 'v2', 'feature/a_b-c.d', 'fix/#12+3', 'renovate/@types-node', 'a/-b', 'x'.repeat(244)])(
    '%s',
    name => expect(isBranch(name)).toBe(true),
  )
  test.each([
    '/a',
    'a/',
    'a//b',
    '.a',
    'a/.b',
    'a.',
    'a./b',
    'a..b',
    'a.lock',
    'a.lock/b',
    '@',
    'HEAD',
    'x'.repeat(245),
  ])('not %s', name => expect(isBranch(name)).toBe(false))
})
