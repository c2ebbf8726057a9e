import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { machinesByImage } from '../../../local/containers/by-image.ts'
import { containerImages } from '../../../local/containers/images.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'panda-container-images-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const digest = (letter: string) => `sha256:${letter.repeat(64)}`

it('knows whose an image is, also after a start', async () => {
  const images = containerImages(join(folder, 'images'))
  expect(await images.clients()).toEqual([])
  await images.keep(digest('a'), 'podman')
  await images.keep(digest('a'), 'podman')
  await images.keep(digest('b'), 'docker')
  await mkdir(join(folder, 'images', digest('c').replace(':', '-')))
  const again = containerImages(join(folder, 'images'))
  expect(await Promise.all(['a', 'b', 'c'].map(letter => again.find(digest(letter))))).toEqual([
    'podman',
    'docker',
    undefined,
  ])
  expect((await again.clients()).sort()).toEqual(['docker', 'podman'])
})

it('takes nothing for a digest that is none', async () => {
  await expect(containerImages(folder).find('../../etc/passwd')).rejects.toThrow('not a digest')
})

it('runs an image with what built it', async () => {
  const images = containerImages(folder)
  await images.keep(digest('a'), 'podman')
  const done: string[] = []
  const endable = (name: string) => ({
    stop: async (taskId: string) => void done.push(`${name} stops ${taskId}`),
    stopAll: async () => void done.push(`${name} stops all`),
  })
  const start = (name: string) => async (order: { taskId: string }, client?: string) => {
    done.push(`${name} starts ${order.taskId} ${client ?? ''}`.trim())
    return { host: name, port: 1 }
  }
  const processes = { ...endable('process'), start: start('process') }
  const contained = { ...endable('container'), start: start('container'), sweep: async () => {} }
  const place = machinesByImage(images, processes, contained)
  const order = { port: 8080, env: {}, onLine: () => {}, onExit: () => {} }
  expect(await place.start({ ...order, taskId: 'one', digest: digest('a') })).toMatchObject({ host: 'container' })
  expect(await place.start({ ...order, taskId: 'two', digest: digest('b') })).toMatchObject({ host: 'process' })
  await place.stop('one', 0)
  await place.stopAll(0)
  const expected = ['container starts one podman', 'process starts two', 'process stops one', 'container stops one']
  expect(done).toEqual([...expected, 'process stops all', 'container stops all'])
})
