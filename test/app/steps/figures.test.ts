// The figures beside the log, over whole journeys: who waits, switches or is watched is measured, and nobody else.
import { expect, test } from 'vitest'
import * as figures from '../../../app/store/figures.ts'
import { followedBy, subscribe } from '../../../app/store/subscriptions.ts'
import type { LiveFigures } from '../../../core/live-figures.ts'
import { AwsError } from '../../../region/aws-error.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace, type Place } from '../../place.ts'

const figuresOf = async (panda: Place, id: string) => (await figures.find(panda.ports, id)) as LiveFigures
const live = async (panda: Place, id: string) => (await panda.call(`GET /api/v1/deploy/${id}`)).data
const times = (count: number, value: number) => Array.from({ length: count }, () => value)
const follow = (panda: Place, deploymentId: string, following = true) =>
  subscribe(panda.ports, {
    ...{ connectionId: 'c1', deploymentId, tenant: 'local', lang: 'en', logs: false, following, expires: 2e9 },
  })
/** Calls of a command from now on. */
const counted = (panda: Place, command: string) => {
  const count = { calls: 0 }
  panda.weather.before = async at => {
    if (at.command === command) count.calls++
  }
  return count
}

test('while it waits for the switch, evidence is measured anew with every slow look', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  const first = await figuresOf(panda, id)
  expect(first).toMatchObject({ share: { blue: 1, green: 0 }, evidence: { verdict: 'same', green: { errors: 0 } } })
  expect((await panda.event(id, 'AWAITING_SWITCH'))?.details.evidence).toEqual(first.evidence)
  panda.world.serve('b', times(50, 80), 1)
  panda.world.serve('a', times(60, 8), 0)
  await panda.minutes(1.1)
  const second = await figuresOf(panda, id)
  expect(second.n).toBeGreaterThan(first.n)
  expect(second.evidence).toMatchObject({ verdict: 'worse', green: { requests: 50, errors: 1, p95Ms: 80 } })
  await panda.minutes(2)
  const third = await figuresOf(panda, id)
  expect(third.history).toHaveLength(3)
  expect(third.history[1]).toMatchObject({ greenErrorRate: 0.02, blueErrorRate: 0, greenP95: 80, blueP95: 8 })
  expect(third.checks.filter(({ color }) => color === 'blue')).toHaveLength(3)
  // The call tells the newest, the log keeps what was said when it asked for the switch.
  expect(await live(panda, id)).toMatchObject({ evidence: third.evidence, measuredAt: third.measuredAt })
  expect((await panda.state(id)).evidence).toEqual(first.evidence)
  await panda.cancel(id)
  await panda.end(id)
  expect(await live(panda, id)).toMatchObject({ evidence: third.evidence, share: { blue: 1, green: 0 } })
  await expectPeace(panda)
})

test('through the switch and the bake: traffic moves, green is measured against what blue was', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  const ready = await figuresOf(panda, id)
  await panda.switch(id)
  await panda.until(id, 'SWITCHED')
  const moved = await figuresOf(panda, id)
  expect(moved.share).toEqual({ blue: 0, green: 1 })
  expect(moved.evidence).toEqual(ready.evidence)
  expect(moved.history.map(({ share }) => share?.green)).toEqual([0, 1])
  // The five checks before the switch.
  expect(moved.checks.length - ready.checks.length).toBeGreaterThanOrEqual(5)
  panda.world.serve('b', times(100, 12), 0)
  await panda.minutes(2)
  const baking = await figuresOf(panda, id)
  expect(baking.evidence?.green).toMatchObject({ requests: 100, p95Ms: 12 })
  expect(baking.evidence?.blue).toEqual(ready.evidence?.blue)
  expect(baking.checks.at(-1)).toMatchObject({ color: 'green', ok: true, latencyMs: 10 })
  const { evidence } = await panda.end(id)
  expect(await live(panda, id)).toMatchObject({ status: 'COMPLETED', evidence, share: { green: 1 }, estimate: null })
  expect((await figuresOf(panda, id)).evidence).toEqual(evidence)
  await expectPeace(panda)
})

test('what was seen last before the switch is what the log keeps of it', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  panda.world.serve('a', times(60, 33), 0)
  await panda.minutes(2.1)
  await panda.switch(id)
  await panda.until(id, 'HEALTH_CHECK_PASSED')
  expect((await panda.state(id)).evidence?.blue).toMatchObject({ requests: 60, p95Ms: 33 })
})

test('the first release has no blue: all traffic is green’s from the start', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  await panda.until(id, 'SWITCHED')
  expect((await figuresOf(panda, id)).share).toEqual({ blue: 0, green: 1 })
  await panda.end(id)
  expect((await figuresOf(panda, id)).evidence).toMatchObject({ blue: null, why: 'Nothing served before' })
})

test('back to blue: so is the share', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  panda.weather.programs.set('b', { answers: 500 })
  await panda.end(id)
  const { share, checks, history } = await figuresOf(panda, id)
  expect(share).toEqual({ blue: 1, green: 0 })
  expect(checks.at(-1)).toMatchObject({ color: 'green', ok: false })
  expect(history.map(one => one.share?.green)).toEqual(expect.arrayContaining([0, 1]))
  await expectPeace(panda)
})

