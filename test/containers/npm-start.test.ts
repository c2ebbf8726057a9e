// `npm start` with a container engine, as a user has it: any Dockerfile is built and run, and nothing is left behind.
import { randomInt } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, processesOf } from '../e2e/left-running.ts'
import { load, pause } from '../e2e/load.ts'
import {
  bodyOf,
  deployed,
  deployTo,
  followUntil,
  type PandaProcess,
  pushCommit,
  saying,
  startPanda,
} from '../e2e/panda-process.ts'
import { ensureNodeBase } from './node-base.ts'
import { containersOf, podman } from './podman.ts'

const first = 'Hello from Panda, version 1'
const second = 'Built with RUN'

let dataDir: string
let panda: PandaProcess
let url: string
let removeBase: () => Promise<void>
let [old, next] = ['', '']

const start = (engine: string) => startPanda({ dataDir, env: { PANDA_ENGINE: engine, PANDA_GREEN_MINUTES: '0.3' } })

beforeAll(async () => {
  removeBase = await ensureNodeBase()
  // Without links in it: podman's label and the test's are made from the same text.
  dataDir = await mkdtemp(join(tmpdir(), 'panda-containers-'))
  panda = await start('podman')
  old = (await deployed(panda, 'hello')).deploymentId
  url = (await panda.client.result(old)).url!
})
afterAll(async () => {
  await panda?.stop()
  await rm(dataDir, { recursive: true, force: true })
  const names = await podman('image', 'ls', '--quiet', '--filter=reference=localhost/panda/*')
  if (names) await podman('image', 'rm', '--force', ...new Set(names.split('\n')))
  await removeBase?.()
})

const containers = () => containersOf(dataDir)
const countOf = (count: number) => (ids: string[]) => ids.length === count
const served = () => bodyOf(url).catch((fault: unknown) => String(fault))

