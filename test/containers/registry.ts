// Debian's docker-registry on loopback, with one password; and what is in it, read through its own API.
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'

const run = promisify(execFile)
const manifestTypes = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json'

export const startRegistry = async (folder: string, password: string) => {
  const port = await freePort()
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'users'), `AWS:${await bcrypt(password)}\n`)
  const settings = {
    ...{ version: '0.1', log: { level: 'debug' }, http: { addr: `127.0.0.1:${port}` } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    auth: { htpasswd: { realm: 'panda', path: join(folder, 'users') } },
  }
  // JSON is YAML.
  await writeFile(join(folder, 'settings.yml'), JSON.stringify(settings))
  const child = spawn('docker-registry', ['serve', join(folder, 'settings.yml')], { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      log += text
    })
  const ended = new Promise<void>(resolve => child.on('close', () => resolve()))
  const host = `127.0.0.1:${port}`
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`
  const get = (path: string, method = 'GET') =>
    fetch(`http://${host}/v2/${path}`, { method, headers: { authorization, accept: manifestTypes } })
  await answering(
    () => get(''),
    () => log,
  )
  const close = async () => {
    child.kill()
    await ended
  }
  return { host, log: () => log, close, get, ...readerOf(get) }
}

type Get = (path: string, method?: string) => Promise<Response>
type Described = { digest: string; mediaType: string }

const readerOf = (get: Get) => {
  /** The registry's own word. */
  const digestOf = async (repository: string, tag: string) =>
    (await get(`${repository}/manifests/${tag}`, 'HEAD')).headers.get('docker-content-digest')

  const tags = async (repository: string): Promise<string[]> =>
    ((await (await get(`${repository}/tags/list`)).json()) as { tags: string[] }).tags

  const blob = async (repository: string, { digest }: Described) => {
    const bytes = Buffer.from(await (await get(`${repository}/blobs/${digest}`)).arrayBuffer())
    if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest)
      throw new Error(`${digest} is not itself`)
    return bytes
  }

  /** Manifest, configuration and layers as they lie there, and all files of the layers in a folder. */
  const unpacked = async (repository: string, reference: string, into: string) => {
    const manifest = Buffer.from(await (await get(`${repository}/manifests/${reference}`)).arrayBuffer())
    const { config, layers } = JSON.parse(manifest.toString()) as { config: Described; layers: Described[] }
    const raw = [manifest, await blob(repository, config)]
    await mkdir(into, { recursive: true })
    for (const layer of layers) {
      const packed = await blob(repository, layer)
      const tar = layer.mediaType.endsWith('gzip') ? gunzipSync(packed) : packed
      raw.push(tar)
      await writeFile(join(into, '..', 'layer.tar'), tar)
      await run('tar', ['-x', '-C', into, '-f', join(into, '..', 'layer.tar')])
    }
    return { raw, config: JSON.parse(raw[1]!.toString()), file: (name: string) => readFile(join(into, name)) }
  }

  return { digestOf, tags, unpacked }
}

/** Through the environment: `ps` is looked at by these tests. */
const bcrypt = async (password: string) => {
  const program = 'print crypt($ENV{PASSWORD}, q($2y$05$abcdefghijklmnopqrstuu))'
  const { stdout } = await run('perl', ['-e', program], { env: { ...process.env, PASSWORD: password } })
  if (!stdout.startsWith('$2y$')) throw new Error("this machine's perl makes no bcrypt")
  return stdout
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

const answering = async (ask: () => Promise<Response>, log: () => string) => {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await ask().catch(() => undefined)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`docker-registry does not answer: ${log()}`)
}
