// Every hostile name, wherever a name may stand: through the calls of the API, and past them through the whole build.
import { readdir } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { github } from '../../aws/github.ts'
import { runBuild } from '../../buildspec/build.ts'
import { containerEngine } from '../../buildspec/container-engine.ts'
import { githubStandIn } from '../../local/github/stand-in.ts'
import { temporaryFolder } from '../local/github/commands.ts'
import { openPlace } from '../place.ts'
import { buildHost, canary, order } from './build-host.ts'
import { fakeDocker } from './fake-docker.ts'
import { hostileNames } from './hostile-names.ts'

const legal = { owner: 'panda', repo: 'hello', branch: 'main' }
const positions = ['owner', 'repo', 'branch'] as const

test('the calls refuse each of them, naming the field, and nothing is asked of anybody', async () => {
  const panda = await openPlace()
  let asked = 0
  panda.weather.github = async () => {
    asked++
    return { ok: true }
  }
  const ids = { githubConnectionId: 'gh_1', awsConnectionId: 'aws_1' }
  expect(hostileNames.length).toBeGreaterThanOrEqual(50)
  for (const name of hostileNames) {
    for (const position of positions) {
      const named = { ...legal, [position]: name }
      const refused = { status: 400, errorCode: 'INVALID_REQUEST' }
      const what = `${position} ${JSON.stringify(name).slice(0, 80)}`
      expect(await panda.call('POST /api/v1/connect/github', { ...named, token: canary }), what).toMatchObject(refused)
      expect(await panda.call('POST /api/v1/deploy', { ...ids, ...named }), what).toMatchObject(refused)
    }
  }
  expect(asked).toBe(0)
})

test.each(positions)(
  'past the calls, as the %s of a build: each ends as a clone that failed, and none runs',
  async at => {
    const standIn = await githubStandIn({ dataDir: await temporaryFolder(), tokens: [canary] })
    onTestFinished(() => standIn.close())
    const { cloneUrl } = github({ apiUrl: standIn.apiUrl, cloneBase: standIn.url })
    const docker = await fakeDocker()
    const build = async (name: string) => {
      const named = { ...legal, [at]: name }
      const { host } = await buildHost()
      const engine = containerEngine('docker', { folder: host.workDir, machine: { PATH: docker.path } })
      const outcome = await runBuild({ ...order(cloneUrl(named)), branch: named.branch }, { ...host, engine })
      const what = JSON.stringify(name).slice(0, 80)
      expect(outcome.failure, what).toMatchObject({ errorCode: 'CLONE_FAILED', message: expect.stringMatching(/./) })
      expect(await readdir(host.workDir, { recursive: true }), what).not.toContain('pwned')
    }
    for (let from = 0; from < hostileNames.length; from += 8)
      await Promise.all(hostileNames.slice(from, from + 8).map(build))
    expect(await docker.calls()).toEqual([])
    expect(await readdir('.')).not.toContain('pwned')
  },
  60_000,
)
