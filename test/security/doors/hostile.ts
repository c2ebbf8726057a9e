// Values that somebody sends who means harm, or whose client is broken.
import type { Dice } from '../../sim/dice.ts'

export const hostileTexts: readonly string[] = [
  ...[
    '',
    ' ',
    '\t',
    '0',
    '-1',
    '1e309',
    'NaN',
    'null',
    'undefined',
    'true',
    '[]',
    '{}',
    '[object Object]',
    '%',
    '%%',
    '\\',
  ],
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__', '$where'],
  ...['../../etc/passwd', '..%2f..%2f', '....//', '/etc/passwd', 'C:\\Windows', 'file:///etc/passwd', '//evil.test/x'],
  ...['$(id)', '`id`', ';id', '|id', '&& id', '--upload-pack=x', '-oProxyCommand=x', '\n--exec=x', 'main;id'],
  ...[
    "' OR 1=1 --",
    '" OR ""="',
    "'; DROP TABLE t; --",
    '{"$gt":""}',
    '*)(uid=*',
    '<script>alert(1)</script>',
    '$' + '{7*7}',
  ],
  ...[
    '\u0000',
    'a\u0000b',
    '\r\nset-cookie: x=1',
    'a\nb',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\u200b',
  ],
  ...[
    '\ud800',
    '\udc00x',
    'x\ud83d',
    '\uffff',
    '😀',
    'ｍａｉｎ',
    'ﬀ',
    'İ',
    'ß',
    'ветка',
    '支店',
    '배포',
    'é',
    'e\u0301',
  ],
  ...['%s%s%n', '%00', '%ff', '%c0%af', '%E0%A4', '%ud800', '+', '&', '=', '#', '?', ';', ',', ':', '@', '~', '!'],
  ...[
    'dep_',
    'dep_x',
    'DEP_x',
    'gh_',
    'aws_x',
    'tok_1',
    'dep_'.repeat(30),
    'tenant#alice',
    'subs#dep_x',
    'e#0000000001',
  ],
  ...['http://127.0.0.1/', 'http://169.254.169.254/', 'javascript:alert(1)', 'data:text/html,x', 'wss://evil.test'],
  ...['2026-11-20T10:00:00.000Z', '9999999999999', '0x10', '1_000', '１２', '٣', '1.0', '+1', '01', ' 1 ', '1e2', '-0'],
]

export const text = (dice: Dice): string => {
  const kind = dice.int(20)
  if (kind === 0) return dice.pick(hostileTexts).repeat(1 + dice.int(200))
  if (kind === 1) return 'x'.repeat(dice.pick([31, 61, 101, 129, 256, 257, 300, 1_025, 2_049, 4_097, 10_000]))
  if (kind === 2) return dice.pick(hostileTexts) + dice.pick(hostileTexts)
  if (kind === 3) return anyCharacters(dice)
  return dice.pick(hostileTexts)
}

const anyCharacters = (dice: Dice) =>
  String.fromCharCode(...Array.from({ length: 1 + dice.int(40) }, () => dice.int(dice.pick([128, 256, 65_536]))))

const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  65_535,
  65_536,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  1e-7,
  366,
  100,
  101,
  1e9 + 1,
]

/** Anything that JSON can hold. */
export const value = (dice: Dice, depth = 0): unknown => {
  const kind = dice.int(depth > 3 ? 5 : 8)
  if (kind < 2) return text(dice)
  if (kind === 2) return dice.pick(numbers)
  if (kind === 3) return dice.pick([true, false, null])
  if (kind === 4) return dice.pick([[], {}])
  if (kind === 5) return Array.from({ length: dice.int(4) }, () => value(dice, depth + 1))
  const entries = Array.from({ length: dice.int(4) }, () => [text(dice).slice(0, 50), value(dice, depth + 1)] as const)
  return Object.fromEntries(entries)
}

/** Of no example: at the borders of what the schema says. */
export const atTheBorder = (schema: Record<string, unknown>, dice: Dice): unknown => {
  const { type, enum: all, minimum, maximum, default: usual, anyOf } = schema
  if (Array.isArray(anyOf)) return atTheBorder(dice.pick(anyOf) as Record<string, unknown>, dice)
  if (Array.isArray(all)) return dice.pick([...all, String(all[0]).toUpperCase(), `${all[0]} `, all])
  if (usual !== undefined && dice.chance(0.3)) return usual
  if (type === 'boolean') return dice.pick([true, false, 'true', 1, 0, null])
  if (type === 'integer' || type === 'number') {
    const [low, high] = [Number(minimum ?? 0), Number(maximum ?? 100)]
    return dice.pick([low, low - 1, high, high + 1, low + 0.5, String(low), `${high}`, null, [low]])
  }
  if (typeof schema.pattern === 'string') return nearPattern(schema, dice)
  return value(dice)
}

/** An example that fits, with one character that may not. */
const nearPattern = ({ examples }: Record<string, unknown>, dice: Dice) => {
  const good = Array.isArray(examples) ? String(examples[0]) : dice.pick(['main', 'hello', 'a', 'A-b', '/health', 'x1'])
  const at = dice.int(good.length + 1)
  return dice.pick([good, good.slice(0, at) + dice.pick(hostileTexts) + good.slice(at), `${good}\n`, good.repeat(60)])
}
