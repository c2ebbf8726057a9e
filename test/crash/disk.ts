// A full disk and one that may only be read, in a mount namespace of its own: nobody else sees the small disk, and it goes
// with the last process that does. Takes the right to mount: root's, or a user namespace.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type DiskVerdict = { what: string; seconds: number; faults: string[] }

/** Undefined: nothing may be mounted here. */
export const onSmallDisk = async (): Promise<DiskVerdict[] | undefined> => {
  const unshare = waysIn.find(
    way => spawnSync('unshare', [...way, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0,
  )
  if (!unshare) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'panda-disk-'))
  const inside = fileURLToPath(new URL('disk-inside.ts', import.meta.url))
  const child = spawn('unshare', [...unshare, process.execPath, inside, join(folder, 'disk')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  const [code] = await once(child, 'close')
  await rm(folder, { recursive: true, force: true })
  const verdicts = text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as DiskVerdict)
  return code === 0 ? verdicts : [...verdicts, { what: 'the whole of it', seconds: 0, faults: [`ended with ${code}`] }]
}

const waysIn = [['--mount'], ['--map-root-user', '--mount']]
