// API tokens: shown once, kept as a hash, listed without either, revoked at once.
import { describe, expect, it } from 'vitest'
import type { Caller } from '../../app/caller.ts'
import { createToken } from '../../app/calls/create-token.ts'
import { identify } from '../../app/identity.ts'
import type { Item } from '../../core/ports.ts'
import { type Role, roles } from '../../core/vocabulary.ts'
import { other, place } from './calls-place.ts'

type Made = { id: string; token: string; name: string; role: Role; expiresAt: string }
type Listed = Omit<Made, 'token'> & { createdBy: string; createdAt: string }
const kim: Caller = { tenant: 'acme', by: 'kim', role: 'admin' }

const open = () => {
  const here = place()
  const make = (body: object = {}, caller = kim) =>
    here.data<Made>('POST /api/v1/tokens', { caller, body: { name: 'ci', role: 'deployer', ...body } })
  const list = async (caller = kim) => (await here.data<{ tokens: Listed[] }>('GET /api/v1/tokens', { caller })).tokens
  const revoke = (id: string, caller = kim) => here.call(`DELETE /api/v1/tokens/${id}`, { caller })
  const verifyJwt = async () => ({ denied: 'no JWTs here' })
  const as = (token: string) =>
    identify({ authorization: `Bearer ${token}` }, { table: here.table, clock: here.clock, verifyJwt })
  return { ...here, make, list, revoke, as }
}

describe('a token', () => {
  it('stands for its tenant with its role and name, for 90 days if nothing else is said', async () => {
    const { make, as, call, clock } = open()
    const made = await make()
    expect(made).toEqual({
      id: expect.stringMatching(/^tok_[0-9a-f]{24}$/),
      token: expect.stringMatching(/^panda_[0-9A-Za-z]{49}$/),
      ...{ name: 'ci', role: 'deployer', expiresAt: '2027-02-18T10:35:05.000Z' },
    })
    const caller = (await as(made.token)) as Caller
    const whose = { tenant: 'acme', by: 'ci (token of kim)', maker: 'kim', token: made.id }
    expect(caller).toEqual({ ...whose, role: 'deployer' })
    expect((await call('GET /api/v1/services', { caller })).status).toBe(200)
    clock.at += 90 * 86_400_000
    expect(await as(made.token)).toEqual({ denied: 'The token has expired' })
  })

  it('is there in no answer but its own, and in the table only as a hash', async () => {
    const { make, list, revoke, table, context } = open()
    const written: Item[] = []
    const put = table.put
    context.ports.table.put = async (item, when) => {
      written.push(item)
      return put(item, when)
    }
    const { token, id } = await make()
    const hash = written.find(item => item.sk === 'token')!.pk.slice('api-token#'.length)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    const answers = JSON.stringify([await list(), (await revoke(id)).body])
    for (const secret of [token, token.slice(6), hash]) expect(answers).not.toContain(secret)
    expect(JSON.stringify(written)).not.toContain(token.slice(6, 30))
    // DynamoDB drops both by itself: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
    const ofTokens = written.filter(item => !item.sk.startsWith('audit#'))
    expect(ofTokens.map(item => item.expires)).toEqual([1_802_946_905, 1_802_946_905])
  })

  it('is listed with who made it and when, oldest first, until it expires', async () => {
    const { make, list, clock } = open()
    expect(await list()).toEqual([])
    const first = await make({ name: '배포 봇', role: 'viewer', expiresInDays: 1 })
    clock.at += 1_000
    const second = await make({ name: 'Kim’s laptop', role: 'admin', expiresInDays: 365 })
    expect(await list()).toEqual([
      {
        ...{ id: first.id, name: '배포 봇', role: 'viewer', createdBy: 'kim' },
        ...{ createdAt: '2026-11-20T10:35:05.120Z', expiresAt: first.expiresAt },
      },
      expect.objectContaining({ id: second.id, role: 'admin', expiresAt: '2027-11-20T10:35:06.000Z' }),
    ])
    clock.at += 86_400_000
    expect((await list()).map(({ id }) => id)).toEqual([second.id])
  })

  it('is revoked at once, and again, and one that never was likewise', async () => {
    const { make, revoke, list, as, table } = open()
    const { id, token } = await make()
    const kept = await make()
    const first = await revoke(id)
    expect(first.body).toEqual({ code: 200, message: 'OK', data: { id } })
    expect(await as(token)).toEqual({ denied: 'The token is unknown, or has been revoked' })
    expect((await revoke(id)).text).toBe(first.text)
    expect((await revoke('tok_0')).text.replace('tok_0', id)).toBe(first.text)
    expect((await list()).map(one => one.id)).toEqual([kept.id])
    expect(await table.query('tenant#acme', { prefix: 'token#' })).toHaveLength(1)
    for (const odd of ['%00', 'x'.repeat(5_000), 'conn%23gh_1', '..']) expect((await revoke(odd)).status).toBe(200)
  })

  it('of another tenant’s looks as if it did not exist, and goes on being good', async () => {
    const { make, revoke, list, as } = open()
    const { id, token } = await make()
    const unknown = await revoke('tok_unknown', other)
    expect((await revoke(id, other)).text.replace(id, 'tok_unknown')).toBe(unknown.text)
    expect(await as(token)).toMatchObject({ tenant: 'acme' })
    expect([await list(other), (await list()).length]).toEqual([[], 1])
  })

  it('whose making was cut off is listed and opens nothing; whose revoking was cut off opens nothing either', async () => {
    const { make, list, revoke, as, context, call } = open()
    const { table } = context.ports
    const broken = async () => Promise.reject(new Error('gone'))
    const { id, token } = await make()
    const { put, remove } = table
    context.ports.table.put = (item, when) => (item.sk === 'token' ? broken() : put(item, when))
    const body = { name: 'half', role: 'viewer' }
    expect((await call('POST /api/v1/tokens', { caller: kim, body })).status).toBe(500)
    context.ports.table.put = put
    expect((await list()).map(({ name }) => name)).toContain('half')
    context.ports.table.remove = key => (key.sk.startsWith('token#') ? broken() : remove(key))
    expect((await revoke(id)).status).toBe(500)
    context.ports.table.remove = remove
    expect(await as(token)).toHaveProperty('denied')
    expect((await revoke(id)).status).toBe(200)
    expect((await list()).map(one => one.name)).toEqual(['half'])
  })
})

