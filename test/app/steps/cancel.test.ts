// Cancel, at every point of a deployment's way: it ends, what served before serves, and nothing of it is left.
import { expect, test } from 'vitest'
import type { EventCode } from '../../../core/vocabulary.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace, type Place } from '../../place.ts'

const points: EventCode[] = [
  ...([
    'QUEUED',
    'INITIALIZED',
    'CLONE_STARTED',
    'CLONED',
    'BUILD_STARTED',
    'BUILD_COMPLETED',
    'PUSH_STARTED',
  ] as const),
  ...(['PUSHED', 'INFRA_STARTED', 'INFRA_READY', 'RELEASE_STARTED', 'GREEN_STARTING', 'GREEN_READY', 'READY'] as const),
  ...(['SWITCH_REQUESTED', 'HEALTH_CHECK_STARTED', 'HEALTH_CHECK_PASSED', 'SWITCHING'] as const),
]

/** Cancels in the very moment that this is written into its log, and switches when it is asked to. */
const cancelAt = async (panda: Place, id: string, code: EventCode) => {
  const { table } = panda.ports
  const { put } = table
  let asked: ReturnType<Place['cancel']> | undefined
  table.put = async (item, when) => {
    const written = await put(item, when)
    if (item.pk === id && item.code === code) asked ??= panda.cancel(id)
    return written
  }
  for (let n = 0; n < 600 && !asked; n++) {
    await panda.seconds(1)
    if (!asked && (await panda.state(id)).status === 'DEPLOYMENT_READY') await panda.switch(id)
  }
  table.put = put
  return (await asked)?.status
}

test.each(points)('cancelled right after %s', async code => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  expect(code === 'QUEUED' ? (await panda.cancel(id)).status : await cancelAt(panda, id, code)).toBe(200)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'CANCELLED', finalService: 'blue' })
  expect((await panda.event(id, 'CANCELLED'))?.details).toMatchObject({ status: 'CANCELLED', reason: 'cancelled' })
  expect((await panda.event(id, 'STOPPING'))?.details).toMatchObject({ reason: 'cancelled', by: 'local' })
  expect(panda.serves((await panda.state(panda.ids[0]!)).url)).toBe('a')
  await expectPeace(panda)
  // The way is free for the next one.
  await panda.served('c')
  await expectPeace(panda)
})

test.each(['CLONED', 'PUSHED', 'INFRA_STARTED', 'GREEN_STARTING', 'HEALTH_CHECK_STARTED'] as const)(
  'a first release cancelled right after %s leaves nothing',
  async code => {
    const panda = await openPlace()
    const id = await panda.deploy('a')
    expect(await cancelAt(panda, id, code)).toBe(200)
    expect(await panda.end(id)).toMatchObject({ status: 'CANCELLED', finalService: null })
    expect(panda.world.alive()).toEqual([])
    await expectPeace(panda)
  },
)

test('after traffic has moved it is too late', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  expect(await panda.cancel(id)).toMatchObject({ status: 409, errorCode: 'TOO_LATE' })
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect((await panda.cancel(id)).status).toBe(200)
  await expectPeace(panda)
})

test('said twice, and once it is over, changes nothing more', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONED')
  await Promise.all([panda.cancel(id), panda.cancel(id), panda.cancel(id)])
  await panda.end(id)
  const codes = await panda.codes(id)
  expect(codes.filter(code => code === 'STOPPING')).toHaveLength(1)
  expect((await panda.cancel(id)).status).toBe(200)
  expect(await panda.codes(id)).toEqual(codes)
  await expectPeace(panda)
})

test('of a switch and a cancel at the same moment the log takes one, and keeps to it', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  await Promise.all([panda.cancel(id), panda.switch(id)])
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'CANCELLED', finalService: 'blue' })
  expect(panda.serves(state.url)).toBe('a')
  await expectPeace(panda)
})

test('a warm rollback cancelled before traffic goes back leaves green where it is', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const second = await panda.served('b')
  const id = await panda.rollback(second, { autoSwitch: false })
  await panda.until(id, 'READY')
  await panda.cancel(id)
  const state = await panda.end(id)
  expect(state).toMatchObject({ status: 'CANCELLED', finalService: 'blue' })
  expect(panda.serves(state.url)).toBe('b')
  await expectPeace(panda)
})
