// Names of things that are only there while this process is: who finds one later can tell that its owner is dead.
import { randomBytes } from 'node:crypto'

/** Process numbers come again (in a container nearly always), this does not. */
const instance = randomBytes(6).toString('hex')

export const ownName = (): string => `${process.pid}-${instance}-${randomBytes(6).toString('hex')}`

/** False for what is no such name. */
export const orphaned = (name: string): boolean => {
  const [, pid, of] = /^(\d+)-([0-9a-f]{12})-[0-9a-f]{12}/.exec(name) ?? []
  if (!pid) return false
  return Number(pid) === process.pid ? of !== instance : !alive(Number(pid))
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
