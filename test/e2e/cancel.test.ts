import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeployRequest } from '../../client/types.ts'
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

const first = 'Hello from Panda, version 1'
const slow = { timeout: 60_000 }

let panda: PandaProcess
let request: DeployRequest
let url: string
let programs: number
beforeAll(async () => {
  // Time enough to cancel between the checks before the switch.
  panda = await startPanda({ env: { PANDA_VERIFY_SECONDS: '0.5' } })
  request = { ...(await connect(panda.client, 'hello')), owner: 'panda', repo: 'hello', branch: 'main' }
  const { deploymentId } = await deployed(panda, 'hello', request)
  url = (await panda.client.result(deploymentId)).url!
  programs = (await running()).length
  await pushCommit(panda.dataDir, { repo: 'hello', branch: 'main', files: saying('Cancelled') })
}, 60_000)
afterAll(() => panda?.stop(), 30_000)

const running = () => processesOf(join(panda.dataDir, 'tasks'))
const deploy = async (wishes: Partial<DeployRequest> = {}) =>
  (await panda.client.deploy({ ...request, autoSwitch: true, ...wishes })).deploymentId

/** One STOPPING, one final event, blue serves, and nothing of it runs any more. */
const isUndone = async (deploymentId: string) => {
  const events = await followUntil(panda, deploymentId)
  expect(events.at(-1)).toMatchObject({
    code: 'CANCELLED',
    details: { status: 'CANCELLED', reason: 'cancelled', finalService: 'blue' },
  })
  expect(events.filter(({ code }) => code === 'STOPPING')).toHaveLength(1)
  expect(await bodyOf(url)).toBe(first)
  expect(await panda.client.deployment(deploymentId)).toMatchObject({ status: 'CANCELLED', finalService: 'blue' })
  expect(await eventually(running, left => left.length === programs)).toHaveLength(programs)
  expect(
    await eventually(
      () => readdir(join(panda.dataDir, 'builds')),
      left => left.length === 0,
    ),
  ).toEqual([])
  return events
}

describe('cancelled, blue serves on and nothing is left', () => {
  it.for([
    { stage: 0, code: 'INITIALIZED' },
    { stage: 1, code: 'CLONE_STARTED' },
    { stage: 1, code: 'BUILD_STARTED' },
    { stage: 2, code: 'PUSH_STAGE_STARTED' },
    { stage: 3, code: 'INFRA_STARTED' },
    { stage: 4, code: 'RELEASE_STARTED' },
    { stage: 5, code: 'HEALTH_CHECK_STARTED' },
  ])('in stage $stage, at $code', slow, async ({ stage, code }) => {
    const deploymentId = await deploy()
    await followUntil(panda, deploymentId, [code])
    expect(await panda.client.cancel(deploymentId)).toMatchObject({ status: 'RUNNING' })
    const stopping = (await isUndone(deploymentId)).find(event => event.code === 'STOPPING')!
    // It goes on while the word is on its way.
    expect([stage, stage + 1]).toContain(stopping.details.stage)
    expect(stopping.details).toMatchObject({ reason: 'cancelled', by: 'local' })
  })

  it('at READY, and queued behind it; cancelling again changes nothing', slow, async () => {
    const ready = await deploy({ autoSwitch: false })
    await followUntil(panda, ready, ['READY'])
    const queued = await deploy()
    await panda.client.cancel(queued)
    await followUntil(panda, queued)
    expect((await panda.client.deployment(ready)).status).toBe('DEPLOYMENT_READY')
    await Promise.all([panda.client.cancel(ready), panda.client.cancel(ready), panda.client.cancel(ready)])
    await isUndone(ready)
    const ended = await panda.client.deployment(queued)
    expect(ended).toMatchObject({ status: 'CANCELLED', finalService: 'blue' })
    expect(await panda.client.cancel(queued)).toEqual(ended)
    await isUndone(queued)
    await expect(panda.client.switch(ready)).rejects.toMatchObject({ status: 409, errorCode: 'NOT_READY' })
  })
})

describe('once traffic has moved', () => {
  it('it is too late to cancel, and the deployment completes', slow, async () => {
    const deploymentId = await deploy()
    await followUntil(panda, deploymentId, ['SWITCHED'])
    const refusal = { status: 409, errorCode: 'TOO_LATE', deploymentId }
    await expect(panda.client.cancel(deploymentId)).rejects.toMatchObject(refusal)
    const events = await followUntil(panda, deploymentId)
    expect(events.at(-1)).toMatchObject({ code: 'COMPLETED' })
    expect(await bodyOf(url)).toBe('Cancelled')

    const ended = await panda.client.deployment(deploymentId)
    expect(await panda.client.cancel(deploymentId)).toEqual(ended)
    expect((await panda.client.events(deploymentId)).events).toEqual(events)
  })
})
