// What docker is asked, in which order, and what is made of its answers. Whether docker understands it: test/containers.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { containerEngine } from '../../buildspec/container-engine.ts'
import type { EngineBuild } from '../../buildspec/host.ts'
import { temporaryFolder } from '../local/github/commands.ts'
import { digest, fakeDocker } from './fake-docker.ts'

const password = 'pw_canary0123456789'
const registry = '000000000000.dkr.ecr.eu-test-1.amazonaws.com'
const cache = { registry, repository: 'panda-hello', password }
const signal = new AbortController().signal

const place = async (changes: string[] = [], secrets: Record<string, string> = {}) => {
  const docker = await fakeDocker(...changes)
  const folder = join(await temporaryFolder(), 'engine')
  const machine = { PATH: docker.path, HOME: '/home/somebody', ...secrets }
  const engine = containerEngine('docker', { folder, machine })
  const [lines, steps]: [string[], unknown[]] = [[], []]
  const build = (more: Partial<EngineBuild> = {}) =>
    engine.build({
      ...{
        contextDir: '/somewhere/source',
        dockerfile: '/somewhere/source/Dockerfile',
        imageName: 'panda-hello-main-1',
        cache,
      },
      ...{ progress: (...said) => steps.push(said), line: text => lines.push(text), signal },
      ...more,
    })
  const login = () => engine.login({ registry, password, signal })
  const push = (tags = ['20261120_103505', 'abc1234']) =>
    engine.push({
      ...{ registry, repository: 'panda-hello', tags, imageName: 'panda-hello-main-1', password, signal },
      ...{ progress: (...said) => steps.push(said), line: text => lines.push(text) },
    })
  return { docker, folder, build, login, push, lines, steps }
}

const builderIn = (calls: string[]) => /--name=(panda-[0-9a-f]{16})/.exec(calls.join(' '))?.[1]

test('builds with a builder of its own and a cache in the registry, and takes the builder away', async () => {
  const { docker, build, lines, steps } = await place()
  expect(await build()).toEqual({ ok: true })
  const calls = await docker.calls()
  const builder = builderIn(calls)
  const ref = `type=registry,ref=${registry}/panda-hello:buildcache`
  expect(calls.slice(1)).toEqual([
    `buildx create --name=${builder} --driver=docker-container --bootstrap`,
    [
      `buildx build --builder=${builder} --load --cache-from=${ref}`,
      `--cache-to=${ref},mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`,
      '--file=/somewhere/source/Dockerfile --tag=panda-hello-main-1 /somewhere/source',
    ].join(' '),
    `buildx rm --force ${builder}`,
  ])
  expect(steps).toEqual([
    ['FROM docker.io/library/node:24', 1, 2],
    ['COPY . /app', 2, 2],
  ])
  expect(lines).toContain('#5 CACHED')
  expect(await docker.environments()).toContain('BUILDKIT_PROGRESS=plain')
})

test('without a builder it builds without a cache, and says why', async () => {
  const { docker, build, lines } = await place(['no-builder'])
  expect(await build()).toEqual({ ok: true })
  expect(lines).toContain('Built without a cache: ERROR: toomanyrequests: You have reached your pull rate limit')
  const built = 'build --file=/somewhere/source/Dockerfile --tag=panda-hello-main-1 /somewhere/source'
  expect((await docker.calls()).filter(call => call.includes('--file'))).toEqual([built])
})

test.each([undefined, { ...cache, registry: '127.0.0.1:5000' }])('with nothing to reach, no cache: %o', async at => {
  const { docker, build } = await place()
  await build({ cache: at })
  expect(await docker.calls()).toEqual([
    'build --file=/somewhere/source/Dockerfile --tag=panda-hello-main-1 /somewhere/source',
  ])
})

test('a build that fails says so with its last lines', async () => {
  const { build } = await place(['no-build'])
  const failed = await build()
  expect(failed).toMatchObject({
    ok: false,
    message: expect.stringMatching(/"\/app": not found\nERROR: failed to solve$/),
  })
})

describe('the push', () => {
  test('of each tag answers the digest that docker named', async () => {
    const { docker, login, push, lines } = await place()
    await login()
    expect(await push()).toEqual({ digest, uri: `${registry}/panda-hello:20261120_103505` })
    const [tag, commit] = ['20261120_103505', 'abc1234'].map(name => `${registry}/panda-hello:${name}`)
    expect((await docker.calls()).slice(1)).toEqual([
      `login --username=AWS --password-stdin ${registry}`,
      `tag panda-hello-main-1 ${tag}`,
      `push ${tag}`,
      `tag panda-hello-main-1 ${commit}`,
      `push ${commit}`,
    ])
    expect(lines).toContain('5f70bf18a086: Pushed')
  })

  test('that is refused says why, and so does a login', async () => {
    const { push, login } = await place(['no-push', 'no-login'])
    await expect(login()).rejects.toThrow('401 Unauthorized')
    await expect(push()).rejects.toThrow('denied: requested access to the resource is denied')
  })

  test('is no good if the tags lead to different images', async () => {
    const { push } = await place(['two-digests'])
    await expect(push(['tag-a', 'tag-b'])).rejects.toThrow('The tags lead to different images')
  })
})

describe('no secret', () => {
  test('is an argument or in the environment; the password is in one file that only its owner reads', async () => {
    const aws = {
      AWS_SECRET_ACCESS_KEY: 'canary',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'canary',
      PANDA_NONCE: 'canary',
    }
    const { docker, folder, build, login, push } = await place([], aws)
    await build()
    await login()
    await push()
    expect((await docker.calls()).join('\n')).not.toContain(password)
    expect(await docker.environments()).not.toContain('canary')
    expect(await docker.password()).toBe(password)
    const { mode } = await stat(join(folder, 'config.json'))
    expect(mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    const auth = Buffer.from(`AWS:${password}`).toString('base64')
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toEqual({
      auths: { [registry]: { auth } },
      cliPluginsExtraDirs: ['/home/somebody/.docker/cli-plugins'],
    })
    expect(await docker.environments()).toContain(`DOCKER_CONFIG=${folder}`)
  })

  test("the user's own configuration is left aside, and their docker is still the one that is used", async () => {
    const { docker, login } = await place([], { DOCKER_CONFIG: '/home/somebody/elsewhere' })
    await login()
    const [before, after] = (await docker.environments()).split('DOCKER_CONFIG=').slice(1)
    expect(before).toMatch(/^\/home\/somebody\/elsewhere\n/)
    expect(after).not.toContain('elsewhere')
    expect(await docker.environments()).toContain('DOCKER_HOST=unix:///run/user/1000/docker.sock')
  })
})

test('told to stop: docker ends at once, and its builder is taken away all the same', async () => {
  const { docker, build } = await place(['hangs'])
  const stop = new AbortController()
  const building = build({ signal: stop.signal })
  await expect.poll(docker.started, { timeout: 10_000 }).toBe(true)
  stop.abort()
  expect(await building).toMatchObject({ ok: false })
  const calls = await docker.calls()
  expect(calls.at(-1)).toBe(`buildx rm --force ${builderIn(calls)}`)
})
