// What the runner needs of the attacks, and what those over the wire measure with.
import { describe, expect, it } from 'vitest'
import type { Attack } from '../attack.ts'
import { inJson, inMarkdown, inWords } from '../report.ts'
import bodies from './bodies.attack.ts'
import fuzz from './fuzz.attack.ts'
import idle from './idle.attack.ts'
import matrix from './matrix.attack.ts'
import scopes from './scopes.attack.ts'
import slow from './slow.attack.ts'
import tokens from './tokens.attack.ts'
import { areLate, memoryOf, mostFiles } from './wire.ts'

const attacks: Attack[] = [bodies, fuzz, idle, matrix, scopes, slow, tokens]

it('each has a name of its own, and says what it is about', () => {
  expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length)
  for (const { name, about } of attacks) expect(`${name}: ${about}`).toMatch(/^[a-z-]+: .+/)
})

describe('health calls', () => {
  it.each([
    [[1, 2, 3], false],
    [[1, 1_500, 3], false],
    [[1, 1_500, 1_500], true],
    [[1, 6_000, 3], true],
    [[1, undefined, 3], true],
    [[], false],
  ])('of %j ms are late: %s', (took, late) => {
    expect(areLate(took)).toBe(late)
  })

  it.runIf(process.platform === 'linux')('beside them, what a process has is known', () => {
    expect(memoryOf(process.pid)).toBeGreaterThan(20)
    expect(mostFiles('self')).toBeGreaterThan(100)
  })
})

describe('the table', () => {
  const told = [
    { attack: 'one', about: 'this', seed: 7, seconds: 1.4, tried: 1_000, violations: [], figures: { flies: 3 } },
    {
      attack: 'two',
      about: '',
      seed: 7,
      seconds: 60,
      tried: 2,
      violations: Array.from({ length: 25 }, (_, n) => `v${n}`),
    },
  ]

  it('for a terminal has a line an attack, and what repeats each that got in', () => {
    const lines = inWords(told).split('\n')
    expect(lines[1]).toMatch(/^one +1,000 +0 +1$/)
    expect(lines).toContain('  one: flies: 3')
    expect(lines).toContain('two: 25 violations. Again: npm run attack -- --only two --seed 7')
    expect(lines).toContain('  v19')
    expect(lines.at(-1)).toBe('  … and 5 more')
  })

  it('for a document and for programs', () => {
    expect(inMarkdown(told)).toContain('| one | 1,000 | 0 | 1 | this; flies: 3 |')
    expect(JSON.parse(inJson(told))).toHaveLength(2)
  })
})
