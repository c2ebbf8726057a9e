// Smoke requests: asked of green before the switch, of production after it and at the end.
import { expect, test } from 'vitest'
import { expectPeace } from '../../invariants.ts'
import { openPlace, type Place } from '../../place.ts'

const smoke = [{ path: '/health' }, { path: '/shop', status: 200, body: 'Welcome', withinMs: 500 }]
const good = { status: 200, body: 'Welcome to the shop' }
const bad = { status: 500, body: 'no database' }

const shop = (panda: Place, letter: string, page: typeof good) =>
  void panda.weather.programs.set(letter, { pages: { '/shop': page } })

/** As long as nobody uses it. */
const goodUntilItServes = async (panda: Place, letter: string) => {
  const { url } = await panda.state(panda.ids[0]!)
  panda.weather.programs.set(letter, {
    pages: {
      get '/shop'() {
        return panda.serves(url) === letter ? bad : good
      },
    },
  })
}

const withSmoke = async () => {
  const panda = await openPlace()
  await panda.served('a')
  const { status } = await panda.call('PUT /api/v1/environments/panda/hello/default', { smoke })
  expect(status).toBe(200)
  shop(panda, 'b', good)
  return panda
}

test('answered well: it is told once of green and once of production', async () => {
  const panda = await withSmoke()
  const id = await panda.deploy('b', { autoSwitch: true })
  expect((await panda.end(id)).status).toBe('COMPLETED')
  const passed = (await panda.log(id)).filter(({ code }) => code === 'SMOKE_TEST_PASSED')
  expect(passed.map(({ details }) => details)).toEqual([
    { stage: 5, of: 'green', requests: 2 },
    { stage: 6, of: 'production', requests: 2 },
  ])
  const codes = await panda.codes(id)
  expect(codes.indexOf('SMOKE_TEST_PASSED')).toBeLessThan(codes.indexOf('SWITCHING'))
  await expectPeace(panda)
})

test('green answers badly: traffic does not move, and it is told what was asked, expected and got', async () => {
  const panda = await withSmoke()
  shop(panda, 'b', bad)
  const id = await panda.deploy('b', { autoSwitch: true })
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', switchingAt: null })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details).toMatchObject({ stage: 5, errorCode: 'SMOKE_TEST_FAILED' })
  expect(details.smoke).toEqual({
    of: 'green',
    path: '/shop',
    expected: '200 with "Welcome" within 500 ms',
    got: '500 in 10 ms: "no database"',
  })
  expect(details.errorMessage).toBe(
    'Before the switch: GET /shop of green should answer 200 with "Welcome" within 500 ms, and answers 500 in 10 ms: "no database"',
  )
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('production answers badly at once after the switch: back on blue, and it is told since when', async () => {
  const panda = await withSmoke()
  await goodUntilItServes(panda, 'b')
  const id = await panda.deploy('b', { autoSwitch: true })
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details).toMatchObject({
    stage: 6,
    errorCode: 'SMOKE_TEST_FAILED',
    smoke: { of: 'production', path: '/shop' },
  })
  expect(Date.parse(String(details.since)) - Date.parse(state.switchedAt!)).toBeLessThan(2_000)
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('production answers badly at the end of the bake: back on blue', async () => {
  const panda = await withSmoke()
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  await panda.minutes(2)
  shop(panda, 'b', bad)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  const bakedMs = Date.parse(state.stopping!.at) - Date.parse(state.switchedAt!)
  expect(bakedMs).toBeGreaterThanOrEqual(300_000)
  expect(state.stopping?.errorCode).toBe('SMOKE_TEST_FAILED')
  await expectPeace(panda)
})

test('one bad answer of production may be bad luck', async () => {
  const panda = await withSmoke()
  await goodUntilItServes(panda, 'b')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  await panda.seconds(5)
  expect(await panda.codes(id)).not.toContain('STOPPING')
  shop(panda, 'b', good)
  expect((await panda.end(id)).status).toBe('COMPLETED')
})

test('what held when it was accepted holds, whatever is set later; a rollback is asked what its release was asked', async () => {
  const panda = await withSmoke()
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await panda.call('PUT /api/v1/environments/panda/hello/default', { smoke: [{ path: '/none', status: 418 }] })
  await panda.switch(id)
  expect((await panda.end(id)).status).toBe('COMPLETED')
  await panda.call('PUT /api/v1/environments/panda/hello/default', {})
  await panda.served('c')
  await panda.minutes(70)
  const back = await panda.rollback(id, { to: id })
  expect((await panda.end(back)).status).toBe('COMPLETED')
  expect((await panda.state(back)).request.smoke).toEqual(smoke)
  const passed = (await panda.log(back)).filter(({ code }) => code === 'SMOKE_TEST_PASSED')
  expect(passed.map(({ details }) => details.of)).toEqual(['green', 'production'])
  const warm = await panda.rollback(back)
  expect((await panda.end(warm)).release?.mode).toBe('warm-back')
  expect(await panda.codes(warm)).not.toContain('SMOKE_TEST_PASSED')
  await expectPeace(panda)
})
