// What a console shows before somebody decides: how long it will take, and how long the way back.
import { expect, test } from 'vitest'
import { expectPeace } from '../../invariants.ts'
import { openPlace, type Place } from '../../place.ts'

type Release = { deploymentId: string; by: string | null; rollback: { how: string; seconds: number } | null }
type Service = {
  current: Release
  releases: Release[]
  rollbackTo: string | null
  expectedRollbackSeconds: number | null
  warmUntil: string | null
}
type Estimate = { stages: { stage: number; seconds: number }[]; totalSeconds: number; runs: number }

const serviceOf = async (panda: Place) =>
  ((await panda.call('GET /api/v1/services/panda/hello')).data.services as Service[])[0]!
const estimateOf = async (panda: Place, id: string) =>
  (await panda.call(`GET /api/v1/deploy/${id}`)).data.estimate as Estimate | null
const secondsOf = (estimate: Estimate | null, stage: number) =>
  estimate?.stages.find(one => one.stage === stage)?.seconds

test('the way back: to what is warm by a switch, later by a new release, and as long as it took', async () => {
  const panda = await openPlace()
  const a = await panda.served('a')
  expect(await serviceOf(panda)).toMatchObject({ rollbackTo: null, warmUntil: null, current: { rollback: null } })
  const b = await panda.served('b')
  const service = await serviceOf(panda)
  expect(service.current).toMatchObject({ deploymentId: b, by: 'local', rollback: null })
  expect(service.rollbackTo).toBe(a)
  expect(service.releases[1]).toMatchObject({ deploymentId: a, rollback: { how: 'warm' } })
  // Five checks two seconds apart, and the switch.
  expect(service.expectedRollbackSeconds).toBeGreaterThanOrEqual(8)
  expect(service.expectedRollbackSeconds).toBeLessThan(30)
  const { switchedAt } = await panda.state(b)
  expect(Date.parse(service.warmUntil!) - Date.parse(switchedAt!)).toBe(60 * 60_000)

  const back = await panda.state(await panda.rollback(b))
  const { status, createdAt, switchedAt: then, release } = await panda.end(back.id)
  expect([status, release?.mode]).toEqual(['COMPLETED', 'warm-back'])
  const took = (Date.parse(then!) - Date.parse(createdAt)) / 1000
  // What it left is on its way out: the way forward is a new release.
  const after = await serviceOf(panda)
  expect(after).toMatchObject({ rollbackTo: b, warmUntil: null })
  expect(after.releases[1]?.rollback?.how).toBe('new-release')

  await panda.served('c')
  expect(
    (await serviceOf(panda)).releases.filter(one => one.rollback?.how === 'warm').map(one => one.rollback),
  ).toEqual([
    { how: 'warm', seconds: took },
    { how: 'warm', seconds: took },
  ])
  await panda.minutes(61)
  expect((await serviceOf(panda)).warmUntil).toBeNull()
  await expectPeace(panda)
})

test('a release that ends the warm one and fails leaves nothing warm', async () => {
  const panda = await openPlace()
  await panda.served('a')
  await panda.served('b')
  expect((await serviceOf(panda)).warmUntil).not.toBeNull()
  panda.weather.programs.set('c', { answers: 500 })
  expect((await panda.end(await panda.deploy('c'))).status).toBe('FAILED')
  const service = await serviceOf(panda)
  expect(service.warmUntil).toBeNull()
  expect(service.releases[1]?.rollback?.how).toBe('new-release')
})

test('an estimate is of what was done before, without the time that somebody took to switch', async () => {
  const panda = await openPlace()
  const first = await panda.deploy('a')
  expect(await estimateOf(panda, first)).toBeNull()
  await panda.end(first)
  const second = await panda.deploy('b')
  const byFirst = await estimateOf(panda, second)
  expect(byFirst?.runs).toBe(1)
  await panda.until(second, 'READY')
  await panda.minutes(30)
  await panda.switch(second)
  await panda.end(second)
  const third = await panda.deploy('c', { autoSwitch: true })
  const estimate = await estimateOf(panda, third)
  // The first one made the infrastructure: that is not expected again.
  expect(estimate?.runs).toBe(1)
  expect(secondsOf(estimate, 3)).toBeLessThan(secondsOf(byFirst, 3)!)
  expect(secondsOf(estimate, 4)).toBeLessThan(60)
  expect(secondsOf(estimate, 6)).toBeGreaterThanOrEqual(300)
  await panda.end(third)
  const rolling = await panda.rollback(third)
  expect(await estimateOf(panda, rolling)).toBeNull()
  await panda.end(rolling)
  const fourth = await panda.deploy('d')
  expect((await estimateOf(panda, fourth))?.runs).toBe(2)
  const { totalSeconds, stages } = (await estimateOf(panda, fourth))!
  expect(totalSeconds).toBeCloseTo(
    stages.reduce((sum, { seconds }) => sum + seconds, 0),
    1,
  )
  await panda.cancel(fourth)
  await panda.end(fourth)
})
