// The one function that builds may ask: who is answered, and what becomes of what they say.
import { expect, onTestFinished, test } from 'vitest'
import { expectPeace } from '../invariants.ts'
import { openPlace } from '../place.ts'

/** A deployment whose build has cloned, and says and does nothing more by itself. */
const hanging = async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'DOCKERFILE_SEARCHING' })
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONED')
  const { order, env } = panda.built[0]!
  onTestFinished(async () => {
    await panda.cancel(id)
    await panda.end(id)
    await expectPeace(panda)
  })
  const ask = (call: object) => panda.region.kernel.invoke('panda-build-call', call)
  const report = { deploymentId: id, buildId: order.buildId, nonce: env.PANDA_NONCE!, n: 9 }
  const milestones = [
    { code: 'CLONED', details: {} },
    { code: 'DOCKERFILE_SEARCHING', details: {} },
  ]
  return { panda, id, ask, good: { ...report, milestones } }
}

test('a report with the nonce of its build gets into the log', async () => {
  const { panda, id, ask, good } = await hanging()
  expect(await ask({ ask: 'report', report: { ...good, output: { chunk: 1, lines: ['a line'] } } })).toEqual({})
  await panda.seconds(1)
  expect((await panda.codes(id)).at(-1)).toBe('DOCKERFILE_SEARCHING')
  const { data } = await panda.call(`GET /api/v1/deploy/${id}/logs`)
  expect(data).toMatchObject({ chunks: [{ chunk: 1, lines: ['a line'] }] })
})

test('any other is refused before it gets to the bus', async () => {
  const { panda, id, ask, good } = await hanging()
  const before = await panda.codes(id)
  const puts: string[] = []
  panda.weather.before = async ({ command }) => void puts.push(command)
  const forged = [{ nonce: 'guessed' }, { buildId: 'panda-build:another' }, { deploymentId: 'dep_unknown' }]
  for (const part of forged)
    await expect(ask({ ask: 'report', report: { ...good, ...part } })).rejects.toThrow('no claim to a report')
  await expect(ask({ ask: 'report', report: { ...good, milestones: 'all' } })).rejects.toThrow()
  for (const call of [{}, { ask: 'everything' }, { ask: 'program' }, null, 'trade']) {
    const answer = panda.region.kernel.invoke('panda-build-call', call)
    await expect(answer).rejects.toThrow()
  }
  expect(puts).not.toContain('PutEvents')
  await panda.seconds(10)
  expect(await panda.codes(id)).toEqual(before)
})

test('a bus that does not take it is a fault: the build says it again', async () => {
  const { panda, id, ask, good } = await hanging()
  let puts = 0
  panda.weather.before = async ({ command }) => {
    if (command === 'PutEvents' && ++puts === 1)
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: {} })
  }
  await expect(ask({ ask: 'report', report: good })).rejects.toMatchObject({ name: 'CloudFault', kind: 'throttled' })
  await ask({ ask: 'report', report: good })
  await panda.seconds(1)
  expect((await panda.codes(id)).at(-1)).toBe('DOCKERFILE_SEARCHING')
})

test('a build that is quicker than the note of its start is believed once the note is there', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'CLONED' })
  const reports: Promise<unknown>[] = []
  const build = panda.weather.build
  panda.weather.build = seen => {
    // The host runs before the step has its answer, and the note of it is not written yet.
    const { order, env, deploymentId } = seen
    const report = { deploymentId, buildId: order.buildId, nonce: env.PANDA_NONCE, n: 1 }
    const milestones = [{ code: 'CLONED', details: { commitHash: 'a'.repeat(40), commitMessage: 'early' } }]
    reports.push(order.invoke('panda-build-call', { ask: 'report', report: { ...report, milestones } }))
    return build(seen)
  }
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONED')
  expect(await Promise.all(reports)).toEqual([{}])
  await panda.cancel(id)
  await panda.end(id)
  await expectPeace(panda)
})

test('a build whose start was never answered is stopped with its deployment, and its reports lead nowhere', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'DOCKERFILE_SEARCHING' })
  panda.weather.after = async ({ command }) => {
    if (command !== 'StartBuild') return
    throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', $metadata: {} })
  }
  const id = await panda.deploy('a')
  await panda.seconds(20)
  expect(panda.built).toHaveLength(1)
  const { order, env } = panda.built[0]!
  await panda.cancel(id)
  expect(await panda.end(id)).toMatchObject({ status: 'CANCELLED' })
  expect(order.signal.aborted).toBe(true)
  const report = { deploymentId: id, buildId: order.buildId, nonce: env.PANDA_NONCE, n: 9, milestones: [] }
  const late = panda.region.kernel.invoke('panda-build-call', { ask: 'report', report })
  await expect(late).rejects.toThrow('no claim to a report')
  const before = panda.story.length
  await panda.minutes(60)
  expect(panda.story.slice(before).filter(line => line.includes('is not in the log yet'))).toEqual([])
  await expectPeace(panda)
})
