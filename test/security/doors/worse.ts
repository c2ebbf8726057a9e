// One step of making a question worse. Each keeps what it does not touch, so that a question gets far before it fails.
import type { Route } from '../../../app/routes/route.ts'
import type { Dice } from '../../sim/dice.ts'
import type { Draft } from './grammar.ts'
import { atTheBorder, hostileTexts, text, value } from './hostile.ts'

/** What is sent where a body is, if not the draft's own as JSON. */
export type Worse = {
  draft: Draft
  body?: string | Buffer
  schema: Record<string, Record<string, unknown>>
  route: Route
}

export const worsen = (worse: Worse, dice: Dice): void => {
  const where = dice.int(100)
  if (where < 45 && worse.draft.body !== undefined) inBody(worse, dice)
  else if (where < 55) asText(worse, dice)
  else if (where < 70) inPath(worse.draft, dice)
  else if (where < 85) inQuery(worse, dice)
  else if (where < 97) inHeaders(worse.draft, dice)
  else
    worse.draft.method = dice.pick([
      'GET',
      'POST',
      'DELETE',
      'PUT',
      'PATCH',
      'HEAD',
      'OPTIONS',
      'get',
      '',
      'TRACE',
      '__proto__',
    ])
}

const inBody = ({ draft, schema }: Worse, dice: Dice) => {
  const body = draft.body
  if (typeof body !== 'object' || body === null) return
  const fields = body as Record<string, unknown>
  const name = dice.pick([...Object.keys(schema), ...Object.keys(fields), 'x'])
  switch (dice.int(8)) {
    case 0:
      return void Reflect.deleteProperty(fields, name)
    case 1:
    case 2:
      return define(fields, name, atTheBorder(schema[name] ?? {}, dice))
    case 3:
      return define(fields, name, text(dice))
    case 4:
      return define(fields, name, value(dice))
    case 5:
      return define(fields, text(dice), value(dice))
    case 6:
      return define(fields, dice.pick(['__proto__', 'constructor', 'prototype', 'toJSON']), {
        [name]: true,
        polluted: 1,
      })
    default:
      draft.body = dice.pick([[fields], { body: fields }, { [name]: fields }, value(dice)])
  }
}

/** As JSON.parse does it: `__proto__` becomes a field like any. */
const define = (fields: Record<string, unknown>, name: string, given: unknown) =>
  void Object.defineProperty(fields, name, { value: given, enumerable: true, configurable: true, writable: true })

const asText = (worse: Worse, dice: Dice) => {
  const json = JSON.stringify(worse.draft.body ?? {}) ?? ''
  const at = dice.int(json.length + 1)
  switch (dice.int(12)) {
    case 0:
      worse.body = json.slice(0, at)
      break
    case 1:
      worse.body = json.slice(0, at) + dice.pick(hostileTexts) + json.slice(at)
      break
    case 2:
      worse.body = json.replace(
        '{',
        `{"${dice.pick(['owner', 'role', 'autoSwitch', 'to', '__proto__'])}":${JSON.stringify(value(dice))},`,
      )
      break
    case 3:
      worse.body = `${json}${json}`
      break
    case 4:
      worse.body = dice.pick([
        '',
        ' ',
        '\n',
        '\ufeff',
        'null',
        '1',
        '"x"',
        '[]',
        'undefined',
        'NaN',
        '\u0000',
        '{}',
        '{"a":1}}',
      ])
      break
    case 5:
      worse.body = `\ufeff${json}`
      break
    case 6:
      worse.body = Buffer.concat([
        Buffer.from(json.slice(0, at)),
        Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0]),
        Buffer.from(json.slice(at)),
      ])
      break
    case 7:
      worse.body = deep(dice)
      break
    case 8:
      worse.body = dice.chance(0.05)
        ? json.replace('{', `{"x":"${'x'.repeat(262_144)}",`)
        : `${json}${' '.repeat(1_000)}`
      break
    case 9:
      worse.body = json.replaceAll('"', "'")
      break
    case 10:
      worse.body = Buffer.from(json, 'utf16le')
      break
    default:
      worse.body = new URLSearchParams({ body: json }).toString()
  }
}

const deep = (dice: Dice) => {
  const levels = dice.pick([10, 100, 5_000])
  const [open, close] = dice.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"__proto__":', '}'],
  ] as const)
  return open.repeat(levels) + (open === '[' ? '' : '1') + (dice.chance(0.8) ? close.repeat(levels) : '')
}

const inPath = ({ segments }: Draft, dice: Dice) => {
  const at = dice.int(segments.length + 1)
  const odd = dice.chance(0.5) ? encodeURIComponent(text(dice).toWellFormed()) : text(dice)
  switch (dice.int(6)) {
    case 0:
    case 1:
      segments[Math.min(at, segments.length - 1)] = odd
      break
    case 2:
      segments.splice(at, 0, dice.pick(['', '.', '..', odd, '%2e%2e', 'events']))
      break
    case 3:
      segments.splice(at, 1)
      break
    case 4:
      segments[Math.max(0, at - 1)] = dice.pick([segments[at - 1] ?? '', odd]).toUpperCase()
      break
    default:
      segments[Math.max(0, at - 1)] = `${segments[at - 1] ?? ''}${odd}`
  }
}

const inQuery = ({ draft, route }: Worse, dice: Dice) => {
  const { query } = draft
  const known = Object.keys(route.query.shape)
  const name = known.length > 0 && dice.chance(0.7) ? dice.pick(known) : text(dice)
  const some = query[dice.int(query.length)]
  switch (dice.int(4)) {
    case 0:
      return void query.push([name, text(dice)])
    case 1:
      return void query.push([name, dice.pick(['1', '0', '100', '101', 'v1', 'COMPLETED', 'panda', 'main'])])
    case 2:
      return void (some && query.push([...some]))
    default:
      return void (some && dice.chance(0.5) ? query.splice(query.indexOf(some), 1) : query.push([name, '']))
  }
}

const headerNames = [
  ...[
    'idempotency-key',
    'last-event-id',
    'accept',
    'accept-language',
    'content-type',
    'content-length',
    'cookie',
    'host',
  ],
  ...[
    'x-forwarded-for',
    'x-http-method-override',
    'transfer-encoding',
    'origin',
    '__proto__',
    'authorization',
    'constructor',
  ],
]

const inHeaders = ({ headers }: Draft, dice: Dice) => {
  const usual = [
    'text/event-stream',
    'application/json',
    'ko',
    'en',
    '*/*',
    'multipart/form-data; boundary=x',
    'text/plain',
  ]
  define(headers, dice.pick(headerNames), dice.chance(0.3) ? dice.pick(usual) : text(dice))
}
