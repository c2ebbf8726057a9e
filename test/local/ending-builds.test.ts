import { expect, it } from 'vitest'
import { endingBuilds } from '../../local/ending-builds.ts'
import type { BuilderOrder } from '../../region/kernel.ts'

const order = (signal: AbortSignal): BuilderOrder => ({
  buildId: 'build',
  env: {},
  signal,
  invoke: async () => ({}),
  push: async () => {},
})

it('ends what is being built, and waits for it', async () => {
  const seen: string[] = []
  const run = ({ signal }: BuilderOrder) =>
    new Promise<{ succeeded: boolean; exported: Record<string, string> }>(resolve =>
      signal.addEventListener('abort', () =>
        setTimeout(() => {
          seen.push('cleared away')
          resolve({ succeeded: false, exported: {} })
        }, 20),
      ),
    )
  const builders = endingBuilds({ run })
  const stopped = new AbortController()
  const builds = [builders.run(order(new AbortController().signal)), builders.run(order(stopped.signal))]
  stopped.abort()
  await builds[1]
  await builders.stop()
  expect(seen).toEqual(['cleared away', 'cleared away'])
  expect(await builds[0]).toMatchObject({ succeeded: false })
  await builders.stop()
})
