// Back to a release that was good: at once while it is warm, and as a new release of the same bytes when it is not.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PandaEvent } from '../../client/types.ts'
import { load } from './load.ts'
import { bodyOf, deployed, followUntil, type PandaProcess, pushCommit, saying, startPanda } from './panda-process.ts'

const oldBody = 'Hello from Panda, version 1'
const newBody = 'The new one'

let place: PandaProcess
let url: string
let [old, next] = ['', '']

beforeAll(async () => {
  place = await startPanda()
  old = (await deployed(place, 'hello')).deploymentId
  await pushCommit(place.dataDir, { repo: 'hello', branch: 'main', files: saying(newBody) })
  next = (await deployed(place, 'hello', { autoSwitch: true })).deploymentId
  url = (await place.client.result(next)).url!
  expect(await bodyOf(url)).toBe(newBody)
}, 120_000)
afterAll(() => place?.stop(), 30_000)

it('goes back to a warm blue at once, building and starting nothing', { timeout: 60_000 }, async () => {
  const users = load(url)
  const asked = Date.now()
  const { deploymentId } = await place.client.rollback(next)
  const events = await followUntil(place, deploymentId)
  await users.enough(500)
  expect(users.failed).toEqual([])
  expect(users.answers()).toBeGreaterThanOrEqual(500)
  expect(await bodyOf(url)).toBe(oldBody)
  expect([...users.bodies.keys()]).toEqual([newBody, oldBody])
  // About a second when left alone.
  expect(Date.parse(timeOf(events, 'SWITCHED')) - asked).toBeLessThan(5_000)
  // The release that is taken back, not another one.
  expect(codeDeployIdOf(events)).toBe(codeDeployIdOf((await place.client.events(next)).events))
  expect(await place.client.result(deploymentId)).toMatchObject({ greenUrl: null })
  await expectSameBytes(deploymentId, old, events)
  const [service] = await place.client.services()
  expect(service?.current).toMatchObject({ deploymentId, rollbackOf: old })
})

it('goes to a release that is not warm with a new one of the same bytes', { timeout: 60_000 }, async () => {
  const users = load(url)
  const { commitHash } = await place.client.result(next)
  const { deploymentId } = await place.client.rollback(next, { to: commitHash! })
  const events = await followUntil(place, deploymentId)
  await users.enough(500)
  expect(users.failed).toEqual([])
  expect(users.answers()).toBeGreaterThanOrEqual(500)
  expect(await bodyOf(url)).toBe(newBody)
  expect([...users.bodies.keys()]).toEqual([oldBody, newBody])
  expect(codeDeployIdOf(events)).not.toBe(codeDeployIdOf((await place.client.events(next)).events))
  await expectSameBytes(deploymentId, next, events)
})

it('waits for the switch if told to', { timeout: 60_000 }, async () => {
  const { deploymentId } = await place.client.rollback(next, { to: old, autoSwitch: false })
  await followUntil(place, deploymentId, ['READY'])
  expect(await bodyOf(url)).toBe(newBody)
  await place.client.switch(deploymentId)
  const events = await followUntil(place, deploymentId)
  expect(events.at(-1)?.code).toBe('COMPLETED')
  expect(await bodyOf(url)).toBe(oldBody)
})

it('says no to a release that is not kept', async () => {
  await expect(place.client.rollback(next, { to: 'dep_nobody' })).rejects.toMatchObject({
    errorCode: 'RELEASE_NOT_FOUND',
  })
})

const timeOf = (events: PandaEvent[], wanted: string) => events.find(({ code }) => code === wanted)?.timestamp ?? ''
const codeDeployIdOf = (events: PandaEvent[]) =>
  events.find(({ code }) => code === 'RELEASE_STARTED')?.details.codeDeployDeploymentId

const expectSameBytes = async (id: string, of: string, events: PandaEvent[]) => {
  expect(events.at(-1)).toMatchObject({ code: 'COMPLETED', details: { finalService: 'green', url } })
  const stages = new Set(events.map(({ details }) => details.stage))
  expect([...stages]).toEqual([0, 3, 4, 5, 6])
  expect((await place.client.logs(id)).chunks).toEqual([])
  const [result, original] = await Promise.all([place.client.result(id), place.client.result(of)])
  expect(result.imageDigest).toBe(original.imageDigest)
  expect(result.commitHash).toBe(original.commitHash)
}
