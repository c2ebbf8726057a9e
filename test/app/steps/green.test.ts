// Stages 4 to 6: a green that is sick, before the switch and after it.
import { expect, test } from 'vitest'
import { expectPeace } from '../../invariants.ts'
import { openPlace } from '../../place.ts'

const secondsTo = (from: string | null, to: string | null) => (Date.parse(to!) - Date.parse(from!)) / 1000

test('a green that does not get healthy within five minutes never gets ready', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.programs.set('b', { healthyAfterMs: null, says: ['cannot reach the database'] })
  const id = await panda.deploy('b')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true, readyAt: null })
  expect(secondsTo(state.greenStartedAt, state.stopping!.at)).toBeGreaterThanOrEqual(300)
  expect(secondsTo(state.greenStartedAt, state.stopping!.at)).toBeLessThan(330)
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details).toMatchObject({
    ...{ errorCode: 'HEALTH_CHECK_FAILED', passedChecks: 0, url: `${state.greenUrl}/health` },
    lines: expect.arrayContaining(['cannot reach the database']),
    lastAnswer: expect.stringContaining('0 of 2 tasks healthy'),
  })
  // Every ten seconds for five minutes.
  expect(details.checks).toBeGreaterThanOrEqual(28)
  expect(details.checks).toBeLessThanOrEqual(33)
  expect(details.errorMessage).toContain(`0 of ${details.checks} checks passed`)
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test.each([[500], [404], [302], [null]])(
  'healthy for the load balancer, but its path answers %s: not ready',
  async said => {
    const panda = await openPlace()
    await panda.served('a')
    panda.weather.programs.set('b', { answers: said })
    const id = await panda.deploy('b')
    const state = await panda.end(id)
    expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', readyAt: null })
    expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
      errorCode: 'HEALTH_CHECK_FAILED',
      lastAnswer: said === null ? 'no answer' : String(said),
    })
    expect(panda.serves(state.url)).toBe('a')
    await expectPeace(panda)
  },
)

test('a green that gets healthy late is waited for', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.programs.set('b', { healthyAfterMs: 240_000 })
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  expect(Number((await panda.event(id, 'GREEN_READY'))?.details.checks)).toBeGreaterThan(20)
  await panda.cancel(id)
  await panda.end(id)
  await expectPeace(panda)
})

test('a green that ends again and again is not ready', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.programs.set('b', { healthyAfterMs: 5_000, exits: { afterMs: 3_000, code: 1 } })
  const state = await panda.end(await panda.deploy('b'))
  expect(state).toMatchObject({
    status: 'FAILED',
    finalService: 'blue',
    stopping: { errorCode: 'HEALTH_CHECK_FAILED' },
  })
  await expectPeace(panda)
})

test('a program that cannot be run at all ends the release', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.programs.set('b', { refused: 'exec format error' })
  const state = await panda.end(await panda.deploy('b'))
  expect(state).toMatchObject({
    status: 'FAILED',
    finalService: 'blue',
    stopping: { errorCode: 'HEALTH_CHECK_FAILED' },
  })
  await expectPeace(panda)
})

test('a first release that is sick leaves nothing behind, and the next one begins afresh', async () => {
  const panda = await openPlace()
  panda.weather.programs.set('a', { healthyAfterMs: null })
  const id = await panda.deploy('a')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', finalService: null, rolledBack: false })
  await expectPeace(panda)
  expect(panda.world.alive()).toEqual([])
  const state = await panda.state(await panda.served('b'))
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})

test('green falls sick between READY and the switch: traffic does not move', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  panda.weather.programs.set('b', { answers: 500 })
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true, switchingAt: null })
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
    ...{ stage: 5, errorCode: 'HEALTH_CHECK_FAILED', passedChecks: 0, checks: 1, lastAnswer: '500' },
    url: `${state.greenUrl}/health`,
  })
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('one failing check of five is enough', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await panda.switch(id)
  await panda.seconds(5)
  panda.weather.programs.set('b', { answers: 500 })
  await panda.seconds(2)
  panda.weather.programs.set('b', { answers: 200 })
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({ passedChecks: 3, checks: 4 })
  await expectPeace(panda)
})

test('green’s tasks are unhealthy when the switch is asked for: traffic does not move', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  panda.sicken('b')
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true, switchingAt: null })
  expect(state.stopping?.errorCode).toBe('HEALTH_CHECK_FAILED')
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('sick during the bake: back on blue, which is still warm', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  await panda.minutes(2)
  expect(panda.serves((await panda.state(id)).url)).toBe('b')
  panda.weather.programs.set('b', { answers: 500, says: ['out of memory'] })
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
    ...{ stage: 6, errorCode: 'HEALTH_CHECK_FAILED', finalService: 'blue', rolledBack: true },
    errorMessage: `After the switch: ${state.url}/health answers 500`,
  })
  expect((await panda.event(id, 'ROLLED_BACK'))?.details).toMatchObject({ to: 'a'.repeat(40) })
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('sick tasks during the bake: back on blue', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  panda.sicken('b')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('one bad answer during the bake may be bad luck', async () => {
  const panda = await openPlace({ PANDA_BAKE_SECONDS: '30', PANDA_BAKE_CHECK_SECONDS: '10' })
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  panda.weather.programs.set('b', { answers: 500 })
  await panda.seconds(11)
  panda.weather.programs.set('b', {})
  expect((await panda.end(id)).status).toBe('COMPLETED')
  await expectPeace(panda)
})

test('a first release that falls sick during the bake has nothing to go back to', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  await panda.until(id, 'SWITCHED')
  panda.weather.programs.set('a', { answers: 500 })
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', finalService: null, rolledBack: false })
  await expectPeace(panda)
})

test('CodeDeploy stopped by somebody else while it waits for the switch', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  const { release } = await panda.state(id)
  await panda.region.kernel.call(
    'codedeploy',
    'StopDeployment',
    { deploymentId: release!.id, autoRollbackEnabled: true },
    { accountId: '000000000000', region: 'local-1', arn: 'arn:aws:iam::000000000000:user/somebody' },
  )
  const state = await panda.end(id)
  expect(state).toMatchObject({
    status: 'FAILED',
    finalService: 'blue',
    stopping: { errorCode: 'ECS_DEPLOYMENT_FAILED' },
  })
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})
