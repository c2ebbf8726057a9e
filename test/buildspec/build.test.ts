import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runBuild } from '../../buildspec/build.ts'
import { milestones } from '../../core/vocabulary.ts'
import { githubStandIn, type StandIn } from '../../local/github/stand-in.ts'
import { git, temporaryFolder, withToken } from '../local/github/commands.ts'
import { buildHost, canary, order, outputOf, password } from './build-host.ts'
import { commandLines } from './processes.ts'

const standInFor = async (tokens: string[]) => {
  const standIn = await githubStandIn({ dataDir: await temporaryFolder(), tokens })
  onTestFinished(() => standIn.close())
  return standIn
}

const standIn = () => standInFor([canary])
const sample = ({ url }: StandIn, repo: string) => order(`${url}/panda/${repo}.git`)

describe('a build', () => {
  test('reaches every milestone in order, with what was found on the way', async () => {
    const { host, reports, pushes } = await buildHost()
    const outcome = await runBuild(sample(await standIn(), 'hello'), host)
    expect(outcome).toMatchObject({ succeeded: true, aborted: false, failure: undefined })
    expect(outcome.milestones.map(({ code }) => code)).toEqual([...milestones])
    const details = Object.fromEntries(outcome.milestones.map(one => [one.code, one.details]))
    const uri = '000000000000.dkr.ecr.local-1.amazonaws.com/panda-hello:20261120_103505'
    const commitHash = expect.stringMatching(/^[0-9a-f]{40}$/)
    const committedAt = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/)
    expect(details).toMatchObject({
      CLONED: { path: join(host.workDir, 'source'), commitHash, commitMessage: 'Say hello', committedAt },
      DOCKERFILE_FOUND: { path: 'Dockerfile' },
      BUILD_COMPLETED: { imageName: 'panda-hello-main-1' },
      REPOSITORY_ENSURED: { repository: 'panda-hello' },
      PUSH_STARTED: { uri },
      PUSHED: { uri, digest: 'sha256:1' },
    })
    const commit = String(details.CLONED?.commitHash)
    expect(pushes[0]).toMatchObject({ tags: ['20261120_103505', commit.slice(0, 7)], digest: 'sha256:1', password })
    expect(reports.map(({ n }) => n)).toEqual(reports.map((_, at) => at + 1))
    expect(reports.at(-1)?.milestones).toEqual(outcome.milestones)
    expect(outputOf(reports)).toContain('[1/1] FROM node:24')
    expect(reports.at(-1)?.output?.lines.at(-1)).toBe('Done')
  })

  test('is pushed under what Panda wishes, and under the versions that its commit is tagged with, and no other', async () => {
    const github = await standIn()
    const folder = await temporaryFolder()
    const at = join(folder, 'one')
    await git(folder, 'clone', '--quiet', withToken(`${github.url}/panda/hello.git`, canary), 'one')
    await git(at, 'tag', 'v0.9.0')
    await git(at, 'commit', '--quiet', '--allow-empty', '-m', 'next')
    await git(at, 'tag', 'v1.2.3')
    await git(at, 'tag', '-a', 'v1.3.0-rc.1', '-m', 'with a message')
    for (const other of ['v1', 'v1.2.3+build', 'release-1', 'vast']) await git(at, 'tag', other)
    await git(at, 'push', '--quiet', '--tags', 'origin', 'HEAD:main')
    const { host, pushes } = await buildHost()
    const outcome = await runBuild({ ...sample(github, 'hello'), moreTags: ['latest'] }, host)
    const commit = String(outcome.milestones[0]?.details.commitHash).slice(0, 7)
    expect(pushes[0]?.tags).toEqual(['20261120_103505', commit, 'v1.2.3', 'v1.3.0-rc.1', 'latest'])
  })

  test('of another branch, with a message in another alphabet', async () => {
    const github = await standIn()
    const folder = await temporaryFolder()
    await git(folder, 'clone', '--quiet', withToken(`${github.url}/panda/hello.git`, canary), 'one')
    await git(join(folder, 'one'), 'commit', '--quiet', '--allow-empty', '-m', '안녕하세요\n\n둘째 줄')
    await git(join(folder, 'one'), 'push', '--quiet', 'origin', 'HEAD:feature/a-b#1')
    const { host } = await buildHost()
    const outcome = await runBuild({ ...sample(github, 'hello'), branch: 'feature/a-b#1' }, host)
    expect(outcome.milestones[0]?.details.commitMessage).toBe('안녕하세요\n\n둘째 줄')
  })
})

