// panda grant: what is sent, and what is shown of it.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { fakeServer, good } from './fake-server.ts'
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

const grant = (id: string, subject: string, more: object = {}) => ({
  ...{ id, subject, owner: 'panda', repo: 'hello', environment: 'prod', role: 'deployer', createdBy: 'ann' },
  ...{ createdAt: '2026-11-20T10:35:05.120Z', ...more },
})

const serving = async (...kept: ReturnType<typeof grant>[]) => {
  const server = await fakeServer((line, { body }) => {
    if (line === 'GET /api/v1/grants') return good({ grants: kept })
    if (line.startsWith('DELETE')) return good({ id: line.split('/').at(-1) })
    return good({ ...grant('gr_new', ''), ...(JSON.parse(body) as object) })
  })
  closing.push(server.close)
  return { seen: server.seen, env: { PANDA_URL: server.address } }
}

it.each([
  [['--repo', 'panda/hello', '--env', 'prod'], { owner: 'panda', repo: 'hello', environment: 'prod' }],
  [['--repo', 'panda/*'], { owner: 'panda', repo: '*', environment: '*' }],
  [['--env', 'prod'], { owner: '*', repo: '*', environment: 'prod' }],
])('add %j asks for that', async (more, place) => {
  const { env, seen } = await serving()
  const { code, out, err } = await cli.run(['grant', 'add', 'kim', '--role', 'deployer', ...more], { env })
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(seen[0]!.body)).toEqual({ subject: 'kim', role: 'deployer', ...place })
  expect(out).toContain(`kim: deployer, ${place.owner}/${place.repo}, ${place.environment} gr_new`)
})

it('a role that there is not is wrong use, and nothing is sent', async () => {
  const { env, seen } = await serving()
  const { code, err } = await cli.run(['grant', 'add', 'kim', '--role', 'root'], { env })
  expect([code, seen.length]).toEqual([2, 0])
  expect(err).toContain('viewer, deployer, approver, admin')
})

it('list shows who may what where, to programs as JSON', async () => {
  const { env } = await serving(grant('gr_1', 'kim \u001b[31m'), grant('gr_2', 'token:tok_1', { environment: '*' }))
  const { out } = await cli.run(['grant', 'list'], { env })
  expect(out).toMatch(/gr_1 +kim +deployer +panda\/hello +prod +ann/)
  expect(out).toMatch(/gr_2 +token:tok_1 +deployer +panda\/hello +\* +ann/)
  expect(out).not.toContain('\u001b[31m')
  expect(objects((await cli.run(['grant', 'list', '--json'], { env })).out)).toHaveLength(2)
})

it('remove takes one by its id, all of somebody by their name, and says that there is none', async () => {
  const kept = [grant('gr_1', 'kim'), grant('gr_2', 'kim'), grant('gr_3', 'lee')]
  const { env, seen } = await serving(...kept)
  const removed = () => seen.filter(({ line }) => line.startsWith('DELETE')).map(({ line }) => line.split('/').at(-1))
  await cli.run(['grant', 'remove', 'gr_3'], { env })
  expect(removed()).toEqual(['gr_3'])
  await cli.run(['grant', 'remove', 'kim'], { env })
  expect(removed()).toEqual(['gr_3', 'gr_1', 'gr_2'])
  const { code, out } = await cli.run(['grant', 'remove', 'zoe'], { env })
  expect([code, out.includes('zoe'), removed().length]).toEqual([0, true, 3])
})
