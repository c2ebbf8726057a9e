// The bundled program, whole: real git and a real clone, Lambda's Invoke over the wire, and a docker that only says so.
import { readdir } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { milestones } from '../../core/vocabulary.ts'
import { githubStandIn } from '../../local/github/stand-in.ts'
import { temporaryFolder } from '../local/github/commands.ts'
import { buildCallServer } from './build-call-server.ts'
import { canary, order, password } from './build-host.ts'
import { digest, fakeDocker } from './fake-docker.ts'
import { commandLines } from './processes.ts'
import { bundled, runProgram } from './program.ts'

const registry = '000000000000.dkr.ecr.eu-test-1.amazonaws.com'
const traded = { cloneToken: canary, registry, password }

const place = async ({ changes = [] as string[], repo = 'hello', trade = (): object => traded } = {}) => {
  const github = await githubStandIn({ dataDir: await temporaryFolder(), tokens: [canary] })
  onTestFinished(() => github.close())
  const docker = await fakeDocker(...changes)
  const panda = await buildCallServer(call => (call.ask === 'trade' ? trade() : {}))
  const running = await runProgram(await bundled(), {
    ...panda.environment,
    PATH: docker.path,
    CODEBUILD_BUILD_ID: 'panda-build:1',
    PANDA_ORDER: JSON.stringify(order(`${github.url}/panda/${repo}.git`)),
    PANDA_NONCE: 'nonce_canary',
  })
  return { ...running, panda, docker }
}

test('a build: traded once, reported all along, pushed, ended with 0, nothing left behind', async () => {
  const { ended, report, panda, docker, said, TMPDIR } = await place()
  expect(await ended, said()).toBe(0)
  const identity = { deploymentId: 'dep_1', buildId: 'panda-build:1', nonce: 'nonce_canary' }
  expect(panda.calls[0]).toEqual({ ask: 'trade', ...identity })
  expect(panda.calls.filter(call => call.ask === 'trade')).toHaveLength(1)
  expect(new Set(panda.functions)).toEqual(new Set(['panda-build-call']))
  const last = panda.reports().at(-1)
  expect(last).toMatchObject(identity)
  expect(last?.milestones.map(({ code }) => code)).toEqual([...milestones])
  expect(last?.milestones.at(-1)?.details).toMatchObject({ digest })
  expect(await report()).toEqual({ n: last?.n, milestones: last?.milestones })
  expect(await readdir(TMPDIR)).toEqual([])
  const everything = [said(), await docker.environments(), (await docker.calls()).join('\n'), JSON.stringify(last)]
  for (const secret of [canary, password, 'aws_canary']) expect(everything.join('\n')).not.toContain(secret)
  expect(await docker.environments()).not.toMatch(/nonce_canary|^PANDA_|^AWS_/m)
  expect(said()).toContain('#5 CACHED')
})

test('a failure: its words in the last report and in what is left behind, ended with 1', async () => {
  const { ended, report, panda, said } = await place({ changes: ['no-build'] })
  expect(await ended).toBe(1)
  const failure = { errorCode: 'DOCKER_BUILD_FAILED', message: expect.stringContaining('"/app": not found') }
  expect(panda.reports().at(-1)?.failure).toMatchObject(failure)
  expect((await report()).failure).toMatchObject(failure)
  expect(said()).toContain('DOCKER_BUILD_FAILED')
})

test('a trade that is refused: nothing is cloned', async () => {
  const refuse = () => {
    throw new Error('This build has no claim to credentials')
  }
  const { ended, report, docker } = await place({ trade: refuse })
  expect(await ended).toBe(1)
  const message = expect.stringContaining('No credentials for this build')
  expect(await report()).toMatchObject({ milestones: [], failure: { errorCode: 'UNEXPECTED_ERROR', message } })
  expect(await docker.calls()).toEqual([])
})

test('told to stop: docker ends with it, and nothing is left', async () => {
  const { child, ended, docker, TMPDIR } = await place({ changes: ['hangs'] })
  await expect.poll(docker.started, { timeout: 20_000 }).toBe(true)
  child.kill('SIGTERM')
  expect(await ended).toBe(1)
  expect((await commandLines()).filter(line => line.includes('/docker buildx build'))).toEqual([])
  expect((await docker.calls()).at(-1)).toMatch(/^buildx rm/)
  expect(await readdir(TMPDIR)).toEqual([])
})

test('without its order it says what is missing', async () => {
  const { ended, said } = await runProgram(await bundled(), {})
  expect(await ended).toBe(1)
  expect(said()).toContain('expected object, received null')
})