test('a green that does not get healthy shows its checks while it is waited for', async () => {
  const panda = await openPlace()
  await panda.served('a')
  panda.weather.programs.set('b', { healthyAfterMs: null })
  const id = await panda.deploy('b')
  await panda.until(id, 'GREEN_STARTING')
  await panda.minutes(1)
  const { checks, share, evidence } = await figuresOf(panda, id)
  expect(checks.length).toBeGreaterThan(4)
  expect(new Set(checks.map(({ ok, latencyMs }) => `${ok} ${latencyMs}`))).toEqual(new Set(['false null']))
  expect([share, evidence]).toEqual([{ blue: 1, green: 0 }, null])
})

test('back to one that is warm, on request: it has no address to be asked at, blue’s traffic is shown', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const b = await panda.served('b')
  panda.world.serve('b', times(40, 9), 1)
  await panda.seconds(1)
  const id = await panda.rollback(b, { autoSwitch: false })
  await panda.until(id, 'READY')
  const { evidence } = await figuresOf(panda, id)
  expect(evidence).toMatchObject({ blue: { requests: 40, errors: 1 }, green: null, verdict: 'insufficient-traffic' })
  expect(evidence?.why).toBe('Only 40 requests to blue and 0 to green')
})

test('green is measured from its start: its target group was another’s before', async () => {
  const panda = await openPlace()
  await panda.served('a')
  await panda.served('b')
  // Of the group that green gets next: in the quarter of an hour that counts, but before its time.
  panda.world.serve('a', times(500, 900), 500)
  const id = await panda.deploy('c')
  await panda.until(id, 'READY')
  expect((await panda.state(id)).evidence?.green).toMatchObject({ requests: 20, errors: 0 })
})

test('CloudWatch does not answer: the release goes on, and what was measured tells its age', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  const before = await figuresOf(panda, id)
  panda.weather.before = async ({ command }) => {
    if (command === 'GetMetricData') throw new AwsError('AccessDeniedException', 'no', 403)
  }
  await panda.minutes(4)
  expect(await figuresOf(panda, id)).toMatchObject({ measuredAt: before.measuredAt, evidence: before.evidence })
  expect((await panda.state(id)).status).toBe('DEPLOYMENT_READY')
  panda.weather.before = async () => {}
  await panda.minutes(3)
  expect((await figuresOf(panda, id)).measuredAt! > before.measuredAt!).toBe(true)
})

test('green answers slowly: it is asked less often, and the step ends in its time', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'GREEN_READY')
  const { get } = panda.ports.probe
  const asked: string[] = []
  panda.ports.probe.get = async (url, timeoutMs) => {
    asked.push(url)
    await panda.ports.clock.sleep(4_000)
    return get(url, timeoutMs)
  }
  await panda.until(id, 'READY')
  expect(asked.length).toBeLessThan(8)
})

test('looks cost what they say: 2 GetMetricData each, one after a minute and then one in two', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b')
  await panda.until(id, 'READY')
  const metrics = counted(panda, 'GetMetricData')
  await panda.minutes(50)
  expect(metrics.calls).toBeGreaterThanOrEqual(48)
  expect(metrics.calls).toBeLessThanOrEqual(54)
  // Somebody listens: on AWS that costs nothing more.
  await follow(panda, id)
  metrics.calls = 0
  await panda.minutes(6)
  expect(metrics.calls).toBeLessThanOrEqual(8)
})

test('where a step may stay, figures move every few seconds while somebody listens, and only then', async () => {
  const panda = await openPlace({ PANDA_FIGURES_SECONDS: '2' })
  await panda.served('a')
  const id = await panda.deploy('b')
  await follow(panda, id)
  await panda.until(id, 'READY')
  const before = await figuresOf(panda, id)
  await panda.seconds(60)
  const after = await figuresOf(panda, id)
  expect(after.n - before.n).toBeGreaterThanOrEqual(25)
  expect(after.history.length).toBeGreaterThanOrEqual(25)
  await follow(panda, id, false)
  await panda.seconds(3)
  const { n } = await figuresOf(panda, id)
  await panda.seconds(50)
  expect((await figuresOf(panda, id)).n - n).toBeLessThanOrEqual(1)
  // Nobody has to wait for the next look when somebody says go.
  await follow(panda, id)
  await panda.switch(id)
  await panda.until(id, 'SWITCHED', 1)
  expect((await panda.end(id)).status).toBe('COMPLETED')
  await expectPeace(panda)
})

test('a stream’s item tells who follows, once what was before has been told', () => {
  const item = { pk: 'subs#dep_1', sk: 'c1', following: true }
  expect(followedBy(item)).toBe('dep_1')
  expect(followedBy({ ...item, following: false })).toBeUndefined()
  expect(followedBy({ pk: 'socket#c1', sk: 'sub#dep_1', following: true })).toBeUndefined()
})