describe('no secret', () => {
  test('is in the clone, in a report, or in the outcome, whatever the engine says', async () => {
    const basic = Buffer.from(`x-access-token:${canary}`).toString('base64')
    const { host, reports, source } = await buildHost({
      build: async ({ line, progress }) => {
        for (const text of [canary, password, basic]) line(`said ${text}`)
        progress(`at ${canary}`)
        return { ok: false, message: `failed with ${canary} and ${basic}` }
      },
    })
    const outcome = await runBuild(sample(await standIn(), 'hello'), host)
    const said = JSON.stringify([reports, outcome])
    for (const secret of [canary, password, basic.slice(24, -4)]) expect(said).not.toContain(secret)
    expect(outcome.failure?.message).toMatch(/^failed with \*\*\* and /)
    const found = promisify(execFile)('grep', ['-r', '-a', '-l', canary, host.workDir])
    await expect(found, 'grep finds nothing and answers 1').rejects.toMatchObject({ code: 1 })
    expect(await git(source, 'config', 'remote.origin.url')).not.toContain('@')
  })
})

describe('fails', () => {
  const failing = async (repo: string, tokens = [canary]) => {
    const { host, reports } = await buildHost()
    const outcome = await runBuild(sample(await standInFor(tokens), repo), host)
    expect(outcome.succeeded).toBe(false)
    expect(reports.at(-1)?.failure).toEqual(outcome.failure)
    return outcome.failure
  }

  test("with git's words if it cannot be cloned", async () => {
    const wrong = await failing('hello', ['ghp_other'])
    expect(wrong).toMatchObject({
      errorCode: 'CLONE_FAILED',
      message: expect.stringContaining('Authentication failed'),
    })
    const unknown = await failing('other')
    expect(unknown?.message).toContain('Repository not found')
  })

  test('without a Dockerfile', async () => {
    expect(await failing('no-dockerfile')).toMatchObject({
      errorCode: 'DOCKERFILE_NOT_FOUND',
      message: 'Dockerfile not found in repository',
    })
  })

  test('where the branch is not there, or is no name for one', async () => {
    const { url } = await standIn()
    const run = async (branch: string) =>
      (await runBuild({ ...order(`${url}/panda/hello.git`), branch }, (await buildHost()).host)).failure
    expect(await run('v9')).toMatchObject({ errorCode: 'CLONE_FAILED', message: expect.stringContaining('v9') })
    expect(await run('--upload-pack=touch x')).toMatchObject({
      errorCode: 'CLONE_FAILED',
      message: 'Not cloned: the branch has a name that is not allowed',
    })
  })

  test('with the last lines, if the engine cannot build it', async () => {
    const { host } = await buildHost({
      build: async ({ line }) => {
        for (let at = 1; at <= 60; at++) line(`line ${at}`)
        return { ok: false, message: 'Dockerfile line 4: there is no x' }
      },
    })
    const { failure } = await runBuild(sample(await standIn(), 'hello'), host)
    expect(failure).toMatchObject({ errorCode: 'DOCKER_BUILD_FAILED', message: 'Dockerfile line 4: there is no x' })
    expect(failure?.lines).toEqual(Array.from({ length: 40 }, (_, at) => `line ${at + 21}`))
  })

  test('if the registry does not take it, at login or after', async () => {
    const refusing = async (engine: Parameters<typeof buildHost>[0]) => {
      const { host } = await buildHost(engine)
      return runBuild(sample(await standIn(), 'hello'), host)
    }
    const no = () => Promise.reject(new Error(`denied ${password}`))
    const login = await refusing({ login: no })
    expect(login.failure).toMatchObject({ errorCode: 'ECR_PUSH_FAILED', message: 'denied ***' })
    expect(login.milestones.at(-1)?.code).toBe('LOGIN_STARTED')
    const push = await refusing({ push: no })
    expect(push.failure?.errorCode).toBe('ECR_PUSH_FAILED')
    expect(push.milestones.at(-1)?.code).toBe('PUSH_STARTED')
  })

  test('if there are no credentials to trade for, or the engine breaks', async () => {
    const trade = await buildHost({}, { trade: () => Promise.reject(new Error('used already')) })
    const untraded = await runBuild(order('http://127.0.0.1:1/a/b.git'), trade.host)
    expect(untraded.failure?.message).toBe('No credentials for this build: used already')
    const broken = await buildHost({ build: () => Promise.reject(new Error(`disk full ${canary}`)) })
    const outcome = await runBuild(sample(await standIn(), 'hello'), broken.host)
    expect(outcome.failure).toMatchObject({
      errorCode: 'UNEXPECTED_ERROR',
      message: 'The build host failed: disk full ***',
    })
  })
})

