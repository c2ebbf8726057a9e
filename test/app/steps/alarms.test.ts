// Alarms that take a release back: before it begins, before the switch, and after it.
import { expect, test } from 'vitest'
import { expectPeace } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'

const by = { accountId: customer.accountId, region: customer.region, arn: 'arn:aws:iam::000000000000:user/somebody' }
/** More than ten errors: the alarm rings for five minutes. */
const errorsOf = (panda: Place, letter: string) => panda.world.serve(letter, Array(50).fill(10), 20)

test('after the switch: CodeDeploy takes the release back, and the log says for which alarm', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  await panda.seconds(60)
  errorsOf(panda, 'b')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details).toMatchObject({ stage: 6, errorCode: 'HEALTH_CHECK_FAILED' })
  expect(details.errorMessage).toMatch(/^After the switch: CodeDeploy took the release back: .*ServerErrors/)
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('ringing when the switch is asked for: traffic does not move, and the alarm is named', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  errorsOf(panda, 'a')
  await panda.seconds(0.5)
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true, switchingAt: null })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details).toMatchObject({ stage: 5, errorCode: 'HEALTH_CHECK_FAILED' })
  expect(details.errorMessage).toMatch(/^Before the switch: an alarm rings .*ServerErrors.*More than 10 answers of 5xx/)
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('beginning to ring during the five checks: traffic does not move either', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await panda.switch(id)
  await panda.until(id, 'HEALTH_CHECK_PROGRESS')
  errorsOf(panda, 'a')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true, switchedAt: null })
  expect((await panda.event(id, 'FAILED'))?.details.errorMessage).toContain('ServerErrors')
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('while green waits for the switch: CodeDeploy ends the release', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  errorsOf(panda, 'a')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'ECS_DEPLOYMENT_FAILED' } })
  expect(state.stopping?.errorMessage).toContain('ServerErrors')
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('ringing before the release begins: it may be what this release mends', async () => {
  const panda = await openPlace()
  await panda.served('a')
  errorsOf(panda, 'a')
  const state = await panda.state(await panda.served('b'))
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})

test('a rollback is held up by no alarm', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const second = await panda.served('b')
  await panda.minutes(70)
  errorsOf(panda, 'b')
  const id = await panda.rollback(second)
  await panda.until(id, 'SWITCHING')
  errorsOf(panda, 'b')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'COMPLETED', release: { mode: 'blue-green' } })
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('nor is one back to a blue that is still warm', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const second = await panda.served('b')
  errorsOf(panda, 'b')
  const state = await panda.end(await panda.rollback(second))
  expect(state.status).toBe('COMPLETED')
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('after the end, while blue is warm: blue is back, and the next release begins with it', async () => {
  const panda = await openPlace()
  const { url } = await panda.state(await panda.served('a'))
  await panda.served('b')
  errorsOf(panda, 'b')
  await panda.minutes(10)
  expect(panda.serves(url)).toBe('a')
  await panda.served('c')
  expect(panda.serves(url)).toBe('c')
  await panda.minutes(70)
  expect(panda.world.alive()).toEqual(['c', 'c'])
  await expectPeace(panda)
})

test('somebody has moved traffic meanwhile: the switch is refused, and blue serves', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  const { infra, release, url } = await panda.state(id)
  const groups = [
    { TargetGroupArn: release!.blueGroup, Weight: 90 },
    { TargetGroupArn: release!.greenGroup, Weight: 10 },
  ]
  const DefaultActions = [{ Type: 'forward', ForwardConfig: { TargetGroups: groups } }]
  const input = { ListenerArn: infra!.productionListenerArn, DefaultActions }
  await panda.region.kernel.call('elbv2', 'ModifyListener', input, by)
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', switchingAt: null })
  expect(state.stopping).toMatchObject({
    errorCode: 'ECS_DEPLOYMENT_FAILED',
    errorMessage: expect.stringMatching(/does not go to blue alone \(90 to .*, 10 to /),
  })
  expect(panda.serves(url)).toBe('a')
  await expectPeace(panda)
})

test('fewer tasks of green run than should: the switch is refused, and it is told why', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  const noRoom = 'Capacity is unavailable at this time. Please try again later or in a different availability zone'
  panda.weather.programs.set('b', { refused: noRoom })
  panda.world.exit('b', 137)
  await panda.seconds(5)
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', switchingAt: null })
  const { details } = (await panda.event(id, 'FAILED'))!
  expect(details.errorCode).toBe('HEALTH_CHECK_FAILED')
  expect(details.errorMessage).toMatch(/^Before the switch: 1 of 2 tasks of green run\. AWS has no room for a task/)
  expect(details.troubles).toEqual(expect.arrayContaining([expect.stringContaining('killed (exit code 137)')]))
  await expectPeace(panda)
})