describe('npm start with podman', () => {
  it('says that it builds and runs with it, and runs two containers of a first release', async () => {
    expect(panda.output()).toMatch(/Builds and runs with podman \d+\.\d+/)
    expect(await served()).toBe(first)
    expect(await containers()).toHaveLength(2)
  })

  it('builds and runs what takes RUN', async () => {
    const { deploymentId, events } = await deployed(panda, 'needs-run')
    expect(events.at(-1)).toMatchObject({ code: 'COMPLETED' })
    const result = await panda.client.result(deploymentId)
    expect(await bodyOf(result.url)).toMatch(/^Built .*20\d\d/)
    expect((await buildLog(deploymentId)).join('\n')).toMatch(/STEP 4\/6: RUN date > built\.txt/)
  })

  it('switches to the next release without a failed request', async () => {
    const dockerfile = await readFile(new URL('../../local/samples/hello/main/Dockerfile', import.meta.url), 'utf8')
    const files = { ...saying(second), Dockerfile: dockerfile.replace('EXPOSE', 'RUN test -f server.mjs\nEXPOSE') }
    await pushCommit(dataDir, { repo: 'hello', branch: 'main', files })
    next = await deployTo(panda.client, 'hello')
    await followUntil(panda, next, ['READY'])
    expect(await bodyOf((await panda.client.deployment(next)).greenUrl)).toBe(second)
    const users = load(url)
    await pause(500)
    await panda.client.switch(next)
    const events = await followUntil(panda, next)
    await users.enough(1_000)
    expect(events.at(-1)?.code).toBe('COMPLETED')
    expectUnharmed(users, [first, second])
  })

  it('rolls back to the first by its digest, building nothing', async () => {
    const users = load(url)
    await pause(500)
    const { deploymentId } = await panda.client.rollback(next, { to: old })
    const events = await followUntil(panda, deploymentId)
    await users.enough(1_000)
    expect(events.at(-1), JSON.stringify(events)).toMatchObject({ code: 'COMPLETED' })
    expectUnharmed(users, [second, first])
    expect(events.map(({ code }) => code)).not.toContain('BUILD_STARTED')
    const { imageDigest } = await panda.client.result(deploymentId)
    expect(imageDigest).toBe((await panda.client.result(old)).imageDigest)
    await podman('image', 'exists', imageDigest!.replace('sha256:', ''))
  })

  it('ends a build that is cancelled, and what it was running', async () => {
    const id = await endlessBuild('endless')
    await panda.client.cancel(id)
    expect((await followUntil(panda, id)).at(-1)?.code).toBe('CANCELLED')
    expect(await eventually(sleepers, countOf(0))).toEqual([])
    expect(await served()).toBe(first)
  })

  it('never gives traffic to what is not healthy, and shows its last words', async () => {
    const { events } = await deployed(panda, 'unhealthy')
    expect(events.at(-1)).toMatchObject({ code: 'FAILED', details: { errorCode: 'HEALTH_CHECK_FAILED' } })
    expect(JSON.stringify(events.at(-1)!.details)).toContain('asked for my health: not well')
  })

  it('is back after kill -9, with containers of its own and no others', async () => {
    const before = await containers()
    expect(before.length).toBeGreaterThanOrEqual(4)
    panda.live.close()
    await panda.kill9()
    // Its keeper removes them.
    expect(await eventually(containers, countOf(0), 30_000)).toEqual([])
    panda = await start('podman')
    expect(await eventually(served, body => body === first, 30_000)).toBe(first)
    for (const id of await containers()) expect(before).not.toContain(id)
  })

  it('removes at its start what a Panda and its keeper have left, and what was being built', async () => {
    const left = await endlessBuild('left')
    const building = await sleepers()
    expect(building.length).toBeGreaterThan(0)
    const before = await containers()
    panda.live.close()
    const keepers = (await processesOf('panda-containers podman ')).map(trace => Number(trace.split(' ')[0]))
    expect(keepers.length).toBeGreaterThan(0)
    for (const id of keepers) process.kill(id, 'SIGKILL')
    await panda.kill9()
    expect(await containers()).toEqual(before)
    panda = await start('podman')
    expect(await eventually(served, body => body === first, 30_000)).toBe(first)
    for (const id of await containers()) expect(before).not.toContain(id)
    const stillBuilding = async () => (await sleepers()).filter(one => building.includes(one))
    expect(await eventually(stillBuilding, countOf(0), 30_000)).toEqual([])
    // Its deployment goes on, and builds anew.
    await panda.client.cancel(left)
    expect((await followUntil(panda, left)).at(-1)?.code).toBe('CANCELLED')
    expect(await eventually(sleepers, countOf(0), 30_000)).toEqual([])
  })

  it('runs what was built before another engine was chosen, beside what is built now', async () => {
    await panda.stop()
    expect(await eventually(containers, countOf(0), 1_000)).toEqual([])
    panda = await start('process')
    expect(panda.output()).toContain('Builds and runs with programs of this machine')
    expect(await eventually(served, body => body === first, 30_000)).toBe(first)
    expect((await containers()).length).toBeGreaterThanOrEqual(2)
    await pushCommit(dataDir, {
      repo: 'hello',
      branch: 'main',
      files: { ...saying('As a process'), Dockerfile: plain },
    })
    const { deploymentId, events } = await deployed(panda, 'hello', { autoSwitch: true })
    expect(events.at(-1)?.code).toBe('COMPLETED')
    expect(await served()).toBe('As a process')
    await followUntil(panda, (await panda.client.rollback(deploymentId, { to: next })).deploymentId)
    expect(await served()).toBe(second)
  })

  it('names an image that is gone', async () => {
    const { imageDigest } = await panda.client.result(old)
    await podman('image', 'rm', '--force', imageDigest!.replace('sha256:', ''))
    const { deploymentId } = await panda.client.rollback(next, { to: old })
    const events = await followUntil(panda, deploymentId)
    expect(events.at(-1)).toMatchObject({ code: 'FAILED', details: { finalService: 'blue' } })
    expect(JSON.stringify(events.at(-1)!.details)).toContain('image not known')
    expect(await served()).toBe(second)
  })

  it('leaves nothing running after Ctrl-C, nor building', async () => {
    await panda.stop()
    panda = await start('podman')
    await endlessBuild('interrupted')
    expect((await containers()).length).toBeGreaterThan(0)
    expect(await panda.stop()).toBe(0)
    expect(await containers()).toEqual([])
    expect(await sleepers()).toEqual([])
    expect(await eventually(() => processesOf(dataDir), countOf(0), 5_000)).toEqual([])
  })

  it('finds an engine by itself, without waiting for it', async () => {
    panda = await start('')
    const line = () => /^ {2}Builds and runs with .*$/m.exec(panda.output())?.[0] ?? ''
    expect(await eventually(async () => line(), Boolean)).toMatch(
      /with (docker|podman) \S+, which takes any Dockerfile/,
    )
    expect(await eventually(served, body => body === second, 30_000)).toBe(second)
  })
})

/** Its RUN goes on for a quarter of an hour; answers when it has begun. */
const endlessBuild = async (branch: string) => {
  const files = { Dockerfile: `FROM node:24-alpine\nRUN echo begun ${branch} && sleep ${nap}\nCMD ["node"]\n` }
  await pushCommit(dataDir, { repo: 'hello', branch, from: 'main', files })
  const id = await deployTo(panda.client, 'hello', { branch })
  const begun = async () => (await buildLog(id)).includes(`begun ${branch}`)
  expect(await eventually(begun, Boolean, 60_000)).toBe(true)
  return id
}
/** Of this run: what another has left is not ours. */
const nap = 900 + randomInt(90)
const sleepers = () => processesOf(`sleep ${nap}`)

const plain = 'FROM node:24-alpine\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.mjs"]\n'

const buildLog = async (id: string) => (await panda.client.logs(id)).chunks.flatMap(({ lines }) => lines)

const expectUnharmed = (users: ReturnType<typeof load>, bodies: string[]) => {
  expect(users.failed).toEqual([])
  expect(users.slow()).toBeGreaterThanOrEqual(4)
  expect([...users.bodies.keys()]).toEqual(bodies)
}
