// The figures of a deployment that really falls sick in its bake, read off the log that the steps have written.
import { expect, test } from 'vitest'
import { runsSince } from '../../../app/metrics-runs.ts'
import { figuresOf } from '../../../core/metrics.ts'
import { openPlace } from '../../place.ts'

test('a release that falls sick was down from the first bad look until blue was seen to serve', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  await panda.until(id, 'SWITCHED')
  await panda.minutes(1)
  const sick = Date.parse(panda.ports.clock.now())
  panda.weather.programs.set('b', { answers: 500 })
  await panda.end(id)
  await panda.seconds(1)
  const { runs } = await runsSince(panda.ports, 'local', {}, '2000-01-01T00:00:00.000Z')
  const run = runs.find(({ deploymentId }) => deploymentId === id)!
  const [first, stopped, back] = [run.sickAt, run.stoppedAt, run.backAt].map(at => Date.parse(at ?? ''))
  // A long bake is looked at once a minute; then three bad looks in a row, ten seconds apart.
  expect(first! - sick).toBeGreaterThanOrEqual(0)
  expect(first! - sick).toBeLessThanOrEqual(60_000)
  expect(stopped).toBeGreaterThan(first!)
  expect(back).toBeGreaterThanOrEqual(stopped!)
  const seconds = Math.round((back! - first!) / 100) / 10
  const { downtimeSeconds, changeFailureRate, timeToRestoreSeconds, leadTimeSeconds } = figuresOf(runs, 604_800)
  expect(downtimeSeconds).toMatchObject({ value: seconds, of: 2, verdict: 'missed' })
  expect(changeFailureRate).toMatchObject({ value: 0.5, of: 2 })
  expect(timeToRestoreSeconds).toMatchObject({ p50: seconds, of: 1, open: 0 })
  // The build hosts of these tests clone what was committed ten minutes before.
  expect(leadTimeSeconds.of).toBe(2)
  expect(leadTimeSeconds.p50).toBeGreaterThan(600)
})
