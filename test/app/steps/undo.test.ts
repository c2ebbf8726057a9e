// RollBack: it goes on until nothing is left, and gives up after fifteen minutes, naming what remains.
import { expect, test } from 'vitest'
import { AwsError } from '../../../region/aws-error.ts'
import { expectPeace, expectSoundLog } from '../../invariants.ts'
import { customer, openPlace, type Place } from '../../place.ts'

const block = (panda: Place, ...commands: string[]) => {
  panda.weather.before = async at => {
    if (commands.includes(at.command)) throw new AwsError('ThrottlingException', 'Rate exceeded')
  }
}
const minutesBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000

test('CodeDeploy cannot be stopped: after fifteen minutes it is told what remains, and that it is not rolled back', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  block(panda, 'StopDeployment')
  await panda.cancel(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'CANCELLED', rolledBack: false, finalService: 'blue' })
  expect((await panda.event(id, 'CANCELLED'))?.details.remains).toEqual([
    expect.stringMatching(/^release d-[A-Z0-9]+: Rate exceeded$/),
  ])
  const took = minutesBetween(state.stopping!.at, state.finishedAt!)
  expect(took).toBeGreaterThan(15)
  expect(took).toBeLessThan(17)
  expectSoundLog(await panda.log(id))
  panda.weather.before = async () => {}
  // The next one clears away what was left.
  await panda.served('c')
  await expectPeace(panda)
})

test('traffic that cannot be brought back: green is what serves, and it says so', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  panda.weather.programs.set('b', { answers: 500 })
  block(panda, 'StopDeployment')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', rolledBack: false, finalService: 'green' })
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
    ...{
      errorCode: 'HEALTH_CHECK_FAILED',
      rolledBack: false,
      finalService: 'green',
      remains: [`release ${state.release?.id}: Rate exceeded`],
    },
  })
  expect(panda.serves(state.url)).toBe('b')
})

test('the stack of a first release cannot be taken away: it is named', async () => {
  const panda = await openPlace()
  panda.weather.programs.set('a', { healthyAfterMs: null })
  const id = await panda.deploy('a')
  await panda.until(id, 'INFRA_READY')
  block(panda, 'DeleteStack')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: null, rolledBack: false })
  expect((await panda.event(id, 'FAILED'))?.details.remains).toEqual(['stack panda-panda-hello-main: Rate exceeded'])
})

test('what is in the way for some minutes only is waited for', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  block(panda, 'StopDeployment')
  await panda.cancel(id)
  await panda.minutes(8)
  panda.weather.before = async () => {}
  expect(await panda.end(id)).toMatchObject({ status: 'CANCELLED', rolledBack: true, finalService: 'blue' })
  await expectPeace(panda)
})

test('credentials that ended for good: the end is written down all the same', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  panda.weather.before = async at => {
    if (at.caller.accountId === customer.accountId) throw new AwsError('ExpiredTokenException', 'expired')
  }
  await panda.switch(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', rolledBack: false })
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
    errorCode: 'CREDENTIALS_EXPIRED',
    remains: [expect.stringContaining('expired')],
  })
})

test('an error that nobody expected while undoing is reported, and undoing goes on', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  let times = 0
  panda.weather.before = async at => {
    if (at.command === 'StopDeployment' && ++times <= 2) throw new TypeError('not a function')
  }
  await panda.cancel(id)
  expect(await panda.end(id)).toMatchObject({ status: 'CANCELLED', rolledBack: true })
  expect(panda.story.some(line => line.includes('RollBack') && line.includes('not a function'))).toBe(true)
  await expectPeace(panda)
})

test('a machine that came to RollBack by itself ends the deployment too', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONED')
  // As if the step's function failed again and again: the machine's own error, not the step's.
  const { arn } = panda.shelf
    .list<{ arn: string; name: string }>('states.execution')
    .find(([, one]) => one.name === id)![1]
  const token = (await panda.ports.table.get({ pk: id, sk: 'token' }))!.token
  expect(arn).toContain(id)
  expect(await panda.ports.executions.fail(String(token), 'Lambda.Unknown', 'it died')).toBe('ok')
  await panda.ports.executions.fail(
    String((await panda.ports.table.get({ pk: id, sk: 'token' }))!.token),
    'SomethingElse',
  )
  await panda.seconds(1)
  const state = await panda.end(id)
  expect(['COMPLETED', 'FAILED']).toContain(state.status)
  await expectPeace(panda)
})

test('a step that is called for a log that is not there ends its execution', async () => {
  const panda = await openPlace()
  await panda.ports.executions.start('dep_nowhere')
  await panda.seconds(5)
  await panda.minutes(20)
  expect(await panda.ports.executions.running('dep_nowhere')).toBe(false)
})

test('a build that cannot be stopped is named', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'PUSH_STARTED' })
  const id = await panda.deploy('a')
  await panda.until(id, 'LOGIN_COMPLETED')
  block(panda, 'StopBuild')
  await panda.cancel(id)
  const state = await panda.end(id)
  expect(state.status).toBe('CANCELLED')
  expect((await panda.event(id, 'CANCELLED'))?.details.remains).toEqual([`build ${state.build?.id}: Rate exceeded`])
})
