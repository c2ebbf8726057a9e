// Starting and ending, as whoever types `npm start` sees it.
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, processesOf } from './left-running.ts'
import {
  bodyOf,
  deployed,
  deployTo,
  followUntil,
  git,
  type PandaProcess,
  runPanda,
  type StartOptions,
  startPanda,
} from './panda-process.ts'

let temp: string
beforeAll(async () => {
  temp = await mkdtemp(join(tmpdir(), 'panda-e2e-start-'))
})
afterAll(() => rm(temp, { recursive: true, force: true }))

describe('a first start', () => {
  it('ends as it should at a Ctrl-C that comes with its first words', async () => {
    const place = await startPanda()
    expect(await place.stop()).toBe(0)
    expect(place.output()).toContain('Ending')
  })

  it('says where it is, what to try next, and where its data is', { timeout: 60_000 }, async () => {
    const place = await startPanda()
    try {
      expect(place.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(place.output()).toContain(`${place.address}/swagger-ui.html`)
      for (const word of ['ghp_local', 'AKIALOCAL', 'local-1', 'panda/hello', place.dataDir, 'Ctrl-C'])
        expect(place.output()).toContain(word)
      const { status, samples } = await place.client.health()
      expect(status).toBe('UP')
      expect(samples?.github).toMatchObject({ token: 'ghp_local' })
      expect(samples?.github?.repositories).toContain('panda/hello')
      expect(samples?.aws).toEqual({ region: 'local-1', accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' })
      expect(await (await fetch(`${place.address}/swagger-ui.html`)).text()).toContain('<title>Panda API</title>')
      expect(await (await fetch(`${place.address}/api-docs`)).json()).toMatchObject({ openapi: '3.1.0' })
    } finally {
      expect(await place.stop()).toBe(0)
    }
  })
})

describe('a start that cannot be', { timeout: 60_000 }, () => {
  it('names a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const line = await refusal({ env: { PORT: String(port) }, dataDir: join(temp, 'port') })
    server.close()
    expect(line).toContain(String(port))
  })

  it('names a folder that cannot be one', async () => {
    await writeFile(join(temp, 'file'), 'not a folder')
    expect(await refusal({ dataDir: join(temp, 'file', 'data') })).toContain(join(temp, 'file', 'data'))
    expect(await refusal({ dataDir: '/proc/panda' })).toContain('/proc/panda')
  })

  it.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ PANDA_BAKE_SECONDS: 'long' }, 'PANDA_BAKE_SECONDS'],
    [{ PANDA_LOCALE: 'fr' }, 'PANDA_LOCALE'],
    [{ PANDA_CLOCK_RATE: '0' }, 'PANDA_CLOCK_RATE'],
    [{ PANDA_FAULT: 'drop-evnets' }, 'drop-evnets'],
    [{ PANDA_ENGINE: 'lxc' }, 'PANDA_ENGINE'],
    [{ PANDA_ENGINE: 'docker', DOCKER_HOST: 'unix:///nowhere/docker.sock' }, 'PANDA_ENGINE=docker, but docker'],
  ])('names a setting that cannot be: %o', async (env, name) => {
    expect(await refusal({ env, dataDir: join(temp, 'settings') })).toContain(name)
  })

  it('names what is no repository', async () => {
    const args = ['--repo', temp]
    expect(await refusal({ args, dataDir: join(temp, 'repo') })).toContain(`--repo ${temp}`)
    expect(await refusal({ args: ['--repos', temp], dataDir: join(temp, 'repo') })).toContain('--repos')
  })
})

describe('a start with PANDA_LOCALE and --repo', () => {
  it('speaks that language and serves that folder', { timeout: 60_000 }, async () => {
    const folder = join(temp, 'my program')
    await cp(new URL('../../local/samples/hello/main', import.meta.url), folder, { recursive: true })
    await git(folder, 'init', '--quiet', '--initial-branch=main')
    await git(folder, 'add', '--all')
    await git(folder, 'commit', '--quiet', '-m', 'Mine')
    const place = await startPanda({ args: ['--repo', folder], env: { PANDA_LOCALE: 'ko' } })
    try {
      const { events, deploymentId } = await deployed(place, 'my-program', { owner: 'local' })
      expect(events.at(-1)).toMatchObject({ code: 'COMPLETED', message: '배포가 완료되었습니다' })
      const result = await place.client.result(deploymentId)
      expect(result).toMatchObject({ owner: 'local', repo: 'my-program', commitMessage: 'Mine' })
      expect(await bodyOf(result.url)).toBe('Hello from Panda, version 1')
    } finally {
      await place.stop()
    }
  })
})

