// Nobody who uses the program notices that it is replaced, or put back.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Load, load, pause } from './load.ts'
import { deployed, deployTo, followUntil, type PandaProcess, pushCommit, saying, startPanda } from './panda-process.ts'

const before = 'Hello from Panda, version 1'
const after = 'The new one'
const least = 2_000

let place: PandaProcess
let url: string
let id: string

beforeAll(async () => {
  place = await startPanda()
  const { deploymentId } = await deployed(place, 'hello')
  url = (await place.client.result(deploymentId)).url!
  await pushCommit(place.dataDir, { repo: 'hello', branch: 'main', files: saying(after) })
  id = await deployTo(place.client, 'hello')
  await followUntil(place, id, ['READY'])
}, 120_000)
afterAll(() => place?.stop(), 30_000)

it('fails no request across a switch', { timeout: 120_000 }, async () => {
  const users = load(url)
  await pause(1_000)
  await place.client.switch(id)
  const events = await followUntil(place, id)
  await users.enough(least)
  expect(events.at(-1)?.code).toBe('COMPLETED')
  expectUnharmed(users, [before, after])
})

it('fails no request across a rollback', { timeout: 120_000 }, async () => {
  const users = load(url)
  await pause(1_000)
  const { deploymentId } = await place.client.rollback(id)
  const events = await followUntil(place, deploymentId)
  await users.enough(least)
  expect(events.at(-1)?.code).toBe('COMPLETED')
  expectUnharmed(users, [after, before])
})

const expectUnharmed = (users: Load, bodies: string[]) => {
  expect(users.failed).toEqual([])
  expect(users.answers()).toBeGreaterThanOrEqual(least)
  expect(users.slow()).toBeGreaterThanOrEqual(8)
  expect([...users.bodies.keys()]).toEqual(bodies)
  for (const count of users.bodies.values()) expect(count).toBeGreaterThan(100)
}
