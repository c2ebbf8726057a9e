import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeployRequest } from '../../client/types.ts'
import { eventually } from './left-running.ts'
import { bodyOf, connect, followUntil, type PandaProcess, startPanda } from './panda-process.ts'

let panda: PandaProcess
let hello: DeployRequest
beforeAll(async () => {
  panda = await startPanda({ env: { PANDA_RUNNING: '2', PANDA_WAITING: '2' } })
  hello = { ...(await connect(panda.client, 'hello')), owner: 'panda', repo: 'hello', branch: 'main' }
}, 60_000)
afterAll(() => panda?.stop(), 30_000)

const deploy = async (wishes: Partial<DeployRequest> = {}) =>
  (await panda.client.deploy({ ...hello, autoSwitch: true, ...wishes })).deploymentId
const until = (id: string, code: string) => followUntil(panda, id, [code])
const last = async (id: string) => (await followUntil(panda, id)).at(-1)!
const statusOf = async (id: string) => (await panda.client.deployment(id)).status
const cancelled = async (id: string) => {
  await panda.client.cancel(id)
  return last(id)
}
/** Longer than the steps before a build take. */
const aWhile = () => new Promise(resolve => setTimeout(resolve, 500))
const slow = { timeout: 90_000 }

it('two services are deployed side by side, each with its own program', slow, async () => {
  const [v1, v2] = await Promise.all([deploy(), deploy({ branch: 'v2' })])
  const ends = await Promise.all([last(v1), last(v2)])
  expect(ends.map(({ code }) => code)).toEqual(['COMPLETED', 'COMPLETED'])
  const [one, other] = await Promise.all([panda.client.deployment(v1), panda.client.deployment(v2)])
  expect(one.startedAt < other.completedAt! && other.startedAt < one.completedAt!).toBe(true)
  expect(await Promise.all(ends.map(({ details }) => bodyOf(String(details.url))))).toEqual([
    'Hello from Panda, version 1',
    'Hello again from Panda, this is version 2',
  ])
})

it('the next one supersedes what runs', slow, async () => {
  const older = await deploy()
  await until(older, 'CLONE_STARTED')
  const newer = await deploy()
  expect(await last(older)).toMatchObject({
    code: 'CANCELLED',
    details: { reason: 'superseded', finalService: 'blue' },
  })
  expect(await last(newer)).toMatchObject({ code: 'COMPLETED' })
})

it('one that waits for its switch is not superseded: the newer one waits until it has switched', slow, async () => {
  const ready = await deploy({ autoSwitch: false })
  await until(ready, 'READY')
  const newer = await deploy()
  await aWhile()
  expect([await statusOf(ready), await statusOf(newer)]).toEqual(['DEPLOYMENT_READY', 'QUEUED'])
  await panda.client.switch(ready)
  const end = await last(ready)
  expect(end.code).toBe('COMPLETED')
  const begun = (await until(newer, 'INITIALIZED')).at(-1)!
  expect(begun.timestamp >= end.timestamp).toBe(true)
  expect(await cancelled(newer)).toMatchObject({ details: { reason: 'cancelled', finalService: 'blue' } })
})

it(
  'of several that wait the newest replaces the older, and goes on when what was ready is cancelled',
  slow,
  async () => {
    const ready = await deploy({ autoSwitch: false })
    await until(ready, 'READY')
    const older = await deploy({ concurrency: 'queue' })
    const newer = await deploy({ concurrency: 'queue' })
    expect(await last(older)).toMatchObject({ code: 'CANCELLED', details: { reason: 'superseded' } })
    expect([await statusOf(ready), await statusOf(newer)]).toEqual(['DEPLOYMENT_READY', 'QUEUED'])
    expect(await cancelled(ready)).toMatchObject({ code: 'CANCELLED', details: { finalService: 'blue' } })
    expect(await last(newer)).toMatchObject({ code: 'COMPLETED' })
  },
)

it('queue waits for what runs to end by itself; reject is told that it is busy', slow, async () => {
  const running = await deploy()
  const next = await deploy({ concurrency: 'queue' })
  await until(running, 'CLONE_STARTED')
  await expect(deploy({ concurrency: 'reject' })).rejects.toMatchObject({ status: 409, errorCode: 'BUSY' })
  expect(await statusOf(next)).toBe('QUEUED')
  const end = await last(running)
  expect(end.code).toBe('COMPLETED')
  expect((await until(next, 'INITIALIZED')).at(-1)!.timestamp >= end.timestamp).toBe(true)
  await cancelled(next)
  const alone = await deploy({ concurrency: 'reject' })
  await until(alone, 'INITIALIZED')
  await cancelled(alone)
})

it('so many run, so many wait, and the next one is refused', slow, async () => {
  const before = (await panda.client.deployments({ limit: 100 })).deployments.length
  const running = await Promise.all([deploy({ autoSwitch: false }), deploy({ branch: 'v2', autoSwitch: false })])
  await Promise.all(running.map(id => until(id, 'READY')))
  const waiting = [await deploy({ environment: 'third' }), await deploy({ environment: 'fourth' })]
  const refusal = { status: 429, errorCode: 'QUEUE_FULL', message: 'Deployment queue is full' }
  await expect(deploy({ environment: 'fifth' })).rejects.toMatchObject(refusal)
  await aWhile()
  expect(await Promise.all(waiting.map(statusOf))).toEqual(['QUEUED', 'QUEUED'])
  expect((await panda.client.deployments({ limit: 100 })).deployments.length).toBe(before + 4)

  await cancelled(running[0]!)
  const statuses = () => Promise.all(waiting.map(statusOf))
  expect((await eventually(statuses, all => all.includes('RUNNING'))).sort()).toEqual(['QUEUED', 'RUNNING'])
  await aWhile()
  expect((await statuses()).filter(status => status === 'QUEUED')).toHaveLength(1)
  const ends = await Promise.all([running[1]!, ...waiting].map(cancelled))
  expect(ends.map(({ code, details }) => [code, details.finalService])).toEqual([
    ['CANCELLED', 'blue'],
    ['CANCELLED', null],
    ['CANCELLED', null],
  ])
  const free = await deploy({ environment: 'fifth' })
  await until(free, 'INITIALIZED')
  await cancelled(free)
})
