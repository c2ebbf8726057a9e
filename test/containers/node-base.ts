// The base image of the sample repositories without a registry: this machine's Node and its libraries, and busybox (Debian's
// busybox-static) for what a RUN wants, under the name that their Dockerfiles write.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { podman } from './podman.ts'

const run = promisify(execFile)
const nodeBase = 'docker.io/library/node:24-alpine'

/** The real one, where the machine has it, does as well. Answers how to take away what was made here. */
export const ensureNodeBase = async (): Promise<() => Promise<void>> => {
  if ((await podman('image', 'exists', nodeBase).catch(() => undefined)) !== undefined) return async () => {}
  const root = await mkdtemp(join(tmpdir(), 'panda-node-base-'))
  try {
    for (const folder of ['bin', 'tmp', 'usr/local/bin']) await mkdir(join(root, folder), { recursive: true })
    await copyFile('/bin/busybox', join(root, 'bin/busybox'))
    const { stdout: applets } = await run('/bin/busybox', ['--list'])
    for (const applet of applets.split('\n').filter(name => name && name !== 'busybox'))
      await symlink('busybox', join(root, 'bin', applet))
    await copyFile(process.execPath, join(root, 'usr/local/bin/node'))
    const { stdout: libraries } = await run('ldd', [process.execPath])
    for (const [path] of libraries.matchAll(/\/\S+/g)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await copyFile(path, join(root, path))
    }
    await importFolder(root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
  return async () => void (await podman('image', 'rm', '--force', nodeBase))
}

const importFolder = async (root: string) => {
  const path = 'ENV PATH=/usr/local/bin:/bin'
  const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const into = spawn('podman', ['import', '--quiet', '--change', path, '-', nodeBase], {
    stdio: [tar.stdout, 'ignore', 'inherit'],
  })
  const [code] = await once(into, 'exit')
  if (code !== 0) throw new Error(`podman import ended with ${code}`)
}
