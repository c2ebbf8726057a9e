// Who did what, when, from where: one row a call that changes something, whatever came of it, and no secret in any.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { noteAudit } from '../../app/audit.ts'
import type { Caller } from '../../app/caller.ts'
import type { Route } from '../../app/routes/route.ts'
import { routes } from '../../app/routes.ts'
import { type AuditEntry, auditPage } from '../../core/audit.ts'
import { auditCsv } from '../../core/audit-csv.ts'
import { AuditNotWritten, CloudFault } from '../../core/faults.ts'
import type { Item } from '../../core/ports.ts'
import { awsBody, githubBody, initialized, other, place, ready, secrets } from './calls-place.ts'

const kim: Caller = { tenant: 'acme', by: 'kim', role: 'admin' }
type Here = ReturnType<typeof place>
const rowsOf = ({ table }: Here, tenant = 'acme') => table.query(`tenant#${tenant}`, { prefix: 'audit#' })
const audit = async (here: Here, query = '', caller = kim) =>
  here.data<{ entries: AuditEntry[]; cursor?: string }>(`GET /api/v1/audit${query}`, { caller })

describe('a call that changes something', () => {
  it('is one row: who, what, about what, with what outcome, from where', async () => {
    const here = place()
    const body = await here.deployBody({ environment: 'prod' }, kim)
    const before = (await rowsOf(here)).length
    const reply = await here.handle({
      ...{ method: 'POST', path: '/api/v1/deploy', query: '', body: JSON.stringify(body), caller: kim },
      ...{ headers: { 'user-agent': 'panda-cli/1', 'x-forwarded-for': '203.0.113.9' }, ip: '192.0.2.7' },
    })
    expect([reply.status, (await rowsOf(here)).length - before]).toEqual([200, 1])
    const { entries } = await audit(here, '?limit=1')
    expect(entries).toEqual([
      {
        ...{ id: expect.stringMatching(/^au_[0-9a-f]{24}$/), at: '2026-11-20T10:35:05.120Z', by: 'kim', role: 'admin' },
        ...{ operation: 'deploy', method: 'POST', path: '/api/v1/deploy', ip: '192.0.2.7', userAgent: 'panda-cli/1' },
        target: {
          ...{ deploymentId: expect.stringMatching(/^dep_/), owner: 'panda', repo: 'hello', branch: 'main' },
          ...{
            environment: 'prod',
            githubConnectionId: body.githubConnectionId,
            awsConnectionId: body.awsConnectionId,
          },
        },
        outcome: { status: 200, errorCode: null },
      },
    ])
  })

  it('that is refused is a row, too: for its role, its body, its size, its state', async () => {
    const here = place()
    const id = await here.deploy({}, kim)
    await here.call('POST /api/v1/tokens', { caller: { ...kim, role: 'viewer' }, body: { name: 'x', role: 'viewer' } })
    await here.call('POST /api/v1/deploy', { caller: kim, body: { owner: 'panda' } })
    await here.call('POST /api/v1/deploy', { caller: kim, raw: 'x'.repeat(300_000) })
    await here.call(`POST /api/v1/deploy/${id}/switch`, { caller: kim })
    await here.call('POST /api/v1/deploy/dep_000000000000000000000000/cancel', { caller: kim })
    const { entries } = await audit(here, '?limit=5')
    expect(
      entries.reverse().map(({ operation, role, outcome }) => [operation, role, ...Object.values(outcome)]),
    ).toEqual([
      ['createToken', 'viewer', 403, 'FORBIDDEN'],
      ['deploy', 'admin', 400, 'INVALID_REQUEST'],
      ['deploy', 'admin', 413, 'PAYLOAD_TOO_LARGE'],
      ['switchTraffic', 'admin', 409, 'NOT_READY'],
      ['cancel', 'admin', 404, 'DEPLOYMENT_NOT_FOUND'],
    ])
    const about = { owner: 'panda', repo: 'hello', environment: 'default' }
    expect(entries[3]?.target).toEqual({ deploymentId: id, ...about })
    expect(entries[4]?.target).toEqual({ deploymentId: `dep_${'0'.repeat(24)}` })
  })

  it('says of which service it was, where the answer tells', async () => {
    const here = place()
    const id = await here.deploy({ environment: 'prod' }, kim)
    await here.note(id, initialized, ready)
    await here.data(`POST /api/v1/deploy/${id}/switch`, { caller: kim })
    const [{ target }] = (await audit(here, '?limit=1')).entries as [AuditEntry]
    expect(target).toEqual({ deploymentId: id, owner: 'panda', repo: 'hello', branch: 'main', environment: 'prod' })
  })

  it('is a row when Panda itself fails', async () => {
    const here = place()
    here.context.ports.vault.seal = () => Promise.reject(new Error('no key'))
    await here.call('POST /api/v1/connect/github', { caller: kim, body: githubBody })
    const [{ outcome }] = (await audit(here)).entries as [AuditEntry]
    expect(outcome).toEqual({ status: 500, errorCode: 'UNEXPECTED_ERROR' })
  })

  it('is none of somebody unknown, of a question, or of an address that is no call', async () => {
    const here = place()
    const line = { query: '', headers: {}, body: '{}' }
    await here.handle({ ...line, method: 'POST', path: '/api/v1/deploy', caller: undefined })
    await here.call('GET /api/v1/services', { caller: kim })
    await here.call('POST /api/v1/nowhere', { caller: kim })
    await here.call('PUT /health', { caller: kim })
    expect(await rowsOf(here)).toEqual([])
  })

  it('that comes too often is a row a minute, not one each time', async () => {
    const here = place({ PANDA_REQUESTS_PER_MINUTE: '1' })
    const ask = () => here.call('DELETE /api/v1/tokens/tok_1', { caller: kim })
    for (const _ of Array.from({ length: 20 })) await ask()
    expect((await rowsOf(here)).map(row => (row.outcome as AuditEntry['outcome']).status).sort()).toEqual([200, 429])
  })

  it('every one that there is, is noted once; but for tickets, which only let somebody listen', async () => {
    for (const { method, path, operation, allows } of routes.filter(
      one => one.method !== 'GET' && one.allows !== 'anyone',
    )) {
      const here = place()
      const line = `${method} ${path.replace(/\{\w+\}/g, 'x')}`
      await here.call(line, { caller: { ...kim, role: 'viewer' }, body: {} })
      expect([operation, allows, (await rowsOf(here)).map(row => row.operation)]).toEqual([
        operation,
        allows,
        operation === 'socketTicket' ? [] : [operation],
      ])
    }
  })
})

