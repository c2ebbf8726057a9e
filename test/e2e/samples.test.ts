// Each sample repository comes to its own end, and whatever goes wrong, what served before still serves.
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeploymentResult, PandaEvent } from '../../client/types.ts'
import { bodyOf, deployed, type PandaProcess, pushCommit, startPanda } from './panda-process.ts'

let place: PandaProcess

beforeAll(async () => {
  // A green that never gets well is given up on after 18 seconds, which a busy machine needs to start a good one.
  place = await startPanda({ env: { PANDA_GREEN_MINUTES: '0.3' } })
}, 40_000)
afterAll(() => place?.stop(), 30_000)

describe.concurrent('a sample repository', { timeout: 150_000 }, () => {
  it('without a Dockerfile fails, as the very first release too', async () => {
    const first = await outcome('no-dockerfile')
    expect(first.result).toMatchObject({ finalService: null, rolledBack: false, url: null })
    const { result, events } = await badAfterGood('no-dockerfile')
    expectFailed(result, events, 'DOCKERFILE_NOT_FOUND', 1)
    expect(result.errorMessage).toBe('Dockerfile not found in repository')
  })

  it('whose build is broken fails with the build’s last words', async () => {
    const { result, events } = await badAfterGood('broken-build')
    expectFailed(result, events, 'DOCKER_BUILD_FAILED', 1)
    expect(result.errorMessage).toContain('settings.production.json')
  })

  it('that needs RUN fails and names the line', async () => {
    const { result, events } = await badAfterGood('needs-run')
    expectFailed(result, events, 'DOCKER_BUILD_FAILED', 1)
    expect(result.errorMessage).toMatch(/line 4\b.*RUN date > built\.txt/s)
    expect(result.errorMessage).toMatch(/container engine/)
  })

  it('that never gets healthy never gets traffic', async () => {
    const { result, events } = await badAfterGood('unhealthy')
    expectFailed(result, events, 'HEALTH_CHECK_FAILED', 4)
    const codes = events.map(({ code }) => code)
    for (const code of ['GREEN_READY', 'READY', 'AWAITING_SWITCH', 'SWITCHING']) expect(codes).not.toContain(code)
    const last = events.at(-1)!.details
    expect(result.errorMessage).toMatch(/0 of \d+ checks passed at http:\/\/127\.0\.0\.1:\d+\/health; last: .*503/)
    expect(JSON.stringify(last)).toContain('asked for my health: not well')
  })

  it('that gets sick of production traffic is taken out of it', async () => {
    const sample = await filesOf('sick-after-switch')
    const good = await released('sick-after-switch', { Dockerfile: sample.Dockerfile!.replace('SICK=yes', 'SICK=no') })
    expect(await bodyOf(good.url)).toBe('I am well')
    const sick = await after('sick-after-switch', sample, { autoSwitch: true })
    const codes = sick.events.map(({ code }) => code)
    expect(codes.filter(code => ['SWITCHED', 'STOPPING', 'ROLLED_BACK', 'FAILED'].includes(code))).toEqual([
      ...['SWITCHED', 'STOPPING', 'ROLLED_BACK', 'FAILED'],
    ])
    expect(sick.result).toMatchObject({ errorCode: 'HEALTH_CHECK_FAILED', finalService: 'blue', rolledBack: true })
    expect(sick.result.errorMessage).toContain('500')
    expect(await bodyOf(good.url)).toBe('I am well')
    await expectCurrent('sick-after-switch', good)
  })

  it('that is slow to start is waited for', async () => {
    const { result, events } = await outcome('slow-start')
    expect(result).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
    expect(await bodyOf(result.url)).toBe('Here at last')
    const at = (wanted: string) => Date.parse(events.find(({ code }) => code === wanted)?.timestamp ?? '')
    expect(at('GREEN_READY') - at('GREEN_STARTING')).toBeGreaterThan(2_500)
  })
})

type Files = Record<string, string | null>

/** What a sample comes with. */
const filesOf = async (repo: string): Promise<Files> => {
  const read = (name: string) =>
    readFile(new URL(`../../local/samples/${repo}/main/${name}`, import.meta.url), 'utf8').catch(() => null)
  return { Dockerfile: await read('Dockerfile'), 'server.mjs': await read('server.mjs') }
}

const goodOne: Files = {
  'server.mjs': `import { createServer } from 'node:http'
createServer((request, response) => response.end('All is well\\n')).listen(Number(process.env.PORT))
`,
  Dockerfile: `FROM node:24-alpine
WORKDIR /app
COPY server.mjs .
EXPOSE 8080
CMD ["node", "server.mjs"]
`,
}

/** A good commit, deployed; then the bad one, after which the good one must still be there. */
const badAfterGood = async (repo: string) => {
  const good = await released(repo, goodOne)
  expect(await bodyOf(good.url)).toBe('All is well')
  const outcome = await after(repo, await filesOf(repo))
  expect(await bodyOf(good.url)).toBe('All is well')
  await expectCurrent(repo, good)
  return outcome
}

const released = async (repo: string, files: Files) => {
  const { result } = await after(repo, files)
  expect(result).toMatchObject({ status: 'COMPLETED', finalService: 'green' })
  return result
}

const after = async (repo: string, files: Files, wishes: { autoSwitch?: boolean } = {}) => {
  await pushCommit(place.dataDir, { repo, branch: 'main', files })
  return outcome(repo, wishes)
}

const outcome = async (repo: string, wishes: { autoSwitch?: boolean } = {}) => {
  const { deploymentId, events } = await deployed(place, repo, wishes)
  return { events, result: await place.client.result(deploymentId) }
}

const expectFailed = (result: DeploymentResult, events: PandaEvent[], errorCode: string, stage: number) => {
  expect(result).toMatchObject({ status: 'FAILED', errorCode })
  const { errorMessage } = result
  expect(events.at(-1)).toMatchObject({
    type: 'fail',
    code: 'FAILED',
    message: `Deployment failed at Stage ${stage}: ${errorMessage}`,
    details: { stage, status: 'FAILED', errorCode, errorMessage, finalService: 'blue' },
  })
  expect(events.filter(({ code }) => code === 'FAILED')).toHaveLength(1)
}

const expectCurrent = async (repo: string, { deploymentId, url }: DeploymentResult) => {
  const [service] = await place.client.service('panda', repo)
  expect(service).toMatchObject({ url, current: { deploymentId } })
}
