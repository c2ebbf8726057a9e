import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClientName, lastWords } from '../../../local/containers/client.ts'
import { probe } from '../../../local/containers/probe.ts'
import { probeImage } from '../../../local/containers/probe-program.ts'

let folder: string
const path = process.env.PATH
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'panda-probe-'))
  process.env.PATH = folder
})
afterEach(async () => {
  process.env.PATH = path
  await rm(folder, { recursive: true, force: true })
})

/** What a client answers, by the first word that it is given. */
const client = async (name: ClientName, answers: Record<string, string>) => {
  const cases = Object.entries(answers).map(([word, answer]) => `${word}) ${answer} ;;`)
  const text = `#!/bin/sh\necho "$*" >>${folder}/asked\ncase "$1" in\n${cases.join('\n')}\nesac\n`
  await writeFile(join(folder, name), text)
  await chmod(join(folder, name), 0o755)
}

const docker = {
  '--version': 'echo "Docker version 28.2.2, build e6534b4"',
  context: 'echo unix:///var/run/docker.sock',
  info: 'echo x86_64',
  import: 'echo sha256:abc',
  run: 'exit 42',
}

describe('an engine', () => {
  it('is one that ran the probe', async () => {
    await client('docker', docker)
    expect(await probe('docker')).toEqual({ works: true, version: '28.2.2' })
    await client('podman', { ...docker, '--version': 'echo "podman version 4.3.1"', context: 'exit 125' })
    expect(await probe('podman')).toEqual({ works: true, version: '4.3.1' })
  })

  it('may be podman under the name of docker', async () => {
    const info = 'if [ "$3" = "{{.Host.Arch}}" ]; then echo arm64; else exit 125; fi'
    await client('docker', { ...docker, '--version': 'echo "podman version 5.4.0"', context: 'exit 125', info })
    expect(await probe('docker')).toEqual({ works: true, version: '5.4.0' })
  })

  it.each<[string, Partial<typeof docker>, RegExp]>([
    [
      'whose daemon does not answer',
      { info: 'echo "Cannot connect to the Docker daemon" >&2; exit 1' },
      /no engine: Cannot connect/,
    ],
    ['whose client says so without failing', { info: 'echo "no daemon" >&2' }, /no engine: no daemon/],
    [
      'that cannot run',
      { run: 'echo "Error: crun: not permitted" >&2; exit 126' },
      /cannot run a container: crun: not permitted/,
    ],
    ['that runs something else', { run: 'exit 0' }, /cannot run a container: it ended with 0/],
    ['that takes no image', { import: 'echo "Error: no space left" >&2; exit 1' }, /takes no image: no space left/],
    ['of an unheard-of kind', { info: 'echo pdp11' }, /pdp11/],
    ['on another machine', { context: 'echo tcp://10.0.0.7:2376' }, /engine is at tcp:\/\/10\.0\.0\.7:2376/],
    ['behind ssh', { context: 'echo ssh://me@far' }, /engine is at ssh:\/\/me@far/],
  ])('is none %s', async (_, answers, why) => {
    await client('docker', { ...docker, ...answers })
    expect(await probe('docker')).toEqual({ works: false, why: expect.stringMatching(why) })
  })

  it('is none where there is no client', async () => {
    expect(await probe('docker')).toEqual({ works: false, why: 'docker is not installed' })
  })

  it('is none that does not answer in time', async () => {
    await client('docker', { ...docker, info: 'while :; do :; done' })
    expect(await probe('docker', 700)).toEqual({
      works: false,
      why: expect.stringMatching(/no answer to "docker info"/),
    })
  })
})

describe('the probe’s image', () => {
  it.runIf(process.platform === 'linux' && process.arch in { x64: 1, arm64: 1 })(
    'holds one program, which ends with 42',
    async () => {
      process.env.PATH = path
      await writeFile(join(folder, 'image.tar'), probeImage(process.arch === 'x64' ? 'x86_64' : 'aarch64')!)
      const run = promisify(execFile)
      expect((await run('tar', ['-C', folder, '-xvf', join(folder, 'image.tar')])).stdout).toBe('probe\n')
      await expect(run(join(folder, 'probe'))).rejects.toMatchObject({ code: 42 })
    },
  )

  it('is the same for both names of an architecture', () => {
    expect(probeImage('amd64')).toEqual(probeImage('x86_64'))
    expect(probeImage('arm64')).toEqual(probeImage('aarch64'))
    expect(probeImage('arm64')).not.toEqual(probeImage('amd64'))
  })
})

describe('a client’s last words', () => {
  it.each([
    [
      "docker: Error response from daemon: No such image: sha256:9.\n\nRun 'docker run --help' for more information\n",
      'No such image: sha256:9.',
    ],
    [
      "docker: Cannot connect to the Docker daemon.\nSee 'docker run --help'.\n",
      'Cannot connect to the Docker daemon.',
    ],
    [
      'time="…" level=warning msg="…"\nError: crun: not permitted: OCI permission denied\n',
      'crun: not permitted: OCI permission denied',
    ],
    ['', ''],
  ])('%j', (stderr, words) => expect(lastWords(stderr)).toBe(words))
})