describe('what is in no row', () => {
  it('secrets, and anything else that a body holds', async () => {
    const here = place()
    const token = (await here.data('POST /api/v1/tokens', { caller: kim, body: { name: 'my ci', role: 'viewer' } }))
      .token
    await here.call('POST /api/v1/connect/github', { caller: kim, body: githubBody })
    await here.call('POST /api/v1/connect/aws', {
      caller: kim,
      body: { ...awsBody, sessionToken: secrets.sessionToken },
    })
    // Who takes one thing for another: a token where an id or a name should be.
    await here.call(`DELETE /api/v1/tokens/${token}`, { caller: kim })
    await here.call(`DELETE /api/v1/connect/${token}`, { caller: kim })
    await here.call('POST /api/v1/deploy', { caller: kim, body: { ...(await here.deployBody({}, kim)), repo: token } })
    await here.call('POST /api/v1/deploy', { caller: kim, body: { secret: secrets.token } })
    const said = JSON.stringify(await rowsOf(here))
    for (const secret of [...Object.values(secrets), String(token), 'my ci', awsBody.accessKeyId])
      expect(said).not.toContain(secret)
  })

  it('what steers a terminal, an address that is none, more than a line', async () => {
    const here = place()
    const ask = (userAgent: string, ip?: string) =>
      here.handle({
        ...{ method: 'POST', path: '/api/v1/tokens', query: '', body: '{}', caller: kim, ip },
        headers: { 'user-agent': userAgent },
      })
    await ask(`a\u001b[31m\nb\u202e${'\ud83d\ude00'.repeat(200)}`, '::1')
    await ask('', 'unknown, 203.0.113.9')
    const rows = (await rowsOf(here)) as (Item & AuditEntry)[]
    const [first, second] = rows.map(({ ip, userAgent }) => ({ ip, userAgent }))
    expect([first?.ip, second?.ip, second?.userAgent]).toEqual(['::1', null, ''])
    expect(first?.userAgent).toMatch(/^a \[31m b (?:\ud83d\ude00)+.?$/u)
    expect(first?.userAgent?.length).toBe(200)
    expect(first?.userAgent?.isWellFormed()).toBe(true)
  })
})

describe('a row that cannot be written', () => {
  it('takes nothing back and changes no answer: the log has it in full', async () => {
    const here = place()
    const put = here.table.put
    here.context.ports.table.put = async (item, when) => {
      if (item.sk.startsWith('audit#')) throw new CloudFault('throttled', 'PutItem', 'slow down')
      return put(item, when)
    }
    const { status, body } = await here.call('POST /api/v1/connect/github', { caller: kim, body: githubBody })
    expect(status).toBe(200)
    const { githubConnectionId: id } = body.data as { githubConnectionId: string }
    expect(await here.table.get({ pk: 'tenant#acme', sk: `conn#${id}` })).toBeDefined()
    expect(here.faults).toEqual([expect.any(AuditNotWritten)])
    const { message, cause } = here.faults[0] as AuditNotWritten
    for (const fact of ['acme', 'kim', 'connectGithub', id, '"status":200']) expect(message).toContain(fact)
    expect([message.includes(secrets.token), (cause as Error).name]).toEqual([false, 'CloudFault'])
  })
})

describe('what a use case and what begins by itself add', () => {
  it('a reason and how loud, cleaned and bounded', async () => {
    const here = place()
    const run = (routes.find(one => one.operation === 'revokeToken') as Route).run
    const route = routes.find(one => one.operation === 'revokeToken') as Route
    route.run = async (input, context) => {
      Object.assign(context.audit, { reason: `it burns\u0000 ${'x'.repeat(2_000)}`, severity: 'alarm' })
      return run(input, context)
    }
    await here.call('DELETE /api/v1/tokens/tok_1', { caller: kim }).finally(() => Object.assign(route, { run }))
    const [entry] = (await audit(here)).entries
    expect(entry).toMatchObject({ severity: 'alarm', reason: expect.stringMatching(/^it burns {2}?x+$/) })
    expect(entry?.reason?.length).toBe(1_000)
  })

  it('what no call has asked for', async () => {
    const here = place()
    const target = { deploymentId: `dep_${'1'.repeat(24)}` }
    await noteAudit(here.context.ports, here.context.settings, {
      ...{ tenant: 'acme', by: 'schedule:nightly', operation: 'deploy', target },
    })
    const { entries } = await audit(here)
    expect(entries).toMatchObject([{ by: 'schedule:nightly', role: null, method: null, ip: null, target }])
    auditPage.parse({ entries })
  })
})

describe('reading it', () => {
  const filled = async () => {
    const here = place()
    for (const n of Array.from({ length: 30 }, (_, at) => at)) {
      here.clock.at += 60_000
      const caller = { ...kim, by: n % 3 === 0 ? 'lee' : 'kim' }
      await here.call(n % 2 === 0 ? 'DELETE /api/v1/tokens/tok_1' : 'POST /api/v1/tokens', { caller, body: {} })
    }
    return here
  }

  it('newest first, page by page, each row once', async () => {
    const here = await filled()
    const seen: string[] = []
    for (let query: string | undefined = '?limit=7'; query !== undefined; ) {
      const { entries, cursor }: { entries: AuditEntry[]; cursor?: string } = await audit(here, query)
      seen.push(...entries.map(({ at }) => at))
      query = cursor && `?limit=7&cursor=${cursor}`
    }
    expect(seen).toHaveLength(30)
    expect(seen).toEqual([...new Set(seen)].sort().reverse())
  })

  it('filters apply before the limit, and times are from the first to before the last', async () => {
    const here = await filled()
    const { entries } = await audit(here, '?by=lee&operation=revokeToken&limit=5')
    expect(entries.map(({ by, operation }) => `${by} ${operation}`)).toEqual(Array(5).fill('lee revokeToken'))
    const all = (await audit(here)).entries.map(({ at }) => at)
    const [from, to] = [all[9]!, all[4]!]
    const within = await audit(here, `?from=${from}&to=${encodeURIComponent(to.replace('Z', '+00:00'))}`)
    expect(within.entries.map(({ at }) => at)).toEqual(all.slice(5, 10))
    expect(within.cursor).toBeUndefined()
    expect((await audit(here, '?by=nobody')).entries).toEqual([])
  })

  it('reads 5,000 rows at most, and says where to go on', async () => {
    const here = await filled()
    let asked = 0
    const query = here.table.query
    const [row] = await rowsOf(here)
    here.context.ports.table.query = async (pk, range) => {
      if (range?.prefix !== 'audit#') return query(pk, range)
      asked++
      return Array.from({ length: range.limit! }, (_, n) => ({ ...row!, sk: `audit#${row!.at}#${asked}${n}` }))
    }
    const { entries, cursor } = await audit(here, '?by=nobody')
    expect([entries.length, typeof cursor, asked]).toEqual([0, 'string', 20])
  })

  it('is an admin’s, and each tenant’s own', async () => {
    const here = await filled()
    for (const role of ['viewer', 'deployer', 'approver'] as const)
      expect((await here.call('GET /api/v1/audit', { caller: { ...kim, role } })).status).toBe(403)
    expect(await audit(here, '', other)).toEqual({ entries: [] })
    const { cursor } = await audit(here, '?limit=3')
    expect((await audit(here, `?cursor=${cursor}`, other)).entries).toEqual([])
    for (const odd of ['abc', Buffer.from('2026#x').toString('base64url')])
      expect((await here.call(`GET /api/v1/audit?cursor=${odd}`, { caller: kim })).body.errorCode).toBe(
        'INVALID_REQUEST',
      )
  })

  it('as a file: the same rows, and where to go on', async () => {
    const here = await filled()
    const { entries, cursor } = await audit(here, '?by=lee&limit=2')
    const file = (accept: string) => here.call('GET /api/v1/audit?by=lee&limit=2', { caller: kim, headers: { accept } })
    const csv = await file('text/csv')
    expect([csv.status, csv.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(csv.text).toBe(auditCsv(entries))
    expect(csv.headers.link).toBe(`</api/v1/audit?by=lee&limit=2&cursor=${cursor}>; rel="next"`)
    const lines = await file('application/x-ndjson')
    expect(
      lines.text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual(entries)
  })
})

it('a cell that a spreadsheet would take for a formula is text', () => {
  const entry = { id: 'au_1', at: '2026', by: '=HYPERLINK("http://x")', role: null, operation: '+1', method: '-1' }
  const rest = { path: '@x', target: { owner: 'a', repo: 'b' }, outcome: { status: 200, errorCode: null } }
  const text = auditCsv([{ ...entry, ...rest, ip: '\tx', userAgent: 'a, "b"\n', reason: '\r=1' }])
  expect(text.split('\r\n')[0]).toMatch(/^at,by,role,operation,/)
  expect(text).toContain(
    `2026,"'=HYPERLINK(""http://x"")",,'+1,'-1,'@x,owner=a repo=b,200,,'\tx,"a, ""b""\n",,"'\r=1",au_1\r\n`,
  )
})

describe('nothing is ever changed or taken away', () => {
  const source = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(one => one.isFile() && one.name.endsWith('.ts'))
      .map(one => `${one.parentPath}/${one.name}`)
  const text = (file: string) => readFileSync(file, 'utf8')

  it('one file knows the key of these rows, and all that it does is put them where none is, and read', () => {
    const knowing = ['app', 'core', 'aws', 'lambdas', 'local']
      .flatMap(source)
      .filter(file => text(file).includes("'audit#"))
    expect(knowing).toEqual(['app/store/audit.ts'])
    expect(text('app/store/audit.ts').match(/table\.\w+\(.*/g)).toEqual([
      expect.stringMatching(/^table\.put\(.*'absent'\)$/),
      expect.stringMatching(/^table\.query\(/),
    ])
  })

  it('a row that is there stays as it is', async () => {
    const here = place()
    here.context.ports.random.hex = bytes => 'a'.repeat(bytes * 2)
    await here.call('DELETE /api/v1/tokens/tok_1', { caller: kim })
    await here.call('DELETE /api/v1/tokens/tok_2', { caller: { ...kim, by: 'lee' } })
    expect((await rowsOf(here)).map(row => row.by)).toEqual(['kim'])
    expect(here.faults).toEqual([expect.any(AuditNotWritten)])
  })

  it('expires after as many days as is set', async () => {
    for (const [settings, days] of [
      [{}, 400],
      [{ PANDA_AUDIT_DAYS: '30' }, 30],
    ] as const) {
      const here = place(settings)
      await here.call('DELETE /api/v1/tokens/tok_1', { caller: kim })
      const [row] = await rowsOf(here)
      expect(row?.expires).toBe(Math.floor(here.clock.at / 1000) + days * 86_400)
    }
  })
})
