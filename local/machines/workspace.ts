// Each task's own copy of its image: programs may write into their files, and the store's stay as they are.
import { constants } from 'node:fs'
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { orphaned, ownName } from '../images/owner.ts'
import type { Place } from './command.ts'
import { runtimes } from './runtimes.ts'

/** A program that is just being killed may still write while its folder is removed. */
const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }

/** Sweeps what tasks of dead processes left, and lays out what every program gets. */
export const workspace = async (folder: string) => {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) if (orphaned(name)) await rm(join(folder, name), removal)
  const bin = join(folder, ownName())
  await mkdir(bin)
  for (const { name, path } of await runtimes()) await symlink(path, join(bin, name))
  return {
    make: async (imageRoot: string): Promise<Place & { remove(): Promise<void> }> => {
      const home = join(folder, ownName())
      const place = { root: join(home, 'root'), tmp: join(home, 'tmp'), bin }
      const remove = () => rm(home, removal)
      try {
        await mkdir(place.tmp, { recursive: true })
        await cp(imageRoot, place.root, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
      } catch (error) {
        await remove()
        throw error
      }
      return { ...place, remove }
    },
    remove: () => rm(bin, removal),
  }
}
