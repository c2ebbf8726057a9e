// Journeys that end well.
import { expect, test } from 'vitest'
import { expectPeace } from '../../invariants.ts'
import { openPlace } from '../../place.ts'
import { digestOf } from '../../scripted-builds.ts'

test('the first release goes straight out, with nothing blue about it', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'COMPLETED', finalService: 'green', blueUrl: null, rolledBack: false })
  expect(state.imageDigest).toBe(digestOf('a'))
  expect(panda.serves(state.url)).toBe('a')
  const codes = await panda.codes(id)
  expect(codes).toContain('SERVICE_CREATED')
  expect(codes).not.toContain('BLUE_RUNNING')
  expect(codes).not.toContain('READY')
  expect((await panda.event(id, 'SWITCHING'))?.details).toMatchObject({ from: null, to: 'green' })
  expect(state.evidence?.blue ?? null).toBeNull()
  await expectPeace(panda)
})

test('blue/green waits for somebody to switch, and green serves from then on', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await panda.minutes(20)
  const ready = await panda.state(id)
  expect(ready.status).toBe('DEPLOYMENT_READY')
  expect(panda.serves(ready.blueUrl)).toBe('a')
  expect(panda.serves(ready.greenUrl)).toBe('b')
  expect((await panda.event(id, 'AWAITING_SWITCH'))?.details).toMatchObject({
    blueUrl: ready.blueUrl,
    greenUrl: ready.greenUrl,
    blueServiceArn: expect.stringMatching(/./),
    greenServiceArn: expect.stringMatching(/./),
    evidence: { verdict: 'same', blue: { requests: 20, errors: 0 }, green: { requests: 20, errors: 0 } },
    message: `POST /api/v1/deploy/${id}/switch를 호출하여 트래픽 전환을 진행하세요`,
  })
  expect((await panda.switch(id)).status).toBe(200)
  expect((await panda.switch(id)).status).toBe(200)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(panda.serves(state.url)).toBe('b')
  const checks = (await panda.log(id)).filter(event => event.code === 'HEALTH_CHECK_PROGRESS')
  expect(checks.map(event => event.details.check)).toEqual([1, 2, 3, 4, 5])
  const times = checks.map(event => Date.parse(event.timestamp))
  expect(times.map((time, n) => time - times[Math.max(0, n - 1)]!)).toEqual([0, 2000, 2000, 2000, 2000])
  expect(await panda.codes(id)).toEqual(
    expect.arrayContaining(['HOOK_BEFORE_ALLOW_TRAFFIC', 'HOOK_AFTER_ALLOW_TRAFFIC']),
  )
  await expectPeace(panda)
})

test('who switches before it is ready is told so', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'CLONED')
  expect(await panda.switch(id)).toMatchObject({ status: 409, errorCode: 'NOT_READY' })
  await panda.cancel(id)
  await panda.end(id)
  await expectPeace(panda)
})

test('with autoSwitch it goes through without READY', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const state = await panda.end(await panda.deploy('b', { autoSwitch: true }))
  expect(state).toMatchObject({ status: 'COMPLETED', readyAt: null, finalService: 'green' })
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})

test('a rollback to a blue that is still warm builds nothing and starts nothing', async () => {
  const panda = await openPlace()
  const first = await panda.served('a')
  const second = await panda.served('b')
  const builds = panda.built.length
  const id = await panda.rollback(second)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'COMPLETED', imageDigest: digestOf('a'), release: { mode: 'warm-back' } })
  expect(state.request.rollback?.deploymentId).toBe(first)
  expect(panda.built).toHaveLength(builds)
  expect(panda.serves(state.url)).toBe('a')
  expect(Date.parse(state.switchedAt!) - Date.parse(state.createdAt)).toBeLessThan(30_000)
  await panda.minutes(5)
  expect(panda.world.alive()).toEqual(['a', 'a'])
  await expectPeace(panda)
})

test('a rollback when blue has gone starts it anew, by digest', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const second = await panda.served('b')
  await panda.minutes(70)
  expect(panda.world.alive()).toEqual(['b', 'b'])
  const builds = panda.built.length
  const state = await panda.end(await panda.rollback(second))
  expect(state).toMatchObject({ status: 'COMPLETED', imageDigest: digestOf('a'), release: { mode: 'blue-green' } })
  expect(panda.built).toHaveLength(builds)
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('a rollback of a rollback goes forward again', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const second = await panda.served('b')
  const back = await panda.rollback(second)
  await panda.end(back)
  const state = await panda.end(await panda.rollback(back, { to: second }))
  expect(state).toMatchObject({ status: 'COMPLETED', imageDigest: digestOf('b') })
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})

test('a release takes the place of a predecessor that is still warm', async () => {
  const panda = await openPlace()
  await panda.served('a')
  await panda.served('b')
  const state = await panda.state(await panda.served('c'))
  expect(panda.serves(state.url)).toBe('c')
  expect(new Set(panda.world.alive())).toEqual(new Set(['b', 'c']))
  await expectPeace(panda)
})

test('ten good releases are kept for a rollback, and the log of the eleventh may go', async () => {
  const panda = await openPlace({ PANDA_BAKE_SECONDS: '5' })
  for (let n = 0; n < 11; n++) await panda.served('abcdef'[n % 6]!)
  const service = (await panda.call('GET /api/v1/services/panda/hello')).data
  const [{ releases }] = service.services as [{ releases: { deploymentId: string }[] }]
  expect(releases.map(release => release.deploymentId)).toEqual(panda.ids.slice(1).reverse())
  const expires = async (id: string) => (await panda.ports.table.query(id, { prefix: 'e#' })).map(row => row.expires)
  expect(await expires(panda.ids[1]!)).toEqual(expect.arrayContaining([undefined]))
  expect((await expires(panda.ids[0]!)).every(one => typeof one === 'number')).toBe(true)
  await expectPeace(panda)
})
