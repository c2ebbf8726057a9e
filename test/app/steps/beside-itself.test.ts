// A step may be entered while an earlier entry of it still works: neither takes the other's work for somebody else's.
import { expect, test } from 'vitest'
import * as services from '../../../app/store/services.ts'
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

test('a stack that is being begun while its deployment is cancelled does not outlive it', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  let asked = false
  panda.weather.before = async ({ command }) => {
    if (command !== 'CreateStack' || asked) return
    asked = true
    // Undoing begins, and finds nothing yet.
    await panda.cancel(id)
    await panda.ports.clock.sleep(20_000)
  }
  expect(await panda.end(id)).toMatchObject({ status: 'CANCELLED', finalService: null })
  expect(asked).toBe(true)
  await panda.minutes(5)
  await expectPeace(panda)
})

test.each(['COMPLETED', 'FAILED'] as const)(
  '%s, and then nobody to give back what it held: the sweep does',
  async code => {
    const panda = await openPlace()
    await panda.served('a')
    if (code === 'FAILED') panda.weather.programs.set('b', { healthyAfterMs: null })
    const id = await panda.deploy('b', { autoSwitch: true })
    const { table } = panda.ports
    const { put } = table
    table.put = async (item, when) => {
      const written = await put(item, when)
      // The function dies with its last event written, and the execution with it.
      return item.pk === id && item.code === code ? new Promise<boolean>(() => {}) : written
    }
    await panda.until(id, code)
    const executionArn = panda.shelf
      .list<{ status: string }>('states.execution')
      .find(([, one]) => one.status === 'RUNNING')![0]
    await panda.region.kernel.call('states', 'StopExecution', { executionArn }, panda.region.platform)
    table.put = put
    await panda.minutes(1)
    await panda.sweep()
    await panda.minutes(5)
    await expectPeace(panda)
    const [service] = await services.list(panda.ports, 'local')
    expect(service?.current?.deploymentId).toBe(code === 'COMPLETED' ? id : panda.ids[0])
  },
)
