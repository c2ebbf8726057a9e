// What an `Authorization` header says of who calls, and what is refused before anything is looked up.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callerFrom, identify, isAllowed } from '../../app/identity.ts'
import * as apiTokens from '../../app/store/api-tokens.ts'
import { isWholeToken, newTokenText } from '../../app/token-text.ts'
import { roles } from '../../core/vocabulary.ts'
import { memoryTable } from '../../region/memory-table.ts'

const now = '2026-11-20T10:00:00.000Z'
const expires = Date.parse(now) / 1000 + 60
const text = newTokenText({ random: { hex: bytes => 'a7'.repeat(bytes) } })

const open = async () => {
  const memory = memoryTable()
  const [looked, jwts]: [string[], string[]] = [[], []]
  const clock = { at: now, now: () => clock.at, sleep: async () => {} }
  const table: typeof memory = {
    ...memory,
    get: key => {
      looked.push(key.pk)
      return memory.get(key)
    },
  }
  const token = { id: 'tok_1', name: 'ci', role: 'viewer' as const, createdBy: 'kim', createdAt: now, expires }
  await apiTokens.keep({ table }, 'acme', text, token)
  const verifyJwt = async (jwt: string) => {
    jwts.push(jwt)
    return { tenant: 'corp', by: 'ann', role: 'admin' as const }
  }
  const as = (authorization: string | undefined) => identify({ authorization }, { table, clock, verifyJwt })
  return { as, looked, jwts, clock, memory }
}

describe('an Authorization header', () => {
  it.each(['Bearer ', 'bearer ', 'BEARER   ', '  Bearer '])('%j and an API token: whom it stands for', async scheme => {
    const { as, looked } = await open()
    const whose = { tenant: 'acme', by: 'ci (token of kim)', maker: 'kim', token: 'tok_1' }
    expect(await as(scheme + text)).toEqual({ ...whose, role: 'viewer' })
    expect(looked).toHaveLength(1)
  })

  it('with a JWT: whom its verifier finds', async () => {
    const { as, jwts, looked } = await open()
    expect(await as('Bearer aaa.bbb.ccc')).toEqual({ tenant: 'corp', by: 'ann', role: 'admin' })
    expect([jwts, looked]).toEqual([['aaa.bbb.ccc'], []])
  })

  it.each([
    [undefined, 'needs an identity'],
    ['', 'needs an identity'],
    ['   ', 'needs an identity'],
    ['Bearer', 'must be "Bearer" and a token'],
    ['Bearer ', 'must be "Bearer" and a token'],
    [text, 'must be "Bearer" and a token'],
    ['Basic a2ltOnNlY3JldA==', 'must be "Bearer" and a token'],
    [`Basic ${text}`, 'must be "Bearer" and a token'],
    [`Bearer ${text} x`, 'must be "Bearer" and a token'],
    [`Bearer ${text}\u0000`, 'must be "Bearer" and a token'],
    [`Bearer${text}`, 'must be "Bearer" and a token'],
    [`Bearer ${text}\n`.repeat(2), 'must be "Bearer" and a token'],
    [`Bearer ${text}, Bearer ${text}`, 'not several'],
    [`Bearer ${text},`, 'not several'],
    [`Basic x,Bearer ${text}`, 'not several'],
    [`Bearer ${'a'.repeat(8_192)}`, 'too long'],
    [`Bearer ${'a.'.repeat(100_000)}a`, 'too long'],
    ['Bearer secret', 'neither'],
    ['Bearer aaa.bbb', 'neither'],
    ['Bearer aaa.bbb.ccc.ddd', 'neither'],
    ['Bearer undefined', 'neither'],
    [`Bearer ${text.slice(0, -1)}`, 'not whole'],
    [`Bearer ${text}0`, 'not whole'],
    [`Bearer panda_`, 'not whole'],
    [`Bearer panda_..`, 'not whole'],
    [`Bearer panda_${'a'.repeat(49)}`, 'not whole'],
  ])('%.60j is refused, without a look', async (header, words) => {
    const { as, looked, jwts } = await open()
    const answer = await as(header)
    expect(answer).toEqual({ denied: expect.stringContaining(words) })
    expect([looked, jwts]).toEqual([[], []])
  })

  it('of one that nobody has, that was revoked, or that has expired', async () => {
    const { as, clock, memory } = await open()
    const another = newTokenText({ random: { hex: bytes => 'b8'.repeat(bytes) } })
    const unknown = { denied: 'The token is unknown, or has been revoked' }
    expect(await as(`Bearer ${another}`)).toEqual(unknown)
    clock.at = '2026-11-20T10:00:59.999Z'
    expect(await as(`Bearer ${text}`)).toHaveProperty('tenant')
    clock.at = '2026-11-20T10:01:00.000Z'
    expect(await as(`Bearer ${text}`)).toEqual({ denied: 'The token has expired' })
    await apiTokens.revoke({ table: memory }, 'acme', 'tok_1')
    expect(await as(`Bearer ${text}`)).toEqual(unknown)
  })

  it('is never said back', async () => {
    const { as } = await open()
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 12 }), async noise => {
        const answer = await as(`Bearer ${noise}`)
        if ('denied' in answer) expect(answer.denied).not.toContain(noise)
      }),
    )
  })

  it('that cannot be looked up is a fault, not a refusal', async () => {
    const { clock } = await open()
    const table = { ...memoryTable(), get: async () => Promise.reject(new Error('gone')) }
    const verifyJwt = async () => ({ denied: 'no' })
    await expect(identify({ authorization: `Bearer ${text}` }, { table, clock, verifyJwt })).rejects.toThrow('gone')
  })
})

