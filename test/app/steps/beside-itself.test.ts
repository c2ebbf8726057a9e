// A step may be entered while an earlier entry of it still works: neither takes the other's work for somebody else's.
import { expect, test } from 'vitest'
import { wake } from '../../../app/wake.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace } from '../../place.ts'

test('a release that is started beside itself is not stopped as a predecessor', async () => {
  const panda = await openPlace()
  await panda.served('a')
  const id = await panda.deploy('b', { autoSwitch: true })
  let lists = 0
  panda.weather.before = async ({ command }) => {
    if (command !== 'ListDeployments' || ++lists !== 2) return
    // Between its two looks the second entry goes all the way.
    await wake(panda.ports, id, 'anything')
    await panda.ports.clock.sleep(5_000)
  }
  expect(await panda.end(id)).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  expect(lists).toBeGreaterThan(4)
  await expectPeace(panda)
})
