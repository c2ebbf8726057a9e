// How long anything may take, and what is told and undone when it took longer.
import { expect, test } from 'vitest'
import { AwsError } from '../../../region/aws-error.ts'
import type { CommandAt } from '../../../region/faults.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace, type Place } from '../../place.ts'

const throttled = () => new AwsError('ThrottlingException', 'Rate exceeded')

/** From now on this command does not get through. */
const block = (panda: Place, command: string) => {
  panda.weather.before = async (at: CommandAt) => {
    if (at.command === command) throw throttled()
  }
}

const expectTimeout = async (panda: Place, id: string, wanted: { stage: number; seconds: number; within?: number }) => {
  const { details } = (await panda.event(id, 'FAILED'))!
  const { durationSeconds } = details
  expect(details).toMatchObject({
    ...{ stage: wanted.stage, status: 408, errorCode: 'DEPLOYMENT_TIMEOUT', timeoutSeconds: wanted.seconds },
    errorMessage: `Deployment timed out at Stage ${wanted.stage} after ${durationSeconds} seconds (timeout: ${wanted.seconds} seconds)`,
  })
  expect(durationSeconds).toBeGreaterThan(wanted.seconds)
  // A slow look comes at least every five minutes.
  expect(durationSeconds).toBeLessThanOrEqual(wanted.seconds + (wanted.within ?? 300))
  expect((await panda.event(id, 'STOPPING'))?.details).toMatchObject({ reason: 'timeout' })
  const result = (await panda.call(`GET /api/v1/deploy/${id}/result`)).data
  expect(result).toMatchObject({
    ...{ status: 'FAILED', errorCode: 'DEPLOYMENT_TIMEOUT', errorMessage: details.errorMessage },
    timeout: { status: 408, durationSeconds, timeoutSeconds: wanted.seconds },
  })
}

test.each([
  [0, 600, 'PutRule'],
  [3, 900, 'CreateStack'],
] as const)('stage %i that gets nowhere ends after %i seconds', async (stage, seconds, command) => {
  const panda = await openPlace()
  block(panda, command)
  const id = await panda.deploy('a')
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', finalService: null })
  await expectTimeout(panda, id, { stage, seconds })
  await expectPeace(panda)
})

test('a build that cannot be begun ends ten minutes after stage 0', async () => {
  const panda = await openPlace()
  block(panda, 'CreateRepository')
  const id = await panda.deploy('a')
  await panda.end(id)
  await expectTimeout(panda, id, { stage: 0, seconds: 600 })
  await expectPeace(panda)
})

test('a build that hangs is stopped after ten minutes', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'BUILD_COMPLETED' })
  const id = await panda.deploy('a')
  await panda.end(id)
  await expectTimeout(panda, id, { stage: 1, seconds: 600 })
  await expectPeace(panda)
})

test('a push that hangs is stopped after ten minutes of stage 2', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'PUSHED', secondsEach: 30 })
  const id = await panda.deploy('a')
  await panda.end(id)
  await expectTimeout(panda, id, { stage: 2, seconds: 600 })
  await expectPeace(panda)
})

test('infrastructure that is there already has ten minutes', async () => {
  const panda = await openPlace()
  const before = await panda.state(await panda.served('a'))
  block(panda, 'DescribeServices')
  const id = await panda.deploy('b')
  const ended = panda.end(id)
  expect(await ended).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  await expectTimeout(panda, id, { stage: 3, seconds: 600 })
  expect(panda.serves(before.url)).toBe('a')
  panda.weather.before = async () => {}
  await expectPeace(panda)
})

test('a traffic switch that does not come about is taken back after ten minutes', async () => {
  const panda = await openPlace()
  const before = await panda.state(await panda.served('a'))
  block(panda, 'ContinueDeployment')
  await panda.minutes(70)
  const id = await panda.deploy('b', { autoSwitch: true })
  expect(await panda.end(id)).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  await expectTimeout(panda, id, { stage: 5, seconds: 600 })
  expect(panda.serves(before.url)).toBe('a')
  await expectPeace(panda)
})

test('entering a state again does not extend its time', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'BUILD_COMPLETED' })
  const id = await panda.deploy('a')
  for (let n = 0; n < 20; n++) {
    await panda.seconds(30)
    await panda.sweep()
  }
  await panda.seconds(30)
  await panda.sweep()
  await panda.end(id)
  await expectTimeout(panda, id, { stage: 1, seconds: 600, within: 60 })
  await expectPeace(panda)
})

test('thirty minutes in all, without the time spent waiting for the switch', async () => {
  const panda = await openPlace({ PANDA_STAGE_MINUTES: '20' })
  await panda.served('a')
  await panda.minutes(70)
  // 15 minutes of build and push, then 50 of waiting: not too late.
  panda.weather.build = () => ({ letter: 'b', secondsEach: 80 })
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await panda.minutes(50)
  await panda.switch(id)
  expect((await panda.end(id)).status).toBe('COMPLETED')

  panda.weather.build = () => ({ letter: 'c', secondsEach: 100 })
  await panda.minutes(70)
  const late = await panda.deploy('c', { autoSwitch: true })
  await panda.until(late, 'PUSH_STARTED')
  block(panda, 'RegisterTaskDefinition')
  expect((await panda.end(late)).status).toBe('FAILED')
  await expectTimeout(panda, late, { stage: 3, seconds: 1800 })
  await expectPeace(panda)
})

test('nobody switches: after an hour back to blue, and FAILED', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await panda.minutes(59)
  expect((await panda.state(id)).status).toBe('DEPLOYMENT_READY')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue', rolledBack: true })
  expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
    ...{ errorCode: 'APPROVAL_TIMEOUT', status: 408, timeoutSeconds: 3600, finalService: 'blue', rolledBack: true },
    errorMessage: expect.stringMatching(
      /^Deployment timed out at Stage 4 after \d+ seconds \(timeout: 3600 seconds\)$/,
    ),
  })
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('who waits for a slot gives up after two hours', async () => {
  const panda = await openPlace({ PANDA_RUNNING: '1', PANDA_APPROVAL_MINUTES: '300' })
  await panda.served('a')
  const first = await panda.deploy('b')
  await panda.until(first, 'READY')
  const id = await panda.deploy('c', { environment: 'test' })
  await panda.minutes(119)
  expect((await panda.state(id)).status).toBe('QUEUED')
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', stage: 0, finalService: null, stopping: { reason: 'timeout' } })
  await expectTimeout(panda, id, { stage: 0, seconds: 7200 })
  await panda.cancel(first)
  await panda.end(first)
  await expectPeace(panda)
})
