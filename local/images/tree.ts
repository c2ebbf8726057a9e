// The files of an image: by path inside it, without a leading slash, as they are found outside it.
import { posix } from 'node:path'

export type Entry =
  | { kind: 'folder' }
  | { kind: 'file'; source: string; executable: boolean }
  /** `target` as written: relative to the link's own folder, or absolute from the image's root. */
  | { kind: 'link'; target: string }

export type Tree = Map<string, Entry>

/** As a kernel: more links than this in one path is a circle. */
const linksInARow = 40

/** Where a link leads inside the image. Undefined: out of it. */
export const linkTarget = (path: string, target: string): string | undefined =>
  target.length > longestPath
    ? undefined
    : inside(target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(path), target))

/** Linux takes no longer path, and `posix` takes seconds over one of 200 kB. */
export const longestPath = 4096

/** A clean path inside the image (`''` is its root). Undefined: it leads out, or is none. */
export const inside = (path: string): string | undefined => {
  if (path.length > longestPath) return undefined
  const clean = posix.normalize(path).replace(/^\.?\/+|\/+$/g, '')
  if (clean === '.') return ''
  return clean === '..' || clean.startsWith('../') ? undefined : clean
}

/** The path with every link in it followed, whether or not something is there. Undefined: it leads out, or in a circle. */
export const followed = (tree: Tree, path: string): string | undefined => {
  let left = inside(path)?.split('/').filter(Boolean)
  let at = ''
  for (let links = 0; left; ) {
    const name = left.shift()
    if (name === undefined) return at
    const next = at ? `${at}/${name}` : name
    const entry = tree.get(next)
    if (entry?.kind !== 'link') {
      at = next
      continue
    }
    const target = ++links > linksInARow ? undefined : linkTarget(next, entry.target)
    if (target === undefined) return undefined
    left = [...target.split('/').filter(Boolean), ...left]
    at = ''
  }
  return undefined
}

/** Puts an entry and the folders that it needs; what stood in the way is gone, as in a layer. */
export const place = (tree: Tree, path: string, entry: Entry): void => {
  if (!path) return
  const parts = path.split('/')
  for (let i = 1; i < parts.length; i++) {
    const above = parts.slice(0, i).join('/')
    if (tree.get(above)?.kind !== 'folder') tree.set(above, { kind: 'folder' })
  }
  if (entry.kind !== 'folder' && tree.get(path)?.kind === 'folder') {
    for (const below of [...tree.keys()]) if (below.startsWith(`${path}/`)) tree.delete(below)
  }
  tree.set(path, entry)
}
