// What Panda's reader takes means what it means in YAML: held against a whole reader of the language, sample by sample and by
// texts made at random. What it does not take, it says where.
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readYaml, YamlFault } from '../../core/yaml.ts'

const taken = [
  'a: 1',
  '---\na: 1\n',
  '# only a comment\n\n',
  'a:\n  b: text with blanks\n  c: "quoted: #no comment"\n  d: its',
  "a: 'it''s'\nb: \"tab\\t \\u00e9\"",
  'list:\n- a\n- b: 1\n  c: 2\n-\n  d: 3\nnext: 1',
  'list:\n  - a # comment\n  - "b"\n\n  # between\n  - [1, 2, {c: d}]',
  'a: {b: [x, "y, z"], c: null, d: ~}\n',
  'a: [\n  1, # one\n  2\n]\nb: 3',
  '{"a": {"b": [true, false, null, 1.5, -2e3]}}',
  'n: [0x1F, 0o17, .5, 1., 007, +3, True, FALSE, Null, yes, no, on]',
  'a:\nb: \nc:\n  d:\n',
  'url: http://example.com:80/a#b\ntime: 12:30',
  'branches: [main, release/*]\nkeys with blanks: 1\n"quoted key": 2\n1: one',
  'a: -1\nb: - \n',
  'é: 1',
  '안녕: 하세요',
  'a: x\r\nb: y\r\n',
  'a: "x"   # comment\nb: y#z',
].filter(text => text !== undefined)

const outcome = (read: () => unknown) => {
  try {
    return { value: read() }
  } catch (fault) {
    return { fault }
  }
}

test.each(taken)('%j is read as YAML reads it, or refused', text => {
  const [own, whole] = [outcome(() => readYaml(text).value), outcome(() => parse(text))]
  if ('value' in own) expect(own).toEqual(whole)
  else expect(own.fault).toBeInstanceOf(YamlFault)
})

test('most of them are taken', () => {
  expect(taken.filter(text => 'value' in outcome(() => readYaml(text))).length).toBeGreaterThan(13)
})

test('texts made at random are read as YAML reads them, or refused at their place', () => {
  const pieces = [
    'a',
    'b:',
    ' ',
    '  ',
    '\n',
    '\n  ',
    '- ',
    '-',
    '#',
    ' # c',
    '"x"',
    "'y'",
    ': ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '1',
    'null',
    '"',
    '&x',
    '*',
    '|',
    '\t',
    'é',
    '/*',
  ]
  let seed = 7
  const dice = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * n)
  }
  let good = 0
  for (let n = 0; n < 20_000; n++) {
    const text = Array.from({ length: 1 + dice(14) }, () => pieces[dice(pieces.length)]).join('')
    const own = outcome(() => readYaml(text).value)
    if (!('value' in own)) {
      expect(own.fault, text).toBeInstanceOf(YamlFault)
      continue
    }
    expect([text, own], text).toEqual([text, outcome(() => parse(text, { logLevel: 'error' }))])
    good++
  }
  expect(good).toBeGreaterThan(500)
})

describe('what is not understood is said at its place', () => {
  test.each([
    ['a: 1\na: 2', 2, 1, /"a" is there twice/],
    ['a:\n\tb: 1', 2, 1, /not by a tab/],
    ['a: |\n  text', 1, 4, /on one line/],
    ['a: &x 1', 1, 4, /in quotes/],
    ['a: *x', 1, 4, /in quotes/],
    ['a: one\n  two', 2, 3, /on one line/],
    ['a: b: c', 1, 4, /in quotes/],
    ['a: [1, 2', 1, 4, /closed with ]/],
    ['a: "x', 1, 4, /same quote/],
    ['a: 1\n b: 2', 2, 2, /indented/],
    ['a:\n  - 1\n  b: 2', 3, 3, /"- "|indented/],
    ['---\na: 1\n---\nb: 2', 3, 1, /one document/],
    ['just words', 1, 1, /./],
  ])('%j', (text, line, column, words) => {
    const { fault } = outcome(() => {
      const { value } = readYaml(text)
      if (typeof value === 'string') throw new YamlFault({ line: 1, column: 1 }, 'text')
      return value
    }) as { fault: YamlFault }
    expect(fault).toBeInstanceOf(YamlFault)
    expect([fault.spot.line, fault.spot.column, fault.message]).toEqual([line, column, expect.stringMatching(words)])
  })

  test('a bomb of brackets is refused, not a fault', () => {
    expect(() => readYaml('['.repeat(100_000))).toThrow(YamlFault)
    expect(() => readYaml('a: '.repeat(30_000))).toThrow(YamlFault)
  })

  // Where each of these was tried in two ways, or counted from the beginning, it took seconds; it takes milliseconds.
  test.each([
    ['blanks in a name', `a${' '.repeat(65_000)}x`],
    ['many names', Array.from({ length: 9_000 }, (_, n) => `k${n}: 1`).join('\n')],
    ['many values in a line', `a: [${'1,'.repeat(32_000)}1]`],
    ['blanks before a comment', `a: b${' '.repeat(65_000)}#`],
  ])('%s: as much as a file may hold is read at once', (_, text) => {
    const began = performance.now()
    outcome(() => readYaml(text))
    expect(performance.now() - began).toBeLessThan(1_000)
  })

  test('a key named __proto__ is a key', () => {
    expect(Object.keys(readYaml('{__proto__: {x: 1}}').value as object)).toEqual(['__proto__'])
  })
})
