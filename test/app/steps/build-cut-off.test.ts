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
    if (item.code !== 'CLONE_STARTED') return put(item, when)
    cutOff = true
    return new Promise(() => {})
  }
  const id = await panda.deploy('a', { autoSwitch: true })
  for (let n = 0; n < 60 && !cutOff; n++) await panda.seconds(1)
  expect(cutOff).toBe(true)
  // All who come to start it, the one that the sweep wakes as well, come before anybody has noted it.
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  panda.weather.before = async ({ command }) => {
    if (command === 'StartBuild') await held
  }
  table.put = put
  await panda.restart()
  await panda.seconds(5)
  release()
  // The slow look would come after a minute or two.
  await panda.seconds(20)
  expect(panda.shelf.list('codebuild.build')).toHaveLength(2)
  expect((await panda.end(id)).status).toBe('COMPLETED')
})