test('a host that takes no report does not fail the build', async () => {
  const { host } = await buildHost({}, { report: () => Promise.reject(new Error('no bus')) })
  const outcome = await runBuild(sample(await standIn(), 'hello'), host)
  expect(outcome).toMatchObject({ succeeded: true })
  expect(outcome.milestones).toHaveLength(milestones.length)
})

describe('told to stop', () => {
  /** A GitHub that takes the token and then says nothing more. */
  const silentGitHub = async (onToken: () => void) => {
    const server = createServer((request, response) => {
      if (request.headers.authorization) return onToken()
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/a/b.git`
  }

  test('while cloning: git and its children end at once, and no argument of theirs had the token', async () => {
    const asked = Promise.withResolvers<void>()
    const url = await silentGitHub(() => asked.resolve())
    const { host, stop, reports } = await buildHost()
    const running = runBuild(order(url), host)
    await asked.promise
    const during = await commandLines()
    expect(during.filter(line => line.includes(url)).length).toBeGreaterThanOrEqual(2)
    expect(during.filter(line => line.includes(canary))).toEqual([])
    const from = Date.now()
    stop.abort()
    expect(await running).toMatchObject({ succeeded: false, aborted: true, failure: undefined })
    // Whoever it waits for never answers.
    expect(Date.now() - from).toBeLessThan(10_000)
    expect((await commandLines()).filter(line => line.includes(url))).toEqual([])
    expect(reports.some(({ failure }) => failure)).toBe(false)
  })

  test('while building: nothing is pushed', async () => {
    const stop = new AbortController()
    const build = async () => {
      stop.abort()
      return { ok: true as const, digest: 'sha256:1' }
    }
    const { host, pushes } = await buildHost({ build }, { signal: stop.signal })
    expect(await runBuild(sample(await standIn(), 'hello'), host)).toMatchObject({ aborted: true })
    expect(pushes).toEqual([])
  })

  test('before it began: nothing is cloned', async () => {
    const { host } = await buildHost({}, { signal: AbortSignal.abort() })
    const outcome = await runBuild(order('http://127.0.0.1:1/a/b.git'), host)
    expect(outcome).toMatchObject({ aborted: true, milestones: [] })
  })
})

test('a configuration of whoever runs it is not used', async () => {
  const home = await temporaryFolder()
  await writeFile(join(home, '.gitconfig'), '[url "http://127.0.0.1:1/"]\n\tinsteadOf = http://127.0.0.1\n')
  const before = process.env.HOME
  process.env.HOME = home
  onTestFinished(() => {
    process.env.HOME = before
  })
  const { host } = await buildHost()
  expect((await runBuild(sample(await standIn(), 'hello'), host)).succeeded).toBe(true)
})
