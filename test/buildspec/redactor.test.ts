import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactor } from '../../buildspec/redactor.ts'

const token = 'ghp_canary/0+1'

test('a secret is taken out wherever it stands in a report', () => {
  const redact = redactor([token])
  expect(redact({ a: [`x${token}y${token}`], b: { c: encodeURIComponent(token), n: 3, none: undefined } })).toEqual({
    a: ['x***y***'],
    b: { c: '***', n: 3, none: undefined },
  })
})

test('and out of Base64 of it, whatever stands before and after it', () => {
  const redact = redactor([token])
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (before, after) => {
      for (const form of ['base64', 'base64url'] as const) {
        const left = redact(Buffer.from(`${before}${token}${after}`).toString(form))
        expect(left).toContain('***')
        expect(Buffer.from(left.replace('***', ''), form).toString('latin1')).not.toContain(token.slice(2, -2))
      }
    }),
  )
})

test('text without a secret stays as it is, and a word is no secret', () => {
  const redact = redactor(['local', '', token])
  expect(redact('Cloning http://127.0.0.1/local/hello')).toBe('Cloning http://127.0.0.1/local/hello')
})
