// The build host runs the customer's Dockerfile: whatever gets out of there can say anything, with the build's own nonce.
import { expect, onTestFinished, test } from 'vitest'
import { expectPeace } from '../../invariants.ts'
import { openPlace } from '../../place.ts'

/** A build that hangs, and what says in its name whatever it likes. */
const hostile = async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'CLONED' })
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONE_STARTED')
  await panda.seconds(1)
  const { order, env } = panda.built[0]!
  onTestFinished(async () => {
    await panda.cancel(id)
    await panda.end(id)
    await expectPeace(panda)
  })
  const says = async (report: object) => {
    const identity = { deploymentId: id, buildId: order.buildId, nonce: env.PANDA_NONCE!, n: 9, milestones: [] }
    const said = await panda.region.kernel
      .invoke('panda-build-call', { ask: 'report', report: { ...identity, ...report } })
      .then(() => 'taken', String)
    await panda.seconds(1)
    return said
  }
  const live = async () => (await panda.call(`GET /api/v1/deploy/${id}`)).data
  const events = async () =>
    (await panda.call(`GET /api/v1/deploy/${id}/events`)).data.events as { code: string; details: object }[]
  return { says, live, events }
}

test.each([6, 99, -1, Number.NaN, 'x', null, '__proto__'])('the stage is not the build’s to name: %j', async stage => {
  const { says, live, events } = await hostile()
  await says({
    milestones: [
      { code: 'CLONED', details: { stage } },
      { code: 'DOCKERFILE_SEARCHING', details: {} },
    ],
  })
  expect(await live()).toMatchObject({ stage: 1, stageName: 'BUILD' })
  expect((await events()).at(-1)).toMatchObject({ code: 'DOCKERFILE_SEARCHING', details: { stage: 1 } })
})

test('what a milestone tells is text of a bearable length, under the names that it has', async () => {
  const { says, live, events } = await hostile()
  const details = {
    ...{ commitHash: { $ne: 1 }, commitMessage: 'x'.repeat(50_000), path: ['a'], url: 'javascript:alert(1)' },
    ...{ status: 'COMPLETED', finalService: 'green', evidence: {}, private: {} },
  }
  await says({ milestones: [{ code: 'CLONED', details }] })
  const cloned = (await events()).at(-1)!
  expect(cloned).toMatchObject({ code: 'CLONED' })
  expect(Object.keys(cloned.details).sort()).toEqual(['commitMessage', 'stage'])
  const { commitHash, commitMessage, status } = await live()
  expect([commitHash, String(commitMessage).length, status]).toEqual([null, 1_000, 'RUNNING'])
})

test('a commit’s name is one', async () => {
  const { says, live } = await hostile()
  await says({ milestones: [{ code: 'CLONED', details: { commitHash: '--help\u001b[2J', commitMessage: 'm' } }] })
  expect(await live()).toMatchObject({ commitHash: null, commitMessage: 'm' })
})

test('a chunk of output has a number that a reader can ask for', async () => {
  const { says } = await hostile()
  expect(await says({ output: { chunk: 10_000, lines: ['a'] } })).not.toBe('taken')
  expect(await says({ output: { chunk: 2 ** 52, lines: ['a'] } })).not.toBe('taken')
  expect(await says({ output: { chunk: 9_999, lines: ['a'] } })).toBe('taken')
})
