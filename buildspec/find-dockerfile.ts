// Which Dockerfile a repository is built by: the root's, else the nearest to it, else the first by name.
import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** Folders that are looked into at most: a repository of more is not searched to its end. */
const folderLimit = 20_000
const skipped = new Set(['.git', 'node_modules'])

/** Its path inside the clone with `/`, or undefined. `given` asks for that one and no other. */
export const findDockerfile = async (clone: string, given?: string): Promise<string | undefined> => {
  if (given !== undefined) return (await usable(clone, given)) ? inside(clone, join(clone, given)) : undefined
  let level = ['']
  for (let looked = 0; level.length > 0 && looked < folderLimit; looked += level.length) {
    const next: string[] = []
    for (const folder of level) {
      const entries = await readdir(join(clone, folder), { withFileTypes: true })
      const path = join(folder, 'Dockerfile')
      if (entries.some(entry => entry.name === 'Dockerfile') && (await usable(clone, path)))
        return inside(clone, join(clone, path))
      next.push(...entries.filter(worthALook).map(entry => join(folder, entry.name)))
    }
    level = next.sort(byName)
  }
  return undefined
}

/** A symbolic link is no directory here, so none is followed. */
const worthALook = (entry: Dirent) => entry.isDirectory() && !skipped.has(entry.name)

/** A file with something in it that is inside the clone when every link is followed. */
const usable = async (clone: string, path: string) => {
  try {
    const root = await realpath(clone)
    const real = await realpath(join(clone, path))
    if (!real.startsWith(root + sep) || !(await stat(real)).isFile()) return false
    return (await readFile(real, 'utf8')).trim() !== ''
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && absent.has(String(fault.code))) return false
    throw fault
  }
}

/** A path that does not lead to a file, one of its links included; also one that no file can have. */
const absent = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'])

const inside = (clone: string, path: string) => relative(clone, path).split(sep).join('/')

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
