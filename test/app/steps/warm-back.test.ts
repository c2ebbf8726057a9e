// Back onto a blue that is still warm: one call, and only forward from there. What serves is told, however it ends.
import { expect, test } from 'vitest'
import { AwsError } from '../../../region/aws-error.ts'
import { openPlace, type Place } from '../../place.ts'

type Service = { current: { deploymentId: string } }

test('cut off once traffic has gone back, it ends as what serves, and the service is its own', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const second = await panda.served('b')
  let isBack = false
  panda.weather.after = async ({ command }) => {
    if (command === 'StopDeployment') isBack = true
  }
  panda.weather.before = async ({ command }) => {
    if (isBack && command === 'DescribeListeners') throw new AwsError('ThrottlingException', 'Rate exceeded')
  }
  const id = await panda.rollback(second)
  await panda.until(id, 'SWITCHING')
  await panda.seconds(5)
  expect(await panda.cancel(id)).toMatchObject({ status: 409, errorCode: 'TOO_LATE' })
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'green', rolledBack: false })
  expect(panda.serves(state.url)).toBe('a')
  expect((await serviceOf(panda)).current.deploymentId).toBe(id)
})

test('cut off before, blue is what served', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const second = await panda.served('b')
  panda.weather.before = async ({ command }) => {
    if (command === 'StopDeployment') throw new AwsError('ThrottlingException', 'Rate exceeded')
  }
  const state = await panda.end(await panda.rollback(second))
  expect(state).toMatchObject({ status: 'FAILED', finalService: 'blue' })
  expect(panda.serves(state.url)).toBe('b')
  expect((await serviceOf(panda)).current.deploymentId).toBe(second)
})

const serviceOf = async (panda: Place): Promise<Service> => {
  const { data } = await panda.call('GET /api/v1/services')
  return (data.services as Service[])[0]!
}
