// panda env set and panda diff: how settings are typed, and what is sent of them.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { resolve } from '../../core/environment.ts'
import { fakeServer, good } from './fake-server.ts'
import { type Cli, pandaCli } from './panda-cli.ts'

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

type Set = Parameters<typeof resolve>[1]

const serving = async (sets: Record<string, Set>) => {
  const server = await fakeServer((line, { body }) => {
    if (line === 'GET /api/v1/services') return good({ services: [] })
    const environment = line.split('/').at(-1)!
    const sent = (line.startsWith('PUT') ? JSON.parse(body) : sets[environment]) as object
    const { version: _, ...set } = sent as { version?: number }
    const settings = resolve(environment, set as NonNullable<Set>)
    const id = { owner: 'panda', repo: 'hello', environment }
    return good({ ...id, set, settings, version: 1, updatedAt: null, updatedBy: null })
  })
  closing.push(server.close)
  return { seen: server.seen, env: { PANDA_URL: server.address } }
}

const before: Set = { variables: { KEPT: 'a', GONE: 'b' }, secrets: { DB: '/panda/panda/hello/prod/DB' } }

it('what a program is told is text, whatever it looks like; what is left empty goes', async () => {
  const { env, seen } = await serving({ prod: before })
  const pairs = ['cpu=512', 'count=3', 'variables.WORKERS=4', 'variables.JSON_1={"a":true}', 'variables.GONE=']
  const { code, out, err } = await cli.run(['env', 'set', 'panda/hello', 'prod', ...pairs], { env })
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(seen.find(({ body }) => body)!.body)).toEqual({
    ...{ cpu: 512, count: 3, secrets: before.secrets, version: 1 },
    variables: { KEPT: 'a', WORKERS: '4', JSON_1: '{"a":true}' },
  })
  expect(out).toMatch(/cpu +512 +← set/)
  expect(out).toMatch(/variables\.WORKERS +4 +← set/)
  expect(out).toMatch(/secrets\.DB +\/panda\/panda\/hello\/prod\/DB +← set/)
})

it('subnets are typed with commas', async () => {
  const { env, seen } = await serving({ prod: {} })
  const pairs = ['network.vpcId=vpc-0a1b2c3d', 'network.subnets=subnet-0a,subnet-0b', 'logRetentionDays=30']
  expect((await cli.run(['env', 'set', 'panda/hello', 'prod', ...pairs], { env })).code).toBe(0)
  expect(JSON.parse(seen.find(({ body }) => body)!.body)).toMatchObject({
    network: { vpcId: 'vpc-0a1b2c3d', subnets: ['subnet-0a', 'subnet-0b'] },
    logRetentionDays: 30,
  })
})

it('the last of them takes the whole along', async () => {
  const { env, seen } = await serving({ prod: { variables: { ONLY: 'x' } } })
  expect((await cli.run(['env', 'set', 'panda/hello', 'prod', 'variables.ONLY='], { env })).code).toBe(0)
  expect(JSON.parse(seen.find(({ body }) => body)!.body)).toEqual({ version: 1 })
})

it('a difference is shown whichever side has it', async () => {
  const { env } = await serving({ dev: { count: 1, variables: { A: 'x' } }, prod: { variables: { B: 'y' } } })
  const { code, out } = await cli.run(['diff', 'panda/hello', 'dev', 'prod'], { env })
  expect(code).toBe(0)
  expect(out).toMatch(/count +1 +–/)
  expect(out).toMatch(/variables\.A +x +–/)
  expect(out).toMatch(/variables\.B +– +y/)
})
