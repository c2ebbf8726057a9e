// Whether there is room on the disk of the data folder. Short of it Panda takes nothing new on and what it has under way waits:
// nothing is written by half, and all goes on once there is room again.
import { existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Table } from '../core/ports.ts'
import { FolderUnusable } from './dynamo-folder.ts'

export type Room = {
  /** What is wrong and what to do, in a sentence. Undefined: there is room. */
  lacking(): string | undefined
  /** Resolves when there is room: mostly at once. */
  enough(): Promise<void>
}

/** What LevelDB needs to write its tables anew (4 MB each), what is under way beside it, and some to spare. */
const leastBytes = 16 << 20
const lookAgainMs = 500

/** Throws FolderUnusable where there is none to begin with. Says once that there is none, and once that there is again. */
export const roomIn = (folder: string, log: (line: string) => void): Room => {
  const place = thereOf(resolve(folder))
  const atFirst = lackOf(place)
  if (atFirst !== undefined)
    throw new FolderUnusable(folder, `is on a disk that is full (${atFirst}): free some space, or name another folder`)
  let lacks = false
  const lacking = () => {
    const lack = lackOf(place)
    if (lacks !== (lack !== undefined)) {
      lacks = lack !== undefined
      log(lack === undefined ? 'There is space on the disk again: Panda goes on' : sentence(folder, lack))
    }
    return lack === undefined ? undefined : sentence(folder, lack)
  }
  const enough = async () => {
    while (lacking() !== undefined) await pause(lookAgainMs, undefined, { ref: false })
  }
  return { lacking, enough }
}

/** Writes wait for room; reads do not. */
export const roomy = (table: Table, { enough }: Room): Table => ({
  ...table,
  put: (item, when) => enough().then(() => table.put(item, when)),
  remove: key => enough().then(() => table.remove(key)),
  take: key => enough().then(() => table.take(key)),
  change: (key, change) => enough().then(() => table.change(key, change)),
})

const sentence = (folder: string, lack: string) =>
  `The disk of the data folder ${folder} is full (${lack}): Panda takes on nothing new, and waits with what it has begun, until you free some space there`

/** A file system that does not tell its size is taken at its word when it is full. */
const lackOf = (place: string): string | undefined => {
  const { blocks, bavail, bsize } = statfsSync(place)
  const free = bavail * bsize
  return blocks === 0 || free >= leastBytes
    ? undefined
    : `${megabytes(free)} MB left, ${megabytes(leastBytes)} MB needed`
}

const megabytes = (bytes: number) => Math.floor(bytes / (1 << 20))

/** The folder, or where it will be. */
const thereOf = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : thereOf(dirname(folder))