describe('a folder with something in it', () => {
  let dataDir: string
  let id: string
  let interrupted: string
  let url: string

  beforeAll(async () => {
    dataDir = join(temp, 'kept')
    const place = await startPanda({ dataDir, ownGroup: true })
    try {
      id = (await deployed(place, 'hello')).deploymentId
      url = (await place.client.result(id)).url!
      expect(await bodyOf(url)).toBe('Hello from Panda, version 1')
      interrupted = await deployTo(place.client, 'hello', { branch: 'v2' })
      await followUntil(place, interrupted, ['BUILD_STARTED'])
      await expectAllEndedBy(place, () => process.kill(-place.pid, 'SIGINT'))
    } finally {
      await place.stop()
    }
  }, 90_000)

  it('is gone on with where Ctrl-C came in between', { timeout: 90_000 }, async () => {
    const place = await startPanda({ dataDir })
    try {
      const events = await followUntil(place, interrupted)
      expect(events.at(-1)?.code).toBe('COMPLETED')
      expect(events.map(({ code }) => code)).not.toContain('STOPPING')
      await expectServing(place)
    } finally {
      await place.stop()
    }
  })

  it('is not given to a second Panda, which does the first no harm', { timeout: 60_000 }, async () => {
    const place = await startPanda({ dataDir })
    try {
      const line = await refusal({ dataDir })
      expect(line).toContain(`in use by process ${place.pid}`)
      expect(await place.client.deployment(id)).toMatchObject({ status: 'COMPLETED' })
      await expectServing(place)
    } finally {
      await place.stop()
    }
  })

  it('is left as it is when damaged, and works again when mended', { timeout: 60_000 }, async () => {
    const journal = join(dataDir, 'region', 'region.journal')
    const whole = await readFile(journal)
    const garbled = Buffer.from(whole)
    garbled.fill('x', garbled.length >> 1, (garbled.length >> 1) + 20)
    await writeFile(journal, garbled)
    expect(await refusal({ dataDir })).toMatch(/region\.journal is damaged at line \d+/)
    expect(await readFile(journal)).toEqual(garbled)

    await writeFile(journal, whole)
    const place = await startPanda({ dataDir })
    try {
      expect(await place.client.deployment(id)).toMatchObject({ status: 'COMPLETED', url })
      expect((await place.client.services()).map(({ current }) => current?.deploymentId)).toContain(id)
      await expectServing(place)
    } finally {
      await expectAllEndedBy(place, () => process.kill(place.pid, 'SIGTERM'))
      await place.stop()
    }
  })

  /** Programs need a moment to start again. */
  const expectServing = (place: PandaProcess) =>
    expect
      .poll(() => bodyOf(url).catch(String), { timeout: 20_000, message: place.output() })
      .toBe('Hello from Panda, version 1')
})

/** It ends by itself, with 1, and says why in one line, without a stack. */
const refusal = async (options: StartOptions) => {
  const { ended, output, child } = runPanda(options)
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  const code = await ended
  clearTimeout(timer)
  const lines = output().trim().split('\n')
  expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(/^(Panda cannot start: )?\S.{10,}/)] })
  return lines[0]!
}

/** All that Panda has started, besides itself. */
const expectAllEndedBy = async (place: PandaProcess, end: () => void) => {
  // Two programs at least, each with its keeper.
  expect((await processesOf(place.dataDir)).length).toBeGreaterThanOrEqual(5)
  end()
  // Whoever started Panda passes the same Ctrl-C on to it: that does not make it leave in a hurry.
  const code = await place.stop()
  // Nothing on the way out looks like a fault.
  const lastWords = place.output().split('every program it runs.')[1]?.trim()
  expect({ code, lastWords }).toEqual({ code: 0, lastWords: 'Ending ...' })
  expect(
    await eventually(
      () => processesOf(place.dataDir),
      left => left.length === 0,
      2_000,
    ),
  ).toEqual([])
}
