// Patterns are a repository's: whatever they are, they are read in a time that grows with their length only.
import { expect, test } from 'vitest'
import { pattern } from '../../../local/dockerfile/pattern.ts'
import { diceFor } from '../../sim/dice.ts'

const slow = [
  ['*a'.repeat(100), 'a'.repeat(200)],
  [`${'*a'.repeat(100)}b`, 'a'.repeat(250)],
  [`${'**/'.repeat(100)}x`, 'a/'.repeat(120)],
  [`${'**a'.repeat(100)}b`, 'a'.repeat(250)],
  [`${'?*'.repeat(100)}b`, 'a'.repeat(250)],
  [`${'[a-z]*'.repeat(100)}0`, 'a'.repeat(250)],
] as const

test.each(slow)('%s is answered at once', (text, path) => {
  const began = performance.now()
  pattern(text, true).test(path)
  expect(performance.now() - began).toBeLessThan(5_000)
})

test.each([
  '[z-a]',
  '[',
  '[]',
  '[^',
  '[^]',
  '[\\]',
  'a\\',
  '[[]',
  '***',
  '**',
  '\\',
  '[a',
  '[a-',
  '[--0]',
  '(',
  'a{1}',
  '$',
  '^',
])('%s is a pattern like any other', text => expect([true, false]).toContain(pattern(text, true).test(text)))

test.each([
  ['[z-a]', 'b', false],
  ['[a-c]x', 'bx', true],
  ['[^a-c]x', 'bx', false],
  ['[^a-c]', '/', false],
  ['[a-]', '-', true],
  ['**/x', 'x', true],
  ['**/x', 'a/b/x', true],
  ['**/x', 'ax', false],
  ['**/x', 'a/bx', false],
  ['a/**', 'a/b/c', true],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'a/xb', false],
  ['**', 'a/b', true],
  ['*', 'a/b', false],
  ['*.js', '.js', true],
  ['a*b*c', 'aXbYc', true],
  ['a*b*c', 'aXbY', false],
  ['?', '🐼', true],
])('%s and %s: %s', (text, path, matches) => expect(pattern(text, true).test(path)).toBe(matches))

/** What it was before: a regular expression, right but slow. */
const meanings: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }
const expression = (text: string) => new RegExp(`^${text.replace(/\*\*\/|\*\*|\*|\?/g, one => meanings[one]!)}$`)

test('like a regular expression of the same meaning', () => {
  const dice = diceFor(1, 'patterns')
  const pieces = ['a', 'b', '/', '*', '**/', '**', '?']
  const make = (from: string[], most: number) => Array.from({ length: dice.int(most) }, () => dice.pick(from)).join('')
  for (let n = 0; n < 20_000; n++) {
    const [text, path] = [make(pieces, 6), make(['a', 'b', '/'], 7)]
    if (/\*{3}/.test(text)) continue
    expect(pattern(text, true).test(path), `${text} and ${path}`).toBe(expression(text).test(path))
  }
})
