// Images in a folder, each under the hash of what it holds. An image is there as a whole or not at all, also after `kill -9`:
// it is made under another name and then renamed.
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fill } from './fill.ts'
import { digestOf, type ImageConfig, type Manifest, parseManifest, textOf } from './manifest.ts'
import { orphaned, ownName } from './owner.ts'
import type { Tree } from './tree.ts'

class ImageMissing extends Error {
  override name = 'ImageMissing'
}

class ImageDamaged extends Error {
  override name = 'ImageDamaged'
}

export interface ImageStore {
  /** The same files and config give the same digest; putting them again changes nothing (and mends a damaged image). */
  put(
    tree: Tree,
    config: ImageConfig,
    signal?: AbortSignal,
  ): Promise<{ digest: string; size: number; leftOut: string[] }>
  /** Rejects with ImageMissing or ImageDamaged, naming what. `root` is to be read, never written to. */
  open(digest: string): Promise<{ root: string; config: ImageConfig }>
}

export const imageStore = (folder: string): ImageStore => {
  const swept = sweep(folder)
  return {
    put: async (tree, config, signal) => {
      await swept
      const made = join(folder, `.new-${ownName()}`)
      try {
        await mkdir(join(made, 'root'), { recursive: true })
        const { entries, leftOut } = await fill(join(made, 'root'), tree, signal)
        const text = textOf({ config, entries })
        await writeFile(join(made, 'manifest.json'), text)
        const digest = digestOf(text)
        await settle(folder, made, digest)
        const size = entries.reduce((sum, entry) => sum + ('size' in entry ? entry.size : 0), 0)
        return { digest, size, leftOut }
      } finally {
        await rm(made, { recursive: true, force: true })
      }
    },
    open: async digest => {
      const { config } = await verified(folder, digest)
      return { root: join(placeOf(folder, digest), 'root'), config }
    },
  }
}

const placeOf = (folder: string, digest: string): string => {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new ImageMissing(`not a digest: ${digest.slice(0, 80)}`)
  return join(folder, digest.replace(':', '-'))
}

const settle = async (folder: string, made: string, digest: string): Promise<void> => {
  const place = placeOf(folder, digest)
  const there = await verified(folder, digest).then(
    () => true,
    () => false,
  )
  if (there) return
  // Damaged, or absent. A rename onto a full folder fails, so what is damaged steps aside first, to be swept.
  await rename(place, `${made}-old`).catch(ifAbsent)
  try {
    await rename(made, place)
  } catch (error) {
    // Somebody else put the same image in this moment.
    await verified(folder, digest).catch(() => Promise.reject(error))
  }
  await rm(`${made}-old`, { recursive: true, force: true })
}

/** Every file there, with its size; the manifest with its hash. Content is hashed on the way in only: a start must be quick. */
const verified = async (folder: string, digest: string): Promise<Manifest> => {
  const place = placeOf(folder, digest)
  const text = await readFile(join(place, 'manifest.json'), 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    const found = await lstat(place).catch(ifAbsent)
    if (found) throw new ImageDamaged(`image ${digest} is damaged: its manifest cannot be read (${error.code})`)
    throw new ImageMissing(`there is no image ${digest}`)
  })
  if (digestOf(text) !== digest) throw new ImageDamaged(`image ${digest} is damaged: its manifest was changed`)
  const manifest = parseManifest(text)
  for (const entry of manifest.entries) {
    const found = await lstat(join(place, 'root', entry.path)).catch(ifAbsent)
    const wrong = !found ? 'is missing' : 'size' in entry && found.size !== entry.size ? 'has another size' : undefined
    if (wrong) throw new ImageDamaged(`image ${digest} is damaged: ${entry.path} ${wrong}`)
  }
  return manifest
}

/** What a dead process left half made. */
const sweep = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(ifAbsent)
  for (const name of names ?? []) {
    const orphan = name.startsWith('.new-') && orphaned(name.slice('.new-'.length))
    if (orphan) await rm(join(folder, name), { recursive: true, force: true })
  }
}

const ifAbsent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}
