// Looks at dynalite's folder before dynalite does, which on damage ends the process or begins anew in silence.
// What cannot be read is left as it is.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, constants, mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { create } from 'dynalite/db/index.js'
import { repairIndexes } from './dynamo-indexes.ts'
import { endQueries } from './dynamo-iterators.ts'
import { FolderInUse } from './folder-lock.ts'
import { brokenRecord } from './level-journal.ts'

export class FolderUnusable extends Error {
  override name = 'FolderUnusable'
  readonly folder: string
  constructor(folder: string, why: string) {
    super(`The data folder ${folder} ${why}`)
    this.folder = folder
  }
}

/** Makes the folder if need be. Throws FolderUnusable if nothing can be written there. */
export const makeWritable = async (folder: string) => {
  // A name of its own: two who start at once do not take each other's away.
  const probe = join(folder, `written-by.${randomUUID()}`)
  try {
    await makeFolder(resolve(folder))
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    await (await open(probe, 'w')).close()
    await rm(probe)
  } catch (fault) {
    throw new FolderUnusable(folder, `cannot be written to: ${wordsOf(fault)}`)
  }
}

/** Not `recursive`: Node never comes back from that under /proc, where a folder that exists says ENOENT. */
const makeFolder = async (folder: string): Promise<void> => {
  if (existsSync(folder)) return
  await makeFolder(dirname(folder))
  try {
    await mkdir(folder)
  } catch (fault) {
    // Whoever starts at the same moment may have made it.
    if (!existsSync(folder)) throw fault
  }
}

/** Reads all there is, so that damage shows now. Throws FolderUnusable, or FolderInUse. */
export const checkSound = async (folder: string) => {
  // A killed process keeps LevelDB's lock until all its threads have ended: 1 s is plenty.
  for (let attempt = 0; attempt < 20; attempt++) {
    await checkFiles(folder)
    if (await readable(folder)) return
    await setTimeout(50)
  }
  throw new FolderInUse(folder)
}

/** False: somebody has it open. LevelDB's own lock is the system's; the file that names its holder may be gone. */
const readable = async (folder: string) => {
  const { db } = create({ path: folder })
  try {
    await db.open()
    await endQueries(db)
    await repairIndexes(db)
    return true
  } catch (fault) {
    if (rootOf(fault).code === 'LEVEL_LOCKED') return false
    throw damaged(folder, wordsOf(rootOf(fault)))
  } finally {
    await db.close()
  }
}

const checkFiles = async (folder: string) => {
  const files = await readdir(folder)
  const written = files.some(name => /^(\d+\.(ldb|sst|log)|MANIFEST-\d+)$/.test(name))
  if (written && !files.includes('CURRENT')) throw damaged(folder, 'CURRENT is missing')
  for (const journal of files.filter(name => /^\d+\.log$/.test(name))) {
    const at = await brokenRecord(join(folder, journal))
    if (at !== undefined) throw damaged(folder, `${journal} is broken at byte ${at}`)
  }
}

const damaged = (folder: string, what: string) =>
  new FolderUnusable(folder, `is damaged: ${what}. Nothing was deleted; move it away, or name another`)

/** LevelDB's reason is the cause of the error that says that it is not open. */
const rootOf = (fault: unknown): { code?: unknown; message?: unknown } => {
  if (typeof fault !== 'object' || fault === null) return { message: fault }
  return 'cause' in fault && fault.cause ? rootOf(fault.cause) : fault
}

const wordsOf = (fault: unknown) =>
  typeof fault === 'object' && fault !== null && 'message' in fault ? String(fault.message) : String(fault)
