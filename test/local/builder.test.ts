import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { BuildReport } from '../../core/ports.ts'
import { builders } from '../../local/builder.ts'
import { githubStandIn } from '../../local/github/stand-in.ts'
import { imageStore } from '../../local/images/store.ts'
import type { BuilderOrder } from '../../region/kernel.ts'
import { order } from '../buildspec/build-host.ts'
import { temporaryFolder } from './github/commands.ts'

type Pushed = Parameters<BuilderOrder['push']>[0]

const place = async () => {
  const dataDir = await temporaryFolder()
  const github = await githubStandIn({ dataDir, tokens: ['ghp_local'] })
  onTestFinished(() => github.close())
  const store = imageStore(join(dataDir, 'images'))
  const workDir = join(dataDir, 'builds')
  const logged: string[] = []
  const builds = builders({ store, workDir, log: line => logged.push(line) })
  const run = async (repo: string, more: Partial<BuilderOrder> = {}) => {
    const reports: BuildReport[] = []
    const traded: unknown[] = []
    const pushed: Pushed[] = []
    const PANDA_ORDER = JSON.stringify(order(`${github.url}/panda/${repo}.git`))
    const outcome = await builds.run({
      buildId: 'panda-build:1',
      env: { PANDA_ORDER, PANDA_NONCE: 'nonce0123' },
      signal: new AbortController().signal,
      invoke: async (name, payload) => {
        const call = payload as { ask: string; report: BuildReport }
        if (call.ask === 'report') {
          reports.push(call.report)
          return {}
        }
        traded.push([name, call])
        return { cloneToken: 'ghp_local', registry: 'r.example', password: 'pw_secret' }
      },
      push: async image => void pushed.push(image),
      ...more,
    })
    return { outcome, reports, traded, pushed, report: JSON.parse(outcome.exported.PANDA_REPORT ?? '{}') }
  }
  return { run, store, workDir, logged, dataDir }
}

describe('a build of one machine', () => {
  test('makes an image that can be run, pushes it, and leaves nothing behind', async () => {
    const { run, store, workDir } = await place()
    const { outcome, reports, traded, pushed, report } = await run('hello')
    expect(outcome.succeeded).toBe(true)
    const asked = { ask: 'trade', deploymentId: 'dep_1', buildId: 'panda-build:1', nonce: 'nonce0123' }
    expect(traded).toEqual([['panda-build-call', asked]])
    const [image] = pushed
    expect(image).toMatchObject({ registry: 'r.example', repository: 'panda-hello', password: 'pw_secret' })
    const { root } = await store.open(String(image?.digest))
    expect(await readdir(join(root, 'app'))).toContain('server.mjs')
    expect(reports.at(-1)).toMatchObject({
      deploymentId: 'dep_1',
      buildId: 'panda-build:1',
      nonce: 'nonce0123',
      ...report,
    })
    expect(report.milestones.at(-1)).toMatchObject({ code: 'PUSHED', details: { digest: image?.digest } })
    expect(await readdir(workDir)).toEqual([])
  })

  test.each([
    ['broken-build', 'DOCKER_BUILD_FAILED', /line 4: COPY settings\.production\.json/],
    ['needs-run', 'DOCKER_BUILD_FAILED', /line 4: RUN/],
    ['no-dockerfile', 'DOCKERFILE_NOT_FOUND', /^Dockerfile not found in repository$/],
  ])('%s fails as it should', async (repo, errorCode, message) => {
    const { run, workDir } = await place()
    const { outcome, report, reports } = await run(repo)
    expect(outcome.succeeded).toBe(false)
    expect(report.failure).toMatchObject({ errorCode, message: expect.stringMatching(message) })
    expect(reports.at(-1)?.failure).toEqual(report.failure)
    expect(await readdir(workDir)).toEqual([])
  })

  test.each(['unhealthy', 'sick-after-switch', 'slow-start'])('%s is built', async repo => {
    expect((await (await place()).run(repo)).outcome.succeeded).toBe(true)
  })
})

test('the same commit gives the same image', async () => {
  const { run } = await place()
  const digests = [await run('hello'), await run('hello')].map(({ pushed }) => pushed[0]?.digest)
  expect(digests[0]).toBe(digests[1])
})

test('reports that do not arrive are named, and the last is left behind all the same', async () => {
  const { run, logged } = await place()
  const invoke = async (_: string, payload: unknown) => {
    if ((payload as { ask: string }).ask === 'report') throw new Error('no bus')
    return { cloneToken: 'ghp_local', registry: 'r.example', password: 'pw_secret' }
  }
  const { outcome, report } = await run('no-dockerfile', { invoke })
  expect(outcome.succeeded).toBe(false)
  expect(report.failure.errorCode).toBe('DOCKERFILE_NOT_FOUND')
  expect(logged[0]).toBe('build panda-build:1: report 1 did not arrive: Error: no bus')
})

test('a trade that is refused says nothing of what came instead', async () => {
  const { run } = await place()
  const { report } = await run('hello', { invoke: async () => ({ cloneToken: 'ghp_local', password: 7 }) })
  expect(report.failure.message).toBe('No credentials for this build: the trade was refused')
})

test('what a process that died left behind is removed, and a build without an order is a fault', async () => {
  const folder = join(await temporaryFolder(), 'builds')
  await mkdir(join(folder, 'build-old'), { recursive: true })
  await writeFile(join(folder, 'build-old/file'), 'x')
  const builds = builders({ store: imageStore(await temporaryFolder()), workDir: folder })
  const nothing = { invoke: async () => undefined, push: async () => undefined }
  const signal = new AbortController().signal
  await expect(builds.run({ buildId: 'b', env: {}, signal, ...nothing })).rejects.toThrow()
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})