describe('the text of a token', () => {
  const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('hex'))
  const made = hex.map(bytes => newTokenText({ random: { hex: () => bytes } }))

  it('is recognisable, of one length, and whole, whatever chance gives', () => {
    fc.assert(
      fc.property(made, one => {
        expect(one).toMatch(/^panda_[0-9A-Za-z]{49}$/)
        expect(isWholeToken(one)).toBe(true)
      }),
    )
    for (const edge of ['00', 'ff'])
      expect(isWholeToken(newTokenText({ random: { hex: bytes => edge.repeat(bytes) } }))).toBe(true)
  })

  it('with one character changed, two swapped, or some missing is not whole', () => {
    const at = fc.nat(54)
    const letter = fc.constantFrom(...'0123456789ABCXYZabcxyz')
    fc.assert(
      fc.property(made, at, letter, (one, n, other) => {
        const changed = one.slice(0, n) + other + one.slice(n + 1)
        expect(isWholeToken(changed)).toBe(changed === one)
        const swapped = one.slice(0, n) + [...one.slice(n, n + 2)].reverse().join('') + one.slice(n + 2)
        expect(isWholeToken(swapped)).toBe(swapped === one)
        expect(isWholeToken(one.slice(0, n))).toBe(false)
      }),
    )
  })
})

describe('a caller', () => {
  const caller = { tenant: 'acme', by: 'kim', role: 'viewer' }

  it('is what an authorizer or a ticket kept, and nothing beside it', () => {
    expect(callerFrom({ ...caller, principalId: 'x' })).toEqual(caller)
    expect(callerFrom({ ...caller, by: '' })).toEqual({ ...caller, by: '' })
  })

  it.each([
    null,
    undefined,
    {},
    { ...caller, tenant: '' },
    { ...caller, tenant: 7 },
    { ...caller, tenant: undefined },
    { ...caller, by: undefined },
    { ...caller, role: undefined },
    { ...caller, role: 'root' },
    { ...caller, role: 'toString' },
    { ...caller, role: ['admin'] },
    { denied: 'no' },
  ])('%j is none', kept => {
    expect(callerFrom(kept)).toBeUndefined()
  })

  it('may what its role and those before it may', () => {
    const table = roles.map(role => roles.map(least => isAllowed({ role }, least)))
    expect(table).toEqual([
      [true, false, false, false],
      [true, true, false, false],
      [true, true, true, false],
      [true, true, true, true],
    ])
  })
})
