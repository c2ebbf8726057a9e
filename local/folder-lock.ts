// One process at a time works on a data folder. A lock file says who; it outlives `kill -9`, so whoever finds one looks
// whether its writer still lives.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class FolderInUse extends Error {
  override name = 'FolderInUse'
  readonly folder: string
  /** Unknown if the lock file is not there though somebody has the folder open. */
  readonly pid: number | undefined
  constructor(folder: string, pid?: number) {
    const who = pid === undefined ? 'another process' : pid === process.pid ? 'this very process' : `process ${pid}`
    super(`The data folder ${folder} is in use by ${who}`)
    this.folder = folder
    this.pid = pid
  }
}

/** Answers how to let go. Throws FolderInUse. */
export const lockFolder = (folder: string): (() => void) => {
  const lock = join(folder, 'in-use-by')
  const mine = join(folder, `in-use-by.${process.pid}`)
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
  try {
    // Three tries: whoever loses the race for a dead process's lock finds the winner's at the next.
    for (let attempt = 0; attempt < 3; attempt++) {
      if (linked(mine, lock)) return () => rmSync(lock, { force: true })
      const owner = readOwner(lock)
      if (owner && isAlive(owner)) throw new FolderInUse(folder, owner.pid)
      // Renaming takes it from all others who found it stale.
      renamed(lock, `${mine}.stale`)
    }
    throw new FolderInUse(folder, readOwner(lock)?.pid)
  } finally {
    rmSync(mine, { force: true })
    rmSync(`${mine}.stale`, { force: true })
  }
}

type Owner = { pid: number; started: string }

const linked = (from: string, to: string) => succeeded(() => linkSync(from, to), 'EEXIST')

const renamed = (from: string, to: string) => succeeded(() => renameSync(from, to), 'ENOENT')

const succeeded = (run: () => void, but: string) => {
  try {
    run()
    return true
  } catch (fault) {
    if (codeOf(fault) === but) return false
    throw fault
  }
}

const readOwner = (lock: string): Owner | undefined => {
  try {
    const said: unknown = JSON.parse(readFileSync(lock, 'utf8'))
    if (typeof said !== 'object' || said === null || !('pid' in said) || !('started' in said)) return undefined
    return { pid: Number(said.pid), started: String(said.started) }
  } catch (fault) {
    if (codeOf(fault) === 'ENOENT' || fault instanceof SyntaxError) return undefined
    throw fault
  }
}

/** The same number may long be another process's: only the start time tells, where there is one. */
const isAlive = ({ pid, started }: Owner) => {
  if (!Number.isInteger(pid) || pid < 1) return false
  try {
    process.kill(pid, 0)
  } catch (fault) {
    if (codeOf(fault) === 'ESRCH') return false
  }
  return startOf(pid) === started
}

/** Clock ticks since boot, of Linux; 'dead' of one that only waits for its parent to notice; '' elsewhere. */
const startOf = (pid: number) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Counted behind the name, which may hold blanks: fields 3 (state) and 22 (start).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /^[ZX]/.test(fields[0] ?? '') ? 'dead' : (fields[19] ?? '')
  } catch {
    return ''
  }
}

const codeOf = (fault: unknown) =>
  typeof fault === 'object' && fault !== null && 'code' in fault ? String(fault.code) : ''
