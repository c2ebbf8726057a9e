// Addresses that nobody may be sent to, in all the ways that there are to write them.
import type { Dice } from '../../sim/dice.ts'

/** `[first, last]` of what is not on the internet, by hand and not from the product's list. */
const inner: [number, number][] = [
  [0x00000000, 0x00ffffff],
  [0x0a000000, 0x0affffff],
  [0x64400000, 0x647fffff],
  [0x7f000000, 0x7fffffff],
  [0xa9fe0000, 0xa9feffff],
  [0xac100000, 0xac1fffff],
  [0xc0000000, 0xc00000ff],
  [0xc0000200, 0xc00002ff],
  [0xc0586300, 0xc05863ff],
  [0xc0a80000, 0xc0a8ffff],
  [0xc6120000, 0xc613ffff],
  [0xc6336400, 0xc63364ff],
  [0xcb007100, 0xcb0071ff],
  [0xe0000000, 0xffffffff],
]

export const isInner = (word: number) => inner.some(([first, last]) => word >= first && word <= last)

/** At the edges of a range as often as inside of it. */
export const innerWord = (dice: Dice) => {
  const [first, last] = dice.pick(inner)
  return dice.pick([first, last, first + dice.int(last - first + 1)])
}

export const known = [
  '127.0.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
]

/** As hosts of a URL that the language's own parser makes addresses of. */
export const formsOf4 = (word: number): string[] => {
  const [a, b, c, d] = bytesOf(word)
  const [hex, octal] = [(n: number) => `0x${n.toString(16)}`, (n: number) => `0${n.toString(8)}`]
  const dotted = [a, b, c, d].join('.')
  return [
    ...[
      dotted,
      `${dotted}.`,
      String(word),
      hex(word),
      octal(word),
      `0x${word.toString(16).toUpperCase().padStart(16, '0')}`,
    ],
    ...[[a, b, c, d].map(hex).join('.'), [a, b, c, d].map(octal).join('.'), `${hex(a)}.${octal(b)}.${c}.${d}`],
    ...[`${a}.${word & 0xffffff}`, `${a}.${b}.${word & 0xffff}`, `${a}.${b}.${c}.${octal(d)}`],
    ...[
      dotted.replace(/\d/g, digit => `%3${digit}`),
      wide(dotted),
      dotted.replaceAll('.', '。'),
      dotted.replaceAll('.', '｡'),
    ],
  ]
}

export const formsOf6 = (word: number): string[] => {
  const [a, b, c, d] = bytesOf(word)
  const [high, low] = [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)]
  const dotted = [a, b, c, d].join('.')
  return [
    ...[`[::ffff:${dotted}]`, `[::ffff:${high}:${low}]`, `[0:0:0:0:0:ffff:${high}:${low}]`, `[::${dotted}]`],
    ...[`[::ffff:0:${dotted}]`, `[64:ff9b::${dotted}]`, `[64:ff9b:1::${high}:${low}]`],
    ...[`[2002:${high}:${low}::1]`, `[2001:0:${high}:${low}:0:0:0:1]`, `[fe80::5efe:${dotted}]`],
  ]
}

export const inner6 = [
  '[::1]',
  '[::]',
  '[fd00:ec2::254]',
  '[fd00:ec2::23]',
  '[fe80::1]',
  '[fe80::1%25eth0]',
  '[fe80::1%eth0]',
  '[fc00::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[2001::1]',
  '[100::1]',
  '[5f00::1]',
  '[fec0::1]',
]

export const tricks = [
  'http://1.1.1.1@127.0.0.1',
  'http://127.0.0.1#@1.1.1.1',
  'http://127.0.0.1\\@1.1.1.1',
  'http:127.0.0.1',
  'http:\\\\127.0.0.1',
  'HTTP://127.0.0.1',
  'ht\ntp://127.0.0.1',
  'file:///etc/passwd',
  'gopher://127.0.0.1',
  'unix:/var/run/docker.sock',
  'ftp://127.0.0.1',
  'data:,x',
  'javascript:1',
  'http://',
  'http://[::1',
  'ws://127.0.0.1',
]

export const bytesOf = (word: number) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255] as const

/** Digits that are drawn wider, and mean the same. */
const wide = (text: string) => text.replace(/\d/g, digit => String.fromCharCode(0xff10 + Number(digit)))
