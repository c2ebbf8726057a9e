import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PandaEvent } from '../../client/types.ts'
import { eventually, processesOf } from './left-running.ts'
import {
  bodyOf,
  connect,
  deployed,
  followUntil,
  type PandaProcess,
  pushCommit,
  saying,
  startPanda,
} from './panda-process.ts'

let dataDir: string
let panda: PandaProcess
let url: string
let connections: Awaited<ReturnType<typeof connect>>

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'panda-e2e-survival-'))
  panda = await startPanda({ dataDir })
  connections = await connect(panda.client, 'hello')
  const { deploymentId } = await deployed(panda, 'hello', connections)
  url = (await panda.client.result(deploymentId)).url!
  expect(await bodyOf(url)).toBe(first)
}, 60_000)
afterAll(async () => {
  await panda?.stop()
  await rm(dataDir, { recursive: true, force: true })
}, 30_000)

const first = 'Hello from Panda, version 1'
const finals = ['COMPLETED', 'FAILED', 'CANCELLED']

/** `kill -9`, nothing left running, and a start on the same data: what was seen is there, unchanged, and somebody serves. */
const killAndStart = async (seen: PandaEvent[], serving: string[]) => {
  panda.live.close()
  await panda.kill9()
  expect(
    await eventually(
      () => processesOf(dataDir),
      left => left.length === 0,
    ),
  ).toEqual([])
  panda = await startPanda({ dataDir })
  const { events } = await panda.client.events(seen[0]!.deploymentId)
  expect(events.slice(0, seen.length)).toEqual(seen)
  const body = await eventually(served, said => serving.includes(said))
  expect(serving).toContain(body)
}

/** What a user gets on the address of the first day. */
const served = () => bodyOf(url).catch((fault: unknown) => String(fault))

const start = async (text: string, autoSwitch = true) => {
  await pushCommit(dataDir, { repo: 'hello', branch: 'main', files: saying(text) })
  const request = { ...connections, owner: 'panda', repo: 'hello', branch: 'main', autoSwitch }
  return (await panda.client.deploy(request)).deploymentId
}

/** A whole log: 1, 2, 3 …, with exactly one final event, at its end. */
const wholeLog = async (deploymentId: string) => {
  const followed = await followUntil(panda, deploymentId)
  const { events } = await panda.client.events(deploymentId)
  expect(events).toEqual(followed)
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1))
  expect(events.filter(({ code }) => finals.includes(code))).toEqual([events.at(-1)])
  return events
}

describe('kill -9, then a start on the same data', () => {
  describe('of one deployment, again and again', () => {
    let deploymentId: string
    const second = 'Survived'
    beforeAll(async () => {
      deploymentId = await start(second)
    }, 30_000)

    it.for([
      { code: 'QUEUED', serving: [first] },
      { code: 'RULE_CREATED', serving: [first] },
      { code: 'CLONE_STARTED', serving: [first] },
      { code: 'INFRA_STARTED', serving: [first] },
      { code: 'RELEASE_STARTED', serving: [first] },
      { code: 'GREEN_READY', serving: [first] },
      { code: 'SWITCHING', serving: [first, second] },
      { code: 'SWITCHED', serving: [second] },
    ])('at $code', { timeout: 60_000 }, async ({ code, serving }) => {
      await killAndStart(await followUntil(panda, deploymentId, [code]), serving)
    })

    it('completes it', { timeout: 60_000 }, async () => {
      const events = await wholeLog(deploymentId)
      expect(events.at(-1)).toMatchObject({ code: 'COMPLETED', details: { finalService: 'green' } })
      expect(await served()).toBe(second)
    })
  })

  it.for(['BUILD_COMPLETED', 'PUSH_STARTED'])(
    'at %s: pushed is pushed, half a push fails, and the next deployment works',
    { timeout: 60_000 },
    async code => {
      const [before, text] = [await served(), `Killed at ${code}`]
      const deploymentId = await start(text)
      await killAndStart(await followUntil(panda, deploymentId, [code]), [before, text])
      const last = (await wholeLog(deploymentId)).at(-1)!
      if (last.code === 'FAILED')
        expect(last.details).toMatchObject({ errorCode: 'ECR_PUSH_FAILED', finalService: 'blue' })
      else expect(last.code).toBe('COMPLETED')
      expect(await served()).toBe(last.code === 'COMPLETED' ? text : before)
    },
  )

  it('while it waits for the switch: blue serves, green answers, and the switch works', {
    timeout: 60_000,
  }, async () => {
    const before = await served()
    const deploymentId = await start('Waited', false)
    await killAndStart(await followUntil(panda, deploymentId, ['READY']), [before])
    const { status, greenUrl } = await panda.client.deployment(deploymentId)
    expect(status).toBe('DEPLOYMENT_READY')
    const green = () => bodyOf(greenUrl).catch((fault: unknown) => String(fault))
    expect(await eventually(green, said => said === 'Waited')).toBe('Waited')
    expect(await served()).toBe(before)
    await panda.client.switch(deploymentId)
    expect((await wholeLog(deploymentId)).at(-1)).toMatchObject({ code: 'COMPLETED' })
    expect(await served()).toBe('Waited')
  })
})
