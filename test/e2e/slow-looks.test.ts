// Events of the bus are hints: without any the journey only takes longer, and with each of them twice it is the same journey.
import { describe, expect, it } from 'vitest'
import { bodyOf, deployed, deployTo, followUntil, pushCommit, saying, startPanda } from './panda-process.ts'

const journeys = [
  // Thirty times as fast: the slow look comes after 60 s of the region's time, 2 s of ours.
  ['without any event', { PANDA_FAULT: 'drop-events', PANDA_CLOCK_RATE: '30', ...unhurried() }],
  ['with every event twice', { PANDA_FAULT: 'repeat-events' }],
] as const

describe.concurrent('a journey', { timeout: 150_000 }, () => {
  it.for(journeys)('%s', async ([, env], { expect }) => {
    const place = await startPanda({ env })
    try {
      const first = await deployed(place, 'hello')
      expect(last(first.events)).toMatchObject({ code: 'COMPLETED', details: { finalService: 'green' } })
      const { url } = await place.client.result(first.deploymentId)
      expect(await bodyOf(url)).toBe('Hello from Panda, version 1')

      await pushCommit(place.dataDir, { repo: 'hello', branch: 'main', files: saying('The new one') })
      const id = await deployTo(place.client, 'hello')
      const before = await followUntil(place, id, ['READY'])
      const { greenUrl } = await place.client.deployment(id)
      expect(await Promise.all([bodyOf(url), bodyOf(greenUrl)])).toEqual(['Hello from Panda, version 1', 'The new one'])

      await place.client.switch(id)
      const after = await followUntil(place, id, [], { after: before.length })
      expect(last(after).code).toBe('COMPLETED')
      expect(await bodyOf(url)).toBe('The new one')
      for (const log of [first.events, [...before, ...after]]) expectWhole(log.map(({ code }) => code))
      const { chunks } = await place.client.logs(id)
      const done = chunks.flatMap(({ lines }) => lines).filter(line => line === 'Done')
      expect(done).toHaveLength(env.PANDA_FAULT === 'drop-events' ? 0 : 1) // the output itself travels in events
      const { stages, commitHash } = await place.client.result(id)
      expect(commitHash).toMatch(/^[0-9a-f]{40}$/)
      const build = stages.find(({ name }) => name === 'BUILD')?.seconds
      if (env.PANDA_FAULT === 'drop-events') expect(build).toBeGreaterThan(50)
    } finally {
      await place.stop()
    }
  })
})

const last = <T>(items: T[]) => items[items.length - 1]!

/** No milestone is lost with its report, and none is told twice: what may be says so by its name. */
const expectWhole = (codes: string[]) => {
  const milestones = codes.filter(code => !code.endsWith('_PROGRESS'))
  expect(milestones).toEqual([...new Set(milestones)])
  expect(milestones).toEqual(expect.arrayContaining([...reported]))
}

const reported = [
  ...['CLONE_STARTED', 'CLONED', 'DOCKERFILE_SEARCHING', 'DOCKERFILE_FOUND', 'BUILD_STARTED', 'BUILD_COMPLETED'],
  ...['PUSH_STAGE_STARTED', 'REPOSITORY_ENSURED', 'LOGIN_STARTED', 'LOGIN_COMPLETED', 'PUSH_STARTED', 'PUSHED'],
]

/** At thirty times the speed, what a start takes on a busy machine must not look like minutes of being ill. */
function unhurried() {
  return { PANDA_BAKE_SECONDS: '10', PANDA_BAKE_CHECK_SECONDS: '2', PANDA_GREEN_CHECK_SECONDS: '10' }
}
