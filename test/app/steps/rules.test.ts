// The rules of an environment, after the switch: what takes a release back, and what only warns.
import { expect, test } from 'vitest'
import { kindsOf } from '../../../core/notices.ts'
import type { RollbackSettings } from '../../../core/rollback-rules.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace, type Place } from '../../place.ts'

const set = async (panda: Place, rollback: RollbackSettings) => {
  const { status } = await panda.call('PUT /api/v1/environments/panda/hello/default', { rollback })
  expect(status).toBe(200)
}

/** As where figures cost nothing. */
const quick = { PANDA_FIGURES_SECONDS: '2', PANDA_BAKE_CHECK_SECONDS: '1' }

const ruled = async (rollback: RollbackSettings, environment: Record<string, string> = quick) => {
  const panda = await openPlace(environment)
  await panda.served('a')
  await set(panda, rollback)
  return panda
}

const switched = async (panda: Place, letter = 'b') => {
  const id = await panda.deploy(letter, { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  await panda.seconds(20)
  return id
}

test('too many errors: back on blue within seconds, with the rule, the figures and since when', async () => {
  const panda = await ruled({ serverErrors: { over: 4 } })
  const id = await switched(panda)
  panda.world.serve('b', Array(40).fill(10), 5)
  const began = panda.now()
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details).toMatchObject({ errorCode: 'HEALTH_CHECK_FAILED', rule: 'serverErrors', since: state.switchedAt })
  expect(details.errorMessage).toBe('After the switch: 5 answers of 5xx in 5 minutes (4 at most) (rule serverErrors)')
  expect(Date.parse(state.rolledBackAt!) - began).toBeLessThan(15_000)
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('the errors of one that was taken back are not the next one’s', async () => {
  const panda = await ruled({})
  const id = await switched(panda)
  panda.world.serve('b', Array(40).fill(10), 20)
  expect((await panda.end(id)).status).toBe('FAILED')
  const next = await panda.served('c')
  expect(await panda.codes(next)).toContain('ALARMS_LEFT_OUT')
  await expectPeace(panda)
})

test('slow answers: back on blue', async () => {
  const panda = await ruled({ latency: { p95Ms: 300, minutes: 1 } })
  const id = await switched(panda)
  panda.world.serve('b', Array(40).fill(400), 0)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  expect(state.stopping?.more).toMatchObject({ rule: 'latency' })
  await expectPeace(panda)
})

test('an error in what it prints: back on blue; what it printed before the switch, or blue prints, does not count', async () => {
  const panda = await ruled({ errorLog: { patterns: ['FATAL', 'level*error'], over: 1 } })
  panda.weather.programs.set('b', { says: ['FATAL before', 'FATAL before'] })
  const id = await switched(panda)
  panda.world.print('a', 'FATAL of blue')
  panda.world.print('b', 'all is well')
  await panda.seconds(10)
  expect(await panda.codes(id)).not.toContain('STOPPING')
  const began = panda.now()
  panda.world.print('b', '{"level":"error", "why": "no disk"}')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  expect(state.stopping).toMatchObject({
    more: { rule: 'errorLog', since: new Date(began).toISOString() },
    errorMessage: expect.stringContaining(
      'its log has 2 lines of an error (1 at most), first: {"level":"error", "why": "no disk"} (rule errorLog)',
    ),
  })
  await expectPeace(panda)
})

test('a rule that warns tells once, and people hear of it; the release stays', async () => {
  const panda = await ruled({ serverErrors: { over: 4, severity: 'warn', criticalOver: null } })
  const id = await switched(panda)
  panda.world.serve('b', Array(200).fill(10), 100)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'COMPLETED', finalService: 'green', warned: ['serverErrors'] })
  const warnings = (await panda.log(id)).filter(({ code }) => code === 'RULE_WARNED')
  expect(warnings).toHaveLength(1)
  expect(warnings[0]?.details).toMatchObject({
    rule: 'serverErrors',
    said: '100 answers of 5xx in 5 minutes (4 at most)',
  })
  expect(kindsOf(warnings[0]!, state)).toEqual(['alarm'])
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})

test('a rule that is off says nothing, and CodeDeploy’s alarm of the same does not take it back', async () => {
  const panda = await ruled({ serverErrors: null })
  const id = await switched(panda)
  panda.world.serve('b', Array(200).fill(10), 100)
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect(await panda.codes(id)).not.toContain('RULE_WARNED')
  await expectPeace(panda)
})

test('that production answers at all is no rule: whatever only warns, it goes back', async () => {
  const rules = { severity: 'warn' as const }
  const panda = await ruled({ unhealthyHosts: rules, healthyHosts: rules })
  const id = await switched(panda)
  panda.sicken('b')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  expect(state.stopping?.errorMessage).toBe(`After the switch: ${state.url}/health answers 503`)
  await expectPeace(panda)
})

test('a smoke request that only warns lets the release through', async () => {
  const panda = await openPlace(quick)
  const { url } = await panda.state(await panda.served('a'))
  const smoke = [{ path: '/shop' }]
  await panda.call('PUT /api/v1/environments/panda/hello/default', { smoke, rollback: { smoke: { severity: 'warn' } } })
  panda.weather.programs.set('b', {
    pages: {
      get '/shop'() {
        return { status: panda.serves(url) === 'b' ? 500 : 200, body: '' }
      },
    },
  })
  const id = await switched(panda)
  expect(await panda.end(id)).toMatchObject({ status: 'COMPLETED', warned: ['smoke'] })
  await expectPeace(panda)
})

test('the environment says how long it is watched, and what held when it was accepted holds', async () => {
  const panda = await ruled({ bakeSeconds: 90 })
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await set(panda, { bakeSeconds: 5 })
  await panda.switch(id)
  const state = await panda.end(id)
  const bakedMs = Date.parse(state.finishedAt!) - Date.parse(state.switchedAt!)
  expect(bakedMs).toBeGreaterThanOrEqual(90_000)
  expect(bakedMs).toBeLessThan(110_000)
  await expectPeace(panda)
})

test('an alarm that rings before green begins is told, and takes nothing back', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.world.serve('a', Array(50).fill(10), 20)
  const id = await panda.served('b')
  const { details } = (await panda.event(id, 'ALARMS_LEFT_OUT'))!
  expect(details).toMatchObject({ stage: 4, alarms: [expect.stringContaining('ServerErrors')] })
  expect(details.names).toContain('More than 10 answers of 5xx in 5 minutes')
  const calm = await panda.served('c')
  expect(await panda.codes(calm)).not.toContain('ALARMS_LEFT_OUT')
  await expectPeace(panda)
})

