// Files that are made, changed or removed: images, build folders, the region's journal.
export * from 'node:fs/promises'

import * as real from 'node:fs/promises'
import { crossing } from '../crossing.ts'

type Run = (...given: never[]) => Promise<unknown>

/** The overloads stay the real ones': what is given is handed on. */
const watched = <F extends Run>(run: F, what: string): F =>
  ((...given: Parameters<F>) => {
    const target = given[targetOf[what] ?? 0] as unknown
    return crossing('lasting', `file ${what} ${wordsOf(String(target))}`, () => run(...given))
  }) as F

/** Which argument says what is changed. */
const targetOf: Record<string, number> = { rename: 1, copyFile: 1, cp: 1, symlink: 1 }

export const mkdir = watched(real.mkdir as Run, 'mkdir') as typeof real.mkdir
export const mkdtemp = watched(real.mkdtemp as Run, 'mkdtemp') as typeof real.mkdtemp
export const rm = watched(real.rm, 'rm')
export const rename = watched(real.rename, 'rename')
export const writeFile = watched(real.writeFile, 'writeFile')
export const appendFile = watched(real.appendFile, 'appendFile')
export const copyFile = watched(real.copyFile, 'copyFile')
export const cp = watched(real.cp, 'cp')
export const symlink = watched(real.symlink, 'symlink')
export const chmod = watched(real.chmod, 'chmod')

/** The journal writes through a handle. */
export const open: typeof real.open = async (path, flags, mode) => {
  const handle = await real.open(path, flags, mode)
  const write: Run = handle.write.bind(handle)
  const watchedWrite = (...given: never[]) =>
    crossing('lasting', `journal ${kindsIn(String(given[0]))}`, () => write(...given))
  return Object.assign(handle, { write: watchedWrite })
}

const kindsIn = (line: string) => [...new Set([...line.matchAll(/"k":"([\w.]+)"/g)].map(([, kind]) => kind))].join('+')

/** The end of the path, without what is of this run alone. */
const wordsOf = (path: string) =>
  path
    .split('/')
    .slice(-2)
    .join('/')
    .replaceAll(/-[A-Za-z0-9]{6}(?=\/|$)/g, '-*')
