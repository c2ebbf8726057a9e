import { beforeEach, describe, expect, test } from 'vitest'
import { codebuildOf } from '../../region/codebuild.ts'
import { ecr } from '../../region/ecr.ts'
import type { BuilderOrder } from '../../region/kernel.ts'
import { customer, type Place, place, platform } from './cloudformation-place.ts'

type Host = BuilderOrder & {
  end(outcome: { succeeded: boolean; exported: Record<string, string> }): void
  break(why: Error): void
}

let hosts: Host[]
let region: Place
const newRegion = (concurrent: number) => {
  hosts = []
  const builders = {
    run: (order: BuilderOrder) =>
      new Promise<{ succeeded: boolean; exported: Record<string, string> }>((resolve, reject) => {
        hosts.push({ ...order, end: resolve, break: reject })
        order.signal.addEventListener('abort', () => resolve({ succeeded: false, exported: {} }))
      }),
  }
  return place({ codebuild: codebuildOf(concurrent), ecr }, { builders })
}
beforeEach(() => {
  region = newRegion(2)
})

const start = async (input: object = {}, caller = platform) => {
  const { build } = await region.send('codebuild', 'StartBuild', { projectName: 'panda-build', ...input }, caller)
  await region.run(0)
  return build.id as string
}
const look = async (id: string) => (await region.send('codebuild', 'BatchGetBuilds', { ids: [id] }, platform)).builds[0]
const variables = (env: Record<string, string>) => ({
  environmentVariablesOverride: Object.entries(env).map(([name, value]) => ({ name, value })),
})

test('a build runs with its variables, and what it exports is seen when it has ended', async () => {
  const id = await start(variables({ PANDA_ORDER: '{}' }))
  expect(hosts[0]).toMatchObject({ buildId: id, env: { PANDA_ORDER: '{}' } })
  expect(await look(id)).toMatchObject({ buildStatus: 'IN_PROGRESS', currentPhase: 'BUILD' })
  hosts[0]!.end({ succeeded: true, exported: { PANDA_REPORT: '{"n":1}' } })
  await region.run(0)
  expect(await look(id)).toMatchObject({
    buildStatus: 'SUCCEEDED',
    exportedEnvironmentVariables: [{ name: 'PANDA_REPORT', value: '{"n":1}' }],
  })
})

test('the bus hears of it, but not of its variables', async () => {
  await start(variables({ PANDA_NONCE: 'do-not-tell' }))
  hosts[0]!.end({ succeeded: false, exported: {} })
  await region.run(0)
  expect(region.events.map(event => event.detail['build-status'])).toEqual(['IN_PROGRESS', 'FAILED'])
  expect(JSON.stringify(region.events)).not.toContain('do-not-tell')
})

test('more than fit wait their turn, first come first served', async () => {
  const ids = [await start(), await start(), await start(), await start()]
  expect(hosts).toHaveLength(2)
  expect(await look(ids[2]!)).toMatchObject({ buildStatus: 'IN_PROGRESS', currentPhase: 'QUEUED' })
  hosts[1]!.end({ succeeded: true, exported: {} })
  await region.run(0)
  expect(hosts.map(host => host.buildId)).toEqual(ids.slice(0, 3))
})

describe('the same token', () => {
  const token = { idempotencyToken: 'dep_1-1', ...variables({ A: '1' }) }
  test('is the same build, also after a restart', async () => {
    const id = await start(token)
    expect(await start(token)).toBe(id)
    region.restart()
    expect(await start(token)).toBe(id)
  })
  test('with other parameters is refused', async () => {
    await start(token)
    await expect(start({ ...token, ...variables({ A: '2' }) })).rejects.toMatchObject({ name: 'InvalidInputException' })
  })
  test('is forgotten after five minutes', async () => {
    const id = await start(token)
    await region.run(5 * 60_000)
    expect(await start(token)).not.toBe(id)
  })
})

describe('stopped', () => {
  const stop = (id: string) => region.send('codebuild', 'StopBuild', { id }, platform)
  test('a running build ends, a waiting one never starts, and there is room for the next', async () => {
    region = newRegion(1)
    const [first, second, third] = [await start(), await start(), await start()]
    await stop(second)
    await stop(first)
    await region.run(0)
    expect(await look(first)).toMatchObject({ buildStatus: 'STOPPED', buildComplete: true })
    expect(await look(second)).toMatchObject({ buildStatus: 'STOPPED' })
    expect(hosts.map(host => host.buildId)).toEqual([first, third])
  })
  test('an ended build stays what it is; an unknown one is none', async () => {
    const id = await start()
    hosts[0]!.end({ succeeded: true, exported: {} })
    await region.run(0)
    await stop(id)
    expect(await look(id)).toMatchObject({ buildStatus: 'SUCCEEDED' })
    await expect(stop('panda-build:none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

test('a restart is the end of the hosts: what ran is a FAULT, what waited starts', async () => {
  region = newRegion(1)
  const [ran, waited] = [await start(), await start()]
  region.restart()
  await region.run(0)
  expect(await look(ran)).toMatchObject({ buildStatus: 'FAULT' })
  expect(hosts.at(-1)?.buildId).toBe(waited)
})

test('a host that breaks is a FAULT', async () => {
  const id = await start()
  hosts[0]!.break(new Error('no space left'))
  await region.run(0)
  expect(await look(id)).toMatchObject({ buildStatus: 'FAULT' })
})

test('neither queueing nor building goes on for ever', async () => {
  region = newRegion(1)
  const limits = { queuedTimeoutInMinutesOverride: 10, timeoutInMinutesOverride: 20 }
  const [building, queued] = [await start(limits), await start(limits)]
  await region.run(10 * 60_000)
  expect(await look(queued)).toMatchObject({ buildStatus: 'TIMED_OUT' })
  expect(await look(building)).toMatchObject({ buildStatus: 'IN_PROGRESS' })
  await region.run(10 * 60_000)
  expect(await look(building)).toMatchObject({ buildStatus: 'TIMED_OUT' })
})

describe('what a build may do', () => {
  test('calls the one function that answers builds, and no other', async () => {
    await start()
    const asked = { ask: 'trade', nonce: 'n' }
    expect(await hosts[0]!.invoke('panda-build-call', asked)).toMatchObject({ name: 'panda-build-call' })
    await expect(hosts[0]!.invoke('panda-advance', {})).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
  test("pushes with the customer's password only", async () => {
    await start()
    await region.send('ecr', 'CreateRepository', { repositoryName: 'shop' })
    const registry = '111122223333.dkr.ecr.eu-test-1.amazonaws.com'
    const image = { registry, repository: 'shop', tags: ['v1'], digest: `sha256:${'a'.repeat(64)}` }
    await expect(hosts[0]!.push({ ...image, password: 'guessed' })).rejects.toThrow('unauthorized')
    const { authorizationData } = await region.send('ecr', 'GetAuthorizationToken', {})
    const password = Buffer.from(authorizationData[0].authorizationToken, 'base64').toString().slice(4)
    await hosts[0]!.push({ ...image, password })
    const { imageDetails } = await region.send('ecr', 'DescribeImages', { repositoryName: 'shop' })
    expect(imageDetails).toHaveLength(1)
  })
})

test("there are no projects in a customer's account", async () => {
  await expect(start({}, customer)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
