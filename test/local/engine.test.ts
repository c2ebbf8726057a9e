import { expect, it } from 'vitest'
import type { ClientName } from '../../local/containers/client.ts'
import { chooseEngine, inWords } from '../../local/engine.ts'

const asked: ClientName[] = []
const working = (...clients: ClientName[]) => {
  asked.length = 0
  return async (client: ClientName) => {
    asked.push(client)
    return clients.includes(client)
      ? { works: true as const, version: '1.2' }
      : { works: false as const, why: `${client} is not installed` }
  }
}

it('takes docker, else podman, else programs of the machine', async () => {
  expect(await chooseEngine(undefined, working('docker', 'podman'))).toEqual({ engine: 'docker', version: '1.2' })
  expect(asked).toEqual(['docker'])
  expect(await chooseEngine(undefined, working('podman'))).toEqual({ engine: 'podman', version: '1.2' })
  const none = await chooseEngine(undefined, working())
  expect(inWords(none)).toBe(
    'programs of this machine, which takes a Dockerfile without RUN (docker is not installed; podman is not installed)',
  )
})

it('takes what it is told, and tries nothing else', async () => {
  expect(await chooseEngine('podman', working('docker', 'podman'))).toEqual({ engine: 'podman', version: '1.2' })
  expect(asked).toEqual(['podman'])
  expect(await chooseEngine('process', working('docker'))).toMatchObject({ engine: 'process' })
  expect(asked).toEqual([])
  await expect(chooseEngine('podman', working('docker'))).rejects.toMatchObject({
    name: 'EngineUnusable',
    message: 'PANDA_ENGINE=podman, but podman is not installed',
  })
})
