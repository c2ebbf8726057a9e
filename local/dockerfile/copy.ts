// COPY and local ADD: https://docs.docker.com/reference/dockerfile/#copy
import { posix } from 'node:path'
import { type Entry, followed, inside, place, type Tree } from '../images/tree.ts'
import { hasWildcard, pattern } from './pattern.ts'
import { Refused } from './refused.ts'

export type Copy = {
  from: Tree
  /** What `from` is, for messages: `the build context`, `stage "build"`. */
  fromName: string
  sources: string[]
  into: Tree
  workdir: string
  destination: string
  /** `--chmod`: whether files get executable; undefined: as they were. */
  executable?: boolean
}

export const copy = (order: Copy): void => {
  const { sources, destination, into, workdir } = order
  const found = sources.flatMap(source => find(order, source))
  const base = followed(into, posix.resolve(workdir, destination))
  if (base === undefined) throw new Refused(`the destination "${destination}" leads out of the image`)
  const asFolder = /(^|\/)\.?\/?$/.test(destination) || into.get(base)?.kind === 'folder' || base === ''
  if (found.length > 1 && !asFolder) {
    throw new Refused('with more than one source the destination must be a folder and end with a /')
  }
  for (const path of found) {
    const entry = path === '' ? { kind: 'folder' as const } : order.from.get(path)!
    if (entry.kind === 'folder') copyFolder(order, path, base)
    else put(order, asFolder ? join(base, posix.basename(path)) : base, entry)
  }
}

/** The paths that a source names, links at their end followed. */
const find = ({ from, fromName }: Copy, source: string): string[] => {
  const clean = inside(source.replace(/^\/+/, ''))
  if (clean === undefined) throw new Refused(`forbidden path outside ${fromName}: "${source}"`)
  const matching = hasWildcard(clean) ? matches(from, clean) : [clean]
  const found = matching.map(path => {
    const real = followed(from, path)
    if (real === undefined) throw new Refused(`forbidden path outside ${fromName}: "${path}" is a link that leads out`)
    return real
  })
  const there = found.filter(path => path === '' || from.has(path))
  if (there.length === 0) throw new Refused(`"${source}" is not in ${fromName} (or .dockerignore leaves it out)`)
  return there
}

const matches = (tree: Tree, wildcard: string): string[] => {
  const expression = pattern(wildcard, false)
  return [...tree.keys()].filter(path => expression.test(path)).sort()
}

/** The content of a folder, not the folder itself. */
const copyFolder = (order: Copy, folder: string, base: string) => {
  place(order.into, base, { kind: 'folder' })
  const prefix = folder ? `${folder}/` : ''
  // A copy of the list: a stage may copy from itself into itself.
  for (const [path, entry] of [...order.from]) {
    if (path.startsWith(prefix)) put(order, join(base, path.slice(prefix.length)), entry)
  }
}

const put = ({ into, executable }: Copy, path: string, entry: Entry) => {
  if (entry.kind === 'folder' && into.get(path)?.kind === 'folder') return
  if (entry.kind !== 'file' || executable === undefined) place(into, path, entry)
  else place(into, path, { ...entry, executable })
}

const join = (base: string, path: string) => (base ? `${base}/${path}` : path)
