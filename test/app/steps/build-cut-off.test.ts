// Panda died between the start of a build and the note of it: the build is lost with its host, and the hint of that comes
// before anybody knows whose it is.
import { expect, test } from 'vitest'
import { openPlace } from '../../place.ts'

test('a build that was lost before it was noted is begun anew at once (found by npm run crash)', async () => {
  const panda = await openPlace()
  const { table } = panda.ports
  const { put } = table
  let cutOff = false
  table.put = async (item, when) => {
    if (item.code !== 'CLONE_STARTED' || cutOff) return put(item, when)
    cutOff = true
    return new Promise(() => {})
  }
  const id = await panda.deploy('a', { autoSwitch: true })
  for (let n = 0; n < 60 && !cutOff; n++) await panda.seconds(1)
  expect(cutOff).toBe(true)
  panda.weather.deliveries = () => []
  await panda.restart()
  // The slow look would come after a minute or two.
  await panda.seconds(20)
  expect(panda.shelf.list('codebuild.build')).toHaveLength(2)
  panda.weather.deliveries = () => [0]
  expect((await panda.end(id)).status).toBe('COMPLETED')
})
