// The search must find what is there.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashedHits } from './hashed-secrets.ts'
import { hits } from './secret-forms.ts'

const secret = 'ghp_cAnArY+/=%&~0123456789"x'
const found = (text: string) => hits([{ what: 'it', secret }], [{ where: 'a place', text }]).length

test.each([
  ['as it is', `x${secret}y`],
  ['percent-encoded', encodeURIComponent(secret)],
  ['as a form', new URLSearchParams({ token: secret }).toString()],
  ['in JSON', JSON.stringify({ secret })],
  ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ...['', 'x', 'xx', 'x-access-token:'].map(before => [
    `in Base64 behind "${before}"`,
    Buffer.from(`${before}${secret}tail`).toString('base64'),
  ]),
  ...['', 'x', 'xx'].map(before => [
    `in Base64 for URLs behind "${before}"`,
    Buffer.from(`${before}${secret}`).toString('base64url'),
  ]),
])('a secret %s is found', (_, text) => expect(found(text!)).toBe(1))

test('what is no secret is none', () => expect(found('ghp_cAnArY')).toBe(0))

test('what hashes to something that is kept is found, wherever the two are', () => {
  const [ticket, nonce] = ['a1'.repeat(32), 'b2'.repeat(16)]
  const kept = [ticket, nonce].map(one => createHash('sha256').update(one).digest('hex')).join(' ')
  const places = [
    { where: 'the table', text: `pk ticket#${kept}` },
    { where: 'a log', text: `see ${ticket} and ${nonce}.` },
  ]
  expect(hashedHits(places)).toEqual([expect.stringContaining('a log: a1a1'), expect.stringContaining('a log: b2b2')])
  expect(hashedHits(places.slice(0, 1))).toEqual([])
  expect(hashedHits(places.slice(1), places.slice(0, 1))).toHaveLength(2)
})
