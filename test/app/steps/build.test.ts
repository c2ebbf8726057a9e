// Stages 1 and 2: what becomes of a deployment when its build, its host, or what the host says goes wrong.
import { expect, test } from 'vitest'
import type { BuildReport } from '../../../core/ports.ts'
import type { Milestone } from '../../../core/vocabulary.ts'
import { expectPeace } from '../../invariants.ts'
import { openPlace, type Place } from '../../place.ts'
import { digestOf } from '../../scripted-builds.ts'

const put = (panda: Place, detail: object) =>
  panda.region.kernel.call(
    'events',
    'PutEvents',
    {
      Entries: [
        {
          ...{ EventBusName: 'panda-internal', Source: 'panda.build', DetailType: 'Build Report' },
          Detail: JSON.stringify(detail),
        },
      ],
    },
    panda.region.platform,
  )

test.each([
  ['CLONED', 'CLONE_FAILED', 'fatal: not there', 1],
  ['DOCKERFILE_FOUND', 'DOCKERFILE_NOT_FOUND', 'Dockerfile not found in repository', 1],
  ['BUILD_COMPLETED', 'DOCKER_BUILD_FAILED', 'line 3: RUN is not supported', 1],
  ['PUSHED', 'ECR_PUSH_FAILED', 'denied: no', 2],
] as const)('a build that fails before %s ends the deployment as %s', async (before, errorCode, message, stage) => {
  for (const mute of [false, true]) {
    const panda = await openPlace()
    panda.weather.build = () => ({ letter: 'a', mute, fails: { before, errorCode, message } })
    const id = await panda.deploy('a')
    const state = await panda.end(id)
    expect(state).toMatchObject({ status: 'FAILED', stage, finalService: null })
    expect((await panda.event(id, 'FAILED'))?.details).toMatchObject({
      ...{ status: 'FAILED', errorCode, errorMessage: message, finalService: null, rolledBack: false },
      lines: ['the last line'],
    })
    await expectPeace(panda)
  }
})

test('a failure that the host reports is known at once, not at the next slow look', async () => {
  const panda = await openPlace()
  const fails = { before: 'CLONED', errorCode: 'CLONE_FAILED', message: 'no' } as const
  panda.weather.build = () => ({ letter: 'a', fails })
  const state = await panda.end(await panda.deploy('a'))
  expect(Date.parse(state.finishedAt!) - Date.parse(state.createdAt)).toBeLessThan(10_000)
})

test('a host that is lost is followed by another, three times at most', async () => {
  const panda = await openPlace()
  panda.weather.build = ({ attempt }) => ({
    letter: 'a',
    ...(attempt < 3 && { diesBefore: 'BUILD_COMPLETED' as const }),
  })
  const id = await panda.deploy('a')
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect(panda.built.map(build => build.attempt)).toEqual([1, 2, 3])
  const tells = (await panda.codes(id)).filter(code => code === 'CLONED')
  expect(tells).toHaveLength(3)
  await expectPeace(panda)

  const other = await openPlace()
  other.weather.build = () => ({ letter: 'a', diesBefore: 'CLONED' })
  const failed = await other.deploy('a')
  expect(await other.end(failed)).toMatchObject({ status: 'FAILED', stopping: { errorCode: 'DOCKER_BUILD_FAILED' } })
  expect(other.built.map(build => build.attempt)).toEqual([1, 2, 3])
  await expectPeace(other)
})

test.each(['PUSH_STAGE_STARTED', 'PUSH_STARTED', 'PUSHED'] as const)(
  'a host that is lost before %s ends it',
  async at => {
    const panda = await openPlace()
    panda.weather.build = () => ({ letter: 'a', diesBefore: at })
    const state = await panda.end(await panda.deploy('a'))
    expect(state.status).toBe('FAILED')
    expect(['ECR_PUSH_FAILED', 'DOCKER_BUILD_FAILED']).toContain(state.stopping?.errorCode)
    await expectPeace(panda)
  },
)

test('a build that somebody stops ends the deployment', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONED')
  await panda.ports.builds.stop((await panda.state(id)).build!.id)
  expect(await panda.end(id)).toMatchObject({
    status: 'FAILED',
    stopping: { errorCode: 'DOCKER_BUILD_FAILED', errorMessage: expect.stringContaining('stopped') },
  })
  await expectPeace(panda)
})

test('a build that ends well without saying what it did is a failure', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', mute: true, forgetful: true })
  expect(await panda.end(await panda.deploy('a'))).toMatchObject({
    status: 'FAILED',
    stopping: { errorCode: 'DOCKER_BUILD_FAILED', errorMessage: expect.stringContaining('without saying') },
  })
  await expectPeace(panda)
})

test('a build whose reports are all lost tells the same when it is looked at', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', mute: true })
  const id = await panda.deploy('a')
  expect((await panda.end(id)).status).toBe('COMPLETED')
  expect(await panda.codes(id)).toEqual(
    expect.arrayContaining(['CLONED', 'DOCKERFILE_FOUND', 'PUSH_STARTED', 'PUSHED']),
  )
  await expectPeace(panda)
})