test('a rollback is told of errors, and is not taken back for them', async () => {
  const panda = await openPlace(quick)
  await panda.served('a')
  const second = await panda.served('b')
  await panda.minutes(70)
  const id = await panda.rollback(second)
  await panda.until(id, 'SWITCHED')
  await panda.seconds(10)
  panda.world.serve('a', Array(200).fill(10), 100)
  expect(await panda.end(id)).toMatchObject({ status: 'COMPLETED', warned: ['serverErrors'] })
  await expectPeace(panda)
})

test('how long going back would take is told before: as usual, then as measured; nothing to go back to, or over: null', async () => {
  const panda = await openPlace(quick)
  const told = async (id: string) => (await panda.call(`GET /api/v1/deploy/${id}`)).data.expectedRollbackSeconds
  const first = await panda.deploy('a', { autoSwitch: true })
  await panda.until(first, 'SWITCHED')
  expect(await told(first)).toBeNull()
  await panda.end(first)
  const second = await panda.deploy('b')
  await panda.until(second, 'READY')
  const before = await told(second)
  expect(before).toBeGreaterThan(0)
  await panda.switch(second)
  await panda.end(second)
  expect(await told(second)).toBeNull()
  const back = await panda.end(await panda.rollback(second))
  const measured = (Date.parse(back.switchedAt!) - Date.parse(back.createdAt)) / 1000
  const third = await panda.deploy('c')
  await panda.until(third, 'READY')
  expect(await told(third)).toBeCloseTo(measured, 0)
})
