import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeployRequest } from '../../client/types.ts'
import { eventually } from './left-running.ts'
import { connect, followUntil, type PandaProcess, startPanda } from './panda-process.ts'

let dataDir: string
let panda: PandaProcess
let body: DeployRequest
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'panda-e2e-idempotency-'))
  panda = await startPanda({ dataDir })
  body = { ...(await connect(panda.client, 'hello')), owner: 'panda', repo: 'hello', branch: 'main', autoSwitch: true }
}, 60_000)
afterAll(async () => {
  await panda?.stop()
  await rm(dataDir, { recursive: true, force: true })
}, 30_000)

const ask = async (idempotencyKey: string, more: Partial<DeployRequest> = {}) =>
  (await panda.client.deploy({ ...body, ...more }, { idempotencyKey })).deploymentId
/** They follow the logs within moments. */
const ids = async () => (await panda.client.deployments({ limit: 100 })).deployments.map(one => one.deploymentId)
const ten = [...Array(10).keys()]

it('however often it is asked for, it is one deployment', { timeout: 60_000 }, async () => {
  const asked = await Promise.all(ten.map(() => ask('once')))
  const [id] = asked
  expect(new Set(asked)).toEqual(new Set([id]))
  expect(await ask('once')).toBe(id)
  // A default that is spelled out says nothing new, nor does the order of the fields.
  expect(await ask('once', { environment: 'default', concurrency: 'supersede', healthPath: '/health' })).toBe(id)
  const conflict = { status: 422, errorCode: 'IDEMPOTENCY_CONFLICT', deploymentId: id }
  await expect(ask('once', { autoSwitch: false })).rejects.toMatchObject(conflict)
  await expect(ask('once', { branch: 'v2' })).rejects.toMatchObject(conflict)

  const events = await followUntil(panda, id!)
  expect(events.at(-1)?.code).toBe('COMPLETED')
  expect(events.filter(({ code }) => code === 'QUEUED')).toHaveLength(1)
  expect(await ask('once')).toBe(id)

  await panda.kill9()
  panda = await startPanda({ dataDir })
  expect(await Promise.all(ten.map(() => ask('once')))).toEqual(asked)
  await expect(ask('once', { port: 81 })).rejects.toMatchObject(conflict)
  expect((await panda.client.events(id!)).events).toEqual(events)
  expect(await ids()).toEqual([id])
})

it('of two bodies at once under one key, one is deployed', { timeout: 60_000 }, async () => {
  const before = await ids()
  const environments = ten.map(n => (n % 2 === 0 ? 'even' : 'odd'))
  const answers = await Promise.allSettled(environments.map(environment => ask('either', { environment })))
  const granted = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
  const refused = answers.flatMap(answer => (answer.status === 'rejected' ? [answer.reason] : []))
  expect([granted.length, new Set(granted).size]).toEqual([5, 1])
  for (const fault of refused) expect(fault).toMatchObject({ status: 422, errorCode: 'IDEMPOTENCY_CONFLICT' })
  expect(await eventually(ids, all => all.length > before.length)).toEqual([granted[0], ...before])
  await panda.client.cancel(granted[0]!)
  expect((await followUntil(panda, granted[0]!)).at(-1)?.code).toBe('CANCELLED')
})

it('a key without a deployment behind it is free: a refused body does not use it up', async () => {
  const { githubConnectionId: _, ...rest } = body
  await expect(ask('later', { githubConnectionId: 'gh_unknown' })).rejects.toMatchObject({ status: 400 })
  await expect(panda.client.deploy({ ...rest } as DeployRequest, { idempotencyKey: 'later' })).rejects.toMatchObject({
    errorCode: 'INVALID_REQUEST',
  })
  const id = await ask('later')
  expect(await eventually(ids, all => all.includes(id))).toContain(id)
  await panda.client.cancel(id)
  await followUntil(panda, id)
})