test('reports that arrive twice, late and in disorder leave one event of each', async () => {
  const panda = await openPlace()
  let n = 0
  panda.weather.deliveries = () => [++n % 3 === 0 ? 9_000 : 0, 14_000]
  const id = await panda.deploy('a')
  expect((await panda.end(id)).status).toBe('COMPLETED')
  const codes = await panda.codes(id)
  for (const code of ['CLONED', 'DOCKERFILE_FOUND', 'BUILD_COMPLETED', 'PUSHED'] as const)
    expect(codes.filter(one => one === code)).toEqual([code])
  await expectPeace(panda)
})

test('a forged report changes nothing', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'DOCKERFILE_SEARCHING' })
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONED')
  const { build } = await panda.state(id)
  const nonce = panda.built[0]!.env.PANDA_NONCE!
  const milestones: BuildReport['milestones'] = [{ code: 'DOCKERFILE_SEARCHING', details: {} }]
  const failure = { errorCode: 'CLONE_FAILED', message: 'forged', lines: [] }
  const good = { deploymentId: id, buildId: build!.id, nonce, n: 99, milestones }
  const before = await panda.codes(id)
  const forged = [
    { ...good, nonce: 'guessed' },
    { ...good, nonce: 'guessed', failure },
    { ...good, nonce: 'guessed', output: { chunk: 1, lines: ['forged'] } },
    { ...good, buildId: 'panda-build:another' },
    { ...good, deploymentId: 'dep_unknown' },
    { ...good, milestones: [{ code: 'SWITCHED', details: {} }] },
    { ...good, milestones: 'all of them' },
  ]
  for (const detail of forged) await put(panda, detail)
  await panda.seconds(10)
  expect(await panda.codes(id)).toEqual(before)
  expect((await panda.call(`GET /api/v1/deploy/${id}/logs`)).data).toMatchObject({ chunks: [] })
  await put(panda, good)
  await panda.seconds(1)
  expect((await panda.codes(id)).at(-1)).toBe('DOCKERFILE_SEARCHING')
  await panda.cancel(id)
  await panda.end(id)
  await expectPeace(panda)
})

test('a nonce is traded once, by the build of its deployment, while that goes on', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', hangsBefore: 'DOCKERFILE_SEARCHING' })
  const id = await panda.deploy('a')
  await panda.until(id, 'CLONED')
  const { order, env } = panda.built[0]!
  const trade = (payload: object) => panda.region.kernel.invoke('panda-build-call', { ask: 'trade', ...payload })
  const good = { deploymentId: id, buildId: order.buildId, nonce: env.PANDA_NONCE }
  await expect(trade(good)).rejects.toThrow('no claim')
  await expect(trade({ ...good, nonce: 'guessed' })).rejects.toThrow('no claim')
  await expect(trade({ ...good, deploymentId: 'dep_unknown' })).rejects.toThrow('no claim')
  await expect(trade({ ...good, buildId: 'panda-build:another' })).rejects.toThrow('no claim')
  await expect(trade({ deploymentId: id })).rejects.toThrow()
  await panda.cancel(id)
  await expect(trade(good)).rejects.toThrow('no claim')
  await panda.end(id)
  await expectPeace(panda)
})

test('a build gets a clone token and a password for its registry, and never AWS keys', async () => {
  const panda = await openPlace()
  const seen: unknown[] = []
  const build = panda.weather.build
  panda.weather.build = given => {
    const { invoke } = given.order
    given.order.invoke = async (...asked) => {
      const answer = await invoke(...asked)
      seen.push(answer)
      return answer
    }
    return build(given)
  }
  await panda.served('a')
  const [traded, ...others] = seen
  const registry = '000000000000.dkr.ecr.local-1.amazonaws.com'
  expect(traded).toEqual({ cloneToken: 'ghp_local', registry, password: expect.any(String) })
  expect(new Set(others.map(answer => JSON.stringify(answer)))).toEqual(new Set(['{}']))
  expect(JSON.stringify(panda.built[0]!.env)).not.toMatch(/ghp_local|AKIA|secretAccessKey/)
})

test('an image that is not there after the push is a failure, whatever the build says', async () => {
  const panda = await openPlace()
  panda.weather.build = () => ({ letter: 'a', pushesNothing: true })
  const state = await panda.end(await panda.deploy('a'))
  expect(state).toMatchObject({
    status: 'FAILED',
    imageDigest: null,
    stopping: { errorCode: 'ECR_PUSH_FAILED', errorMessage: expect.stringContaining('panda-hello has no image') },
  })
  await expectPeace(panda)
})

test('the digest is the registry’s, not what the build says', async () => {
  const panda = await openPlace()
  const id = await panda.deploy('a')
  await panda.until(id, 'PUSH_STARTED')
  const { build } = await panda.state(id)
  const nonce = panda.built[0]!.env.PANDA_NONCE!
  const milestones: { code: Milestone; details: object }[] = [
    { code: 'PUSHED', details: { digest: digestOf('f'), uri: 'evil' } },
  ]
  await put(panda, { deploymentId: id, buildId: build!.id, nonce, n: 99, milestones })
  expect(await panda.end(id)).toMatchObject({ status: 'COMPLETED', imageDigest: digestOf('a') })
  await expectPeace(panda)
})
