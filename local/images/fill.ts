// Copies a tree into an empty folder, hashing what was copied (not the source, which may change meanwhile).
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { chmod, copyFile, mkdir, stat, symlink } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ManifestEntry } from './manifest.ts'
import { linkTarget, type Tree } from './tree.ts'

/** Files open at a time. */
const atOnce = 16

export const fill = async (
  root: string,
  tree: Tree,
  signal?: AbortSignal,
): Promise<{ entries: ManifestEntry[]; leftOut: string[] }> => {
  const entries: ManifestEntry[] = []
  const leftOut: string[] = []
  const paths = [...tree.keys()].sort()
  const files: string[] = []
  for (const path of paths) {
    const entry = tree.get(path)!
    if (entry.kind === 'file') files.push(path)
    if (entry.kind !== 'folder') continue
    await mkdir(join(root, path), { recursive: true })
    entries.push({ path, folder: true })
  }
  const next = files.values()
  const copyAll = async () => {
    for (const path of next) {
      signal?.throwIfAborted()
      const entry = tree.get(path)!
      if (entry.kind === 'file') entries.push(await copy(entry, path, root))
    }
  }
  const done = await Promise.allSettled(Array.from({ length: atOnce }, copyAll))
  for (const one of done) if (one.status === 'rejected') throw one.reason
  // Links last: nothing is ever written through one.
  for (const path of paths) {
    const entry = tree.get(path)!
    if (entry.kind !== 'link') continue
    const link = await putLink(root, path, entry.target)
    if (link === undefined) leftOut.push(path)
    else entries.push({ path, link })
  }
  return { entries, leftOut }
}

const copy = async (
  { source, executable }: { source: string; executable: boolean },
  path: string,
  root: string,
): Promise<ManifestEntry> => {
  const to = join(root, path)
  await mkdir(dirname(to), { recursive: true })
  await copyFile(source, to, constants.COPYFILE_FICLONE)
  await chmod(to, executable ? 0o755 : 0o644)
  const hash = createHash('sha256')
  await pipeline(createReadStream(to), hash)
  const { size } = await stat(to)
  return { path, mode: executable ? '755' : '644', size, sha256: hash.digest('hex') }
}

/** Written with all `..` in front, where they climb real folders only: no chain of links can add up to a way out. */
const putLink = async (root: string, path: string, target: string): Promise<string | undefined> => {
  const goal = linkTarget(path, target)
  if (goal === undefined) return undefined
  const link = posix.relative(posix.dirname(`/${path}`), `/${goal}`) || '.'
  await mkdir(dirname(join(root, path)), { recursive: true })
  await symlink(link, join(root, path))
  return link
}
