// A build with everything real: git over HTTP with a token, podman, a registry with a password, and the bundled program in a
// process of its own.
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Order } from '../../buildspec/host.ts'
import { githubStandIn } from '../../local/github/stand-in.ts'
import { buildCallServer } from '../buildspec/build-call-server.ts'
import { order } from '../buildspec/build-host.ts'
import { commandLines } from '../buildspec/processes.ts'
import { bundled, runProgram } from '../buildspec/program.ts'
import { git } from '../local/github/commands.ts'
import { startRegistry } from './registry.ts'

export const token = 'ghp_canary0123456789'
export const password = 'pw_canary0123456789'
const run = promisify(execFile)

export type BuildPlace = Awaited<ReturnType<typeof openBuildPlace>>

export const openBuildPlace = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'panda-real-build-'))
  const program = join(folder, 'program')
  await run('gcc', ['-static', '-Os', '-s', '-o', program, join(import.meta.dirname, 'program.c')])
  const app = join(folder, 'app')
  await mkdir(app)
  await git(app, 'init', '--quiet', '--initial-branch=main')
  await copyFile(program, join(app, 'program'))
  const github = await githubStandIn({ dataDir: join(folder, 'github'), tokens: [token], repos: [app] })
  const registry = await startRegistry(join(folder, 'registry'), password)
  const storages: string[] = []

  const close = async () => {
    await Promise.all([github.close(), registry.close()])
    for (const storage of storages) await podmanIn(storage, 'rmi', '--all', '--force').catch(() => undefined)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** What the repository's branch has from now on. */
  const commit = async (files: Record<string, string>, branch = 'main') => {
    await git(app, 'checkout', '--quiet', '-B', branch)
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(app, name, '..'), { recursive: true })
      await writeFile(join(app, name), text)
    }
    await git(app, 'add', '--all')
    await git(app, 'commit', '--quiet', '--allow-empty', '-m', 'What these tests build')
    return git(app, 'rev-parse', 'HEAD')
  }

  /** Images of its own: nothing of whoever runs these tests is touched. */
  const storage = async () => {
    const own = join(folder, `storage-${storages.length}`)
    await mkdir(own)
    const settings = { driver: 'vfs', graphroot: join(own, 'images'), runroot: join(own, 'run') }
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    await writeFile(join(own, 'storage.conf'), ['[storage]', ...lines].join('\n'))
    storages.push(join(own, 'storage.conf'))
    return join(own, 'storage.conf')
  }

  const start = async (on: string, more: Partial<Order> = {}, given = password) => {
    const traded = { cloneToken: token, registry: registry.host, password: given }
    const panda = await buildCallServer(call => (call.ask === 'trade' ? traded : {}))
    const running = await runProgram(await bundled(), {
      ...panda.environment,
      ...{ PANDA_ENGINE: 'podman', CODEBUILD_BUILD_ID: 'panda-build:1', PANDA_NONCE: 'nonce_canary' },
      ...{ CONTAINERS_STORAGE_CONF: on, HOME: process.env.HOME ?? '/root' },
      PANDA_ORDER: JSON.stringify(order(`${github.url}/local/app.git`, { repository: 'panda-app', ...more })),
    })
    return { ...running, panda }
  }

  /** To its end. */
  const build = async (...asked: Parameters<typeof start>) => {
    const running = await start(...asked)
    const code = await running.ended
    return { code, report: await running.report(), said: running.said(), reports: running.panda.reports() }
  }

  /** With all that `ps` would have shown meanwhile. */
  const watchedBuild = async (...asked: Parameters<typeof start>) => {
    const seen = new Set<string>()
    let over = false
    const watching = (async () => {
      while (!over) {
        for (const line of await commandLines()) seen.add(line)
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    })()
    const built = await build(...asked).finally(() => {
      over = true
    })
    await watching
    return { ...built, commands: [...seen] }
  }

  return { folder, program, registry, commit, storage, start, build, watchedBuild, close }
}

export const podmanIn = async (storage: string, ...args: string[]) => {
  const env = { ...process.env, CONTAINERS_STORAGE_CONF: storage }
  return (await run('podman', args, { env })).stdout.trim()
}
