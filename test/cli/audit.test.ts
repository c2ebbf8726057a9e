// panda audit, on a server that has more to tell than fits a page.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { AuditEntry } from '../../client/types.ts'
import { fakeServer, good, refused } from './fake-server.ts'
import { type Cli, objects, pandaCli } from './panda-cli.ts'

let cli: Cli
let closing: (() => Promise<void>)[] = []
beforeAll(async () => {
  cli = await pandaCli()
})
afterEach(async () => {
  for (const close of closing) await close()
  closing = []
})
afterAll(() => cli?.remove())

const entry = (n: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ id: `au_${n}`, at: '2026-11-20T10:35:05.120Z', by: 'kim', role: 'admin', operation: 'deploy', method: 'POST' },
  ...{ path: '/api/v1/deploy', target: { owner: 'panda', repo: 'hello' }, outcome: { status: 200, errorCode: null } },
  ...{ ip: '192.0.2.7', userAgent: 'panda-cli' },
  ...more,
})

const serving = async (pages: AuditEntry[][]) => {
  const queries: URLSearchParams[] = []
  const server = await fakeServer((line, { url }) => {
    if (line !== 'GET /api/v1/audit') return undefined
    const query = new URL(url, 'http://x').searchParams
    queries.push(query)
    const page = Number(query.get('cursor') ?? 0)
    return good({ entries: pages[page], ...(page + 1 < pages.length && { cursor: String(page + 1) }) })
  })
  closing.push(server.close)
  return { env: { PANDA_URL: server.address }, queries }
}

it('shows who, what, about what, with what outcome, from where', async () => {
  const alarm = { severity: 'alarm', reason: 'it burns \u001b[31m', role: null } as const
  const { env, queries } = await serving([
    [entry(1), entry(2, { outcome: { status: 403, errorCode: 'FORBIDDEN' }, ...alarm })],
  ])
  const { code, out, err } = await cli.run(['audit', '--since', '24h', '--by', 'kim', '--operation', 'deploy'], { env })
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/kim \(admin\) +deploy +panda hello +200 +192\.0\.2\.7/)
  expect(out).toMatch(/kim +deploy +panda hello +FORBIDDEN +192\.0\.2\.7 +ALARM: it burns/)
  expect(out).not.toContain('\u001b[31m')
  const [query] = queries
  expect([query?.get('by'), query?.get('operation'), query?.get('limit')]).toEqual(['kim', 'deploy', '100'])
  const since = Date.now() - Date.parse(query?.get('from') ?? '')
  expect(since).toBeGreaterThanOrEqual(86_400_000)
  expect(since).toBeLessThan(86_400_000 + 90_000)
})

it('to a program everything, page after page', async () => {
  const { env } = await serving([[entry(1)], [], [entry(2)]])
  const json = await cli.run(['audit', '--json'], { env })
  expect(objects(json.out).map(one => one.id)).toEqual(['au_1', 'au_2'])
  const csv = await cli.run(['audit', '--csv'], { env })
  expect(csv.out.split('\r\n').map(line => line.split(',').at(-1))).toEqual(['id', 'au_1', 'au_2', ''])
  expect([csv.code, csv.err]).toEqual([0, ''])
})

it('says so where it is not all', async () => {
  const { env } = await serving([[entry(1)], [entry(2)]])
  const { out, err } = await cli.run(['audit', '--csv', '-n', '1'], { env })
  expect(out).not.toContain('au_2')
  expect(err).toContain('1')
  expect(err).toMatch(/there are more/)
})

it.each([
  [['--since', 'long ago'], '--since'],
  [['--limit', '0'], '--limit'],
  [['--limit', '20000'], '10000'],
])('%j is wrong use', async (more, named) => {
  const { env } = await serving([[]])
  const { code, err } = await cli.run(['audit', ...more], { env })
  expect([code, err.includes(named)]).toEqual([2, true])
})

it('says which role it takes', async () => {
  const server = await fakeServer(() => refused(403, 'FORBIDDEN', 'This call needs the role admin; yours is viewer'))
  closing.push(server.close)
  const { code, err } = await cli.run(['audit'], { env: { PANDA_URL: server.address } })
  expect([code, err.includes('This call needs the role admin')]).toEqual([1, true])
})