describe('who makes one', () => {
  it('is an admin, and gives no more than they have', async () => {
    for (const have of roles)
      for (const role of roles) {
        const { call, context } = open()
        const caller = { ...kim, role: have }
        const refused = (await call('POST /api/v1/tokens', { caller, body: { name: 'x', role } })).status
        expect([have, role, refused]).toEqual([have, role, have === 'admin' ? 200 : 403])
        // And were the call open to everybody:
        const calling = { ...context, caller, locale: 'en' as const, signal: new AbortController().signal }
        const made = createToken({ name: 'x', role, expiresInDays: 1 }, calling)
        if (roles.indexOf(role) <= roles.indexOf(have)) expect(await made).toMatchObject({ role })
        else
          await expect(made).rejects.toMatchObject({ errorCode: 'FORBIDDEN', message: expect.stringContaining(role) })
      }
  })

  it('has a hundred at most', async () => {
    const { make, call, list, revoke, clock } = open()
    for (let n = 0; n < 99; n++) await make()
    await make({ expiresInDays: 1 })
    const more = () => call('POST /api/v1/tokens', { caller: kim, body: { name: 'x', role: 'viewer' } })
    expect((await more()).body).toMatchObject({ status: 400, message: expect.stringMatching(/100 tokens/) })
    expect((await call('POST /api/v1/tokens', { caller: other, body: { name: 'x', role: 'viewer' } })).status).toBe(200)
    clock.at += 86_400_000
    expect((await more()).status).toBe(200)
    await revoke((await list())[0]!.id)
    expect((await more()).status).toBe(200)
  })

  it.each([
    [{}, ['name', 'role']],
    [{ name: 'x', role: 'root' }, ['role']],
    [{ name: '', role: 'viewer' }, ['name']],
    [{ name: ' x', role: 'viewer' }, ['name']],
    [{ name: 'x ', role: 'viewer' }, ['name']],
    [{ name: 'a\nb', role: 'viewer' }, ['name']],
    [{ name: 'a\u202eb', role: 'viewer' }, ['name']],
    [{ name: 'x'.repeat(61), role: 'viewer' }, ['name']],
    [{ name: 7, role: 'viewer' }, ['name']],
    [{ name: 'x', role: 'viewer', expiresInDays: 0 }, ['expiresInDays']],
    [{ name: 'x', role: 'viewer', expiresInDays: 366 }, ['expiresInDays']],
    [{ name: 'x', role: 'viewer', expiresInDays: 1.5 }, ['expiresInDays']],
    [{ name: 'x', role: 'viewer', expiresInDays: '9' }, ['expiresInDays']],
    [{ name: 'x', role: 'viewer', expiresInDays: null }, ['expiresInDays']],
    [{ name: 'x', role: 'viewer', tenant: 'other' }, ['tenant']],
  ])('%j: names %j', async (body, fields) => {
    const { call } = open()
    const { body: said } = await call('POST /api/v1/tokens', { caller: kim, body })
    expect((said.faults as { field: string }[]).map(({ field }) => field)).toEqual(fields)
  })

  it.each(['x', 'x'.repeat(60), 'a b', '한국어 이름', 'é', '✅'])('%j is a name', async name => {
    expect((await open().make({ name })).name).toBe(name)
  })

  it('is told by name, at a length that does not grow with tokens that make tokens', async () => {
    const { make, as } = open()
    let caller = kim
    for (let n = 0; n < 20; n++)
      caller = (await as((await make({ name: 'n'.repeat(60), role: 'admin' }, caller)).token)) as Caller
    expect(caller.by.length).toBeLessThanOrEqual(200)
  })
})
