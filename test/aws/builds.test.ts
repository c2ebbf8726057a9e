import { beforeEach, expect, test } from 'vitest'
import { builds } from '../../aws/builds.ts'
import type { BuilderOrder } from '../../region/kernel.ts'
import { newRegion } from './infrastructure-region.ts'

const order = {
  deploymentId: 'dep_1',
  attempt: 1,
  cloneUrl: 'http://127.0.0.1/acme/shop',
  branch: 'main',
  imageName: 'acme-shop-main-1',
  accountId: '111122223333',
  region: 'eu-test-1',
  repository: 'acme-shop',
  tag: '20261120_100000',
  nonce: 'only-once',
}

let hosts: (BuilderOrder & { end(succeeded: boolean, exported?: Record<string, string>): Promise<void> })[]
let place: ReturnType<typeof newRegion>
beforeEach(() => {
  hosts = []
  const run = (given: BuilderOrder) =>
    new Promise<{ succeeded: boolean; exported: Record<string, string> }>(resolve => {
      given.signal.addEventListener('abort', () => resolve({ succeeded: false, exported: {} }))
      const end = async (succeeded: boolean, exported = {}) => {
        resolve({ succeeded, exported })
        await place.timeline.advance(0)
      }
      hosts.push({ ...given, end })
    })
  place = newRegion({ builders: { run } })
})
const start = async (wish = order) => {
  const { buildId } = await builds(place.clients).start(wish)
  await place.timeline.advance(0)
  return buildId
}

test('the build host gets its order, and the nonce apart from it', async () => {
  await start()
  const { nonce, ...rest } = order
  expect(JSON.parse(hosts[0]!.env.PANDA_ORDER!)).toEqual(rest)
  expect(hosts[0]!.env.PANDA_NONCE).toBe(nonce)
})

test('started twice it is one build; another attempt is another', async () => {
  const id = await start()
  expect(await start()).toBe(id)
  expect(await start({ ...order, attempt: 2 })).not.toBe(id)
  expect(hosts).toHaveLength(2)
})

test('what it reported is there when it has ended', async () => {
  const id = await start()
  expect(await builds(place.clients).look(id)).toEqual({ state: 'running' })
  const report = { n: 3, milestones: [{ code: 'CLONED', details: { commitHash: 'abc' } }] }
  await hosts[0]!.end(true, { PANDA_REPORT: JSON.stringify(report) })
  expect(await builds(place.clients).look(id)).toEqual({ state: 'succeeded', report })
})

test('a failure comes with its words', async () => {
  const id = await start()
  const failure = { errorCode: 'DOCKERFILE_NOT_FOUND', message: 'Dockerfile not found in repository', lines: ['x'] }
  await hosts[0]!.end(false, { PANDA_REPORT: JSON.stringify({ n: 1, milestones: [], failure }) })
  expect(await builds(place.clients).look(id)).toMatchObject({ state: 'failed', report: { failure } })
})

test.each(['{', '{}', '{"n":1,"milestones":[{"code":"MADE_UP","details":{}}]}'])(
  'nonsense is no report: %s',
  async text => {
    const id = await start()
    await hosts[0]!.end(true, { PANDA_REPORT: text })
    expect(await builds(place.clients).look(id)).toEqual({ state: 'succeeded' })
  },
)

test('stopped, it says so; stopping it again, or one that never was, is fine', async () => {
  const id = await start()
  await builds(place.clients).stop(id)
  await place.timeline.advance(0)
  expect(await builds(place.clients).look(id)).toEqual({ state: 'stopped' })
  await builds(place.clients).stop(id)
  await builds(place.clients).stop('panda-build:never')
})

test('one that runs out of time, or is unknown, is lost', async () => {
  const id = await start()
  await place.timeline.advance(20 * 60_000)
  expect(await builds(place.clients).look(id)).toEqual({ state: 'lost' })
  expect(await builds(place.clients).look('panda-build:never')).toEqual({ state: 'lost' })
})

test('the eleventh waits', async () => {
  for (let n = 1; n <= 10; n++) await start({ ...order, deploymentId: `dep_${n}` })
  const waiting = await start({ ...order, deploymentId: 'dep_11' })
  expect(await builds(place.clients).look(waiting)).toEqual({ state: 'queued' })
})
