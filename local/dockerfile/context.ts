// The build context: what is in the folder and not ignored. Links are noted, never followed.
import { lstat, readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { place, type Tree } from '../images/tree.ts'
import { type Ignore, parseIgnore } from './ignore.ts'
import { Refused } from './refused.ts'

/** A context with more than this is a mistake (somebody's whole disk). */
const mostEntries = 200_000
/** A Dockerfile or .dockerignore larger than this is none. */
const mostBytes = 1024 * 1024

export const readContext = async (contextDir: string, dockerfilePath: string): Promise<Tree> => {
  const own = await textInside(contextDir, `${dockerfilePath}.dockerignore`)
  const ignore = parseIgnore(own ?? (await textInside(contextDir, '.dockerignore')) ?? '')
  const tree: Tree = new Map()
  await walk(contextDir, '', ignore, tree)
  return tree
}

/** Undefined if it is not there. Never through a link that leads out of the context. */
export const textInside = async (contextDir: string, path: string): Promise<string | undefined> => {
  const wanted = resolve(contextDir, path)
  const real = await realpath(wanted).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new Refused(`${path} cannot be read (${error.code})`)
  })
  if (real === undefined) return undefined
  const from = relative(await realpath(contextDir), real)
  if (from === '..' || from.startsWith(`..${sep}`)) throw new Refused(`${path} leads out of the build context`)
  const { size } = await lstat(real)
  if (size > mostBytes) throw new Refused(`${path} is larger than ${mostBytes} bytes`)
  return readFile(real, 'utf8')
}

const walk = async (contextDir: string, folder: string, ignore: Ignore, tree: Tree): Promise<void> => {
  for (const found of await readdir(join(contextDir, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${found.name}` : found.name
    const source = join(contextDir, path)
    const ignored = ignore.ignored(path)
    if (found.isDirectory()) {
      if (!ignored) place(tree, path, { kind: 'folder' })
      if (!ignored || ignore.exceptions) await walk(contextDir, path, ignore, tree)
    } else if (ignored) continue
    else if (found.isSymbolicLink()) place(tree, path, { kind: 'link', target: await readlink(source) })
    else if (found.isFile()) {
      place(tree, path, { kind: 'file', source, executable: ((await lstat(source)).mode & 0o111) !== 0 })
    }
    // Sockets, pipes and devices are no part of a context.
    if (tree.size > mostEntries) throw new Refused(`the build context has more than ${mostEntries} files`)
  }
}
