// What a page shows while somebody decides: figures that move without anybody asking, an estimate, and the way back.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { liveEvents } from '../../client/socket.ts'
import type { LiveFigures, PandaEvent } from '../../client/types.ts'
import { deployed, deployTo, followUntil, type PandaProcess, startPanda } from './panda-process.ts'

let panda: PandaProcess
const opened: { close(): void }[] = []
beforeAll(async () => {
  panda = await startPanda({ env: { PANDA_FIGURES_SECONDS: '0.5' } })
}, 40_000)
afterAll(async () => {
  for (const one of opened) one.close()
  await panda?.stop()
}, 30_000)

const slow = { timeout: 90_000 }

/** A page of its own: everything that it is told until `enough`, or the end. */
const page = async (deploymentId: string, enough: (figures: LiveFigures[]) => boolean, after = 0) => {
  const live = liveEvents(panda.client)
  opened.push(live)
  const [figures, events]: [LiveFigures[], PandaEvent[]] = [[], []]
  const signal = AbortSignal.timeout(60_000)
  for await (const one of live.follow(deploymentId, { figures: true, after, signal })) {
    if (one.type === 'figures') figures.push(one)
    else if ('seq' in one) events.push(one)
    if (enough(figures)) break
  }
  live.close()
  return { figures, events }
}

it('while it waits for the switch, figures move on their own for whoever looks', slow, async () => {
  const first = await deployed(panda, 'hello')
  expect((await panda.client.deployment(first.deploymentId)).share).toEqual({ blue: 0, green: 1 })
  const deploymentId = await deployTo(panda.client, 'hello', { branch: 'main' })
  await followUntil(panda, deploymentId, ['READY'])
  // Both colours have enough requests to be compared, by Panda's own.
  const { figures } = await page(deploymentId, seen => seen.length >= 5)
  expect(figures.map(({ n }) => n)).toEqual([...new Set(figures.map(({ n }) => n))].sort((a, b) => a - b))
  const newest = figures.at(-1)!
  expect(newest.share).toEqual({ blue: 1, green: 0 })
  expect(newest.evidence?.blue?.requests).toBeGreaterThan(figures[0]!.evidence!.blue!.requests)
  expect(newest.evidence?.verdict).not.toBe('insufficient-traffic')
  expect(newest.evidence?.green).toMatchObject({ errors: 0, p95Ms: expect.any(Number) })
  expect(new Set(newest.checks.map(({ color }) => color))).toEqual(new Set(['blue', 'green']))

  // Opened late, it has what was before to draw its charts.
  const late = await page(deploymentId, seen => seen.length >= 3, 1_000)
  expect(late.figures[0]!.history.length).toBeGreaterThanOrEqual(5)
  expect(late.figures.at(-1)!.n).toBeGreaterThan(newest.n)
  const state = await panda.client.deployment(deploymentId)
  expect(state.measuredAt! >= late.figures.at(-1)!.measuredAt!).toBe(true)
  expect(state).toMatchObject({ status: 'DEPLOYMENT_READY', share: { blue: 1, green: 0 } })
  expect(state.estimate).toMatchObject({ runs: 1, totalSeconds: expect.any(Number) })

  const watching = page(deploymentId, () => false)
  await panda.client.switch(deploymentId)
  const { figures: moving, events } = await watching
  expect(events.at(-1)?.code).toBe('COMPLETED')
  expect(moving.at(-1)!.share).toEqual({ blue: 0, green: 1 })
  const over = await panda.client.deployment(deploymentId)
  expect(over).toMatchObject({ status: 'COMPLETED', share: { blue: 0, green: 1 }, estimate: null })
  expect(over.evidence).toEqual((await panda.client.result(deploymentId)).evidence)
})

it('nobody looks: nobody is asked every second', slow, async () => {
  const deploymentId = await deployTo(panda.client, 'hello')
  await followUntil(panda, deploymentId, ['READY'])
  // The step leaves with its next look.
  let before = ''
  await expect
    .poll(
      async () => {
        const { measuredAt } = await panda.client.deployment(deploymentId)
        const same = measuredAt === before
        before = measuredAt!
        return same
      },
      { timeout: 30_000, interval: 2_000 },
    )
    .toBe(true)
  await panda.client.cancel(deploymentId)
  await followUntil(panda, deploymentId)
})

it('the service says what serves, since when, and how to go back', slow, async () => {
  const [service] = await panda.client.services()
  expect(service).toMatchObject({ owner: 'panda', repo: 'hello', url: expect.stringMatching(/^http/) })
  expect(service?.current).toMatchObject({
    imageDigest: expect.stringMatching(/^sha256:/),
    by: 'local',
    rollback: null,
  })
  expect(service?.current?.commitMessage).toBe('Say hello')
  expect(service?.releases.map(one => one.deploymentId)).toContain(service?.rollbackTo)
  // The last deployment took the place of what was warm, and was cancelled: there is no short way back.
  expect(service?.warmUntil).toBeNull()
  expect(service?.expectedRollbackSeconds).toBeGreaterThan(0)
})

it('the branches of a connection are those of the repository', async () => {
  const { github } = await panda.client.connections()
  const { githubConnectionId } = github[0]!
  const found = { branches: ['main', 'v2'], defaultBranch: 'main', truncated: false }
  expect(await panda.client.branches(githubConnectionId)).toEqual(found)
  await expect(panda.client.branches('gh_nobody')).rejects.toMatchObject({ errorCode: 'CONNECTION_NOT_FOUND' })
})
