// One release of a service at a time, so many of a tenant at once: who waits, who is replaced, who is refused.
import { expect, test } from 'vitest'
import type { Caller } from '../../../app/caller.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace } from '../../place.ts'

test('the next one supersedes one that is running', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const older = await panda.deploy('b')
  await panda.until(older, 'CLONED')
  const newer = await panda.deploy('c')
  expect(await panda.end(older)).toMatchObject({ status: 'CANCELLED', finalService: 'blue' })
  expect((await panda.event(older, 'CANCELLED'))?.details).toMatchObject({ reason: 'superseded' })
  await panda.until(newer, 'READY')
  await panda.switch(newer)
  const state = await panda.end(newer)
  expect(panda.serves(state.url)).toBe('c')
  await expectPeace(panda)
})

test('one that is ready is not superseded: the next one waits for it', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const older = await panda.deploy('b')
  await panda.until(older, 'READY')
  const newer = await panda.deploy('c', { autoSwitch: true })
  await panda.minutes(15)
  expect((await panda.state(newer)).status).toBe('QUEUED')
  await panda.switch(older)
  expect((await panda.end(older)).status).toBe('COMPLETED')
  expect((await panda.end(newer)).status).toBe('COMPLETED')
  expect(panda.serves((await panda.state(newer)).url)).toBe('c')
  expect((await panda.state(newer)).blue?.deploymentId).toBe(older)
  await expectPeace(panda)
})

test('one that waits is woken when the way is free, not at its next slow look', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const older = await panda.deploy('b')
  await panda.until(older, 'READY')
  const newer = await panda.deploy('c', { autoSwitch: true })
  await panda.minutes(20)
  await panda.cancel(older)
  const { finishedAt } = await panda.end(older)
  await panda.until(newer, 'INITIALIZED')
  const { initializedAt } = await panda.state(newer)
  expect(Date.parse(initializedAt!) - Date.parse(finishedAt!)).toBeLessThan(2_000)
  await panda.end(newer)
  await expectPeace(panda)
})

test('with `queue` it waits for whatever is running', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const older = await panda.deploy('b', { autoSwitch: true })
  await panda.until(older, 'CLONED')
  const newer = await panda.deploy('c', { autoSwitch: true, concurrency: 'queue' })
  expect((await panda.end(older)).status).toBe('COMPLETED')
  expect((await panda.end(newer)).status).toBe('COMPLETED')
  expect(panda.serves((await panda.state(newer)).url)).toBe('c')
  await expectPeace(panda)
})

test('of several that wait for one service the newest replaces the older', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const running = await panda.deploy('b')
  await panda.until(running, 'READY')
  const waiting: string[] = []
  for (const letter of ['c', 'd', 'e']) {
    waiting.push(await panda.deploy(letter, { autoSwitch: true, concurrency: 'queue' }))
    await panda.seconds(5)
  }
  await panda.minutes(6)
  expect(await panda.state(waiting[0]!)).toMatchObject({ status: 'CANCELLED', stopping: { reason: 'superseded' } })
  expect(await panda.state(waiting[1]!)).toMatchObject({ status: 'CANCELLED', stopping: { reason: 'superseded' } })
  await panda.switch(running)
  await panda.end(running)
  expect((await panda.end(waiting[2]!)).status).toBe('COMPLETED')
  expect(panda.serves((await panda.state(waiting[2]!)).url)).toBe('e')
  await expectPeace(panda)
})

test('with `reject` it is refused, also when both are asked for at the same moment', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const older = await panda.deploy('b', { autoSwitch: true })
  await panda.until(older, 'CLONED')
  await expect(panda.deploy('c', { concurrency: 'reject' })).rejects.toThrow('409 BUSY')
  await panda.end(older)
  const asked = await Promise.allSettled(
    ['d', 'e'].map(one => panda.deploy(one, { concurrency: 'reject', autoSwitch: true })),
  )
  const taken = asked.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  const ends = await Promise.all(taken.map(async id => (await panda.end(id)).status))
  expect(ends.filter(status => status === 'COMPLETED').length).toBeLessThanOrEqual(1)
  await expectPeace(panda)
})

test('branches and environments do not wait for each other', async () => {
  const panda = await openPlace()
  const ids = [
    await panda.deploy('a'),
    await panda.deploy('b', { environment: 'test' }),
    await panda.deploy('c', { branch: 'feature/x' }),
  ]
  for (const id of ids) expect((await panda.end(id)).status).toBe('COMPLETED')
  const urls = await Promise.all(ids.map(async id => (await panda.state(id)).url))
  expect(urls.map(url => panda.serves(url))).toEqual(['a', 'b', 'c'])
  await expectPeace(panda)
})

test('no more than its slots of a tenant run at once, and other tenants are not held up', async () => {
  const panda = await openPlace({ PANDA_RUNNING: '2' })
  const ids: string[] = []
  for (const environment of ['one', 'two', 'three', 'four']) ids.push(await panda.deploy('a', { environment }))
  const other: Caller = { tenant: 'other', by: 'eve', role: 'deployer' }
  const theirs = await panda.deploy('b', { environment: 'theirs' }, other)
  let most = 0
  for (let n = 0; n < 1200; n++) {
    await panda.seconds(1)
    const states = await Promise.all(ids.map(id => panda.state(id)))
    most = Math.max(most, states.filter(state => state.initializedAt && !state.finishedAt).length)
    if (states.every(state => state.finishedAt)) break
  }
  expect(most).toBe(2)
  for (const id of ids) expect((await panda.end(id)).status).toBe('COMPLETED')
  expect((await panda.end(theirs)).status).toBe('COMPLETED')
  expect(Date.parse((await panda.state(theirs)).initializedAt!)).toBeLessThan(
    Date.parse((await panda.state(ids[2]!)).initializedAt!),
  )
  await expectPeace(panda)
})

test('who holds a place and has ended, or never began, does not hold it for ever', async () => {
  const panda = await openPlace({ PANDA_RUNNING: '1' })
  const first = await panda.state(await panda.served('a'))
  const key = { pk: 'lock#000000000000/local-1/panda-hello-main-service', sk: 'lock' }
  const slots = { pk: 'tenant#local', sk: 'slots' }
  const ended = `${first.createdAt} ${first.id}`
  const never = `${first.createdAt} dep_never`
  await panda.ports.table.change(key, { add: { holders: ended } })
  await panda.ports.table.change(slots, { add: { holders: never } })
  await panda.served('b')
  await expectPeace(panda)
})
