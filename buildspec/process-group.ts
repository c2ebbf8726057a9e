// Ends a program with all that it started, and makes sure of it. What an engine runs for a Dockerfile's RUN has left the
// program's process group: it is found by its ancestors.
import { readdir, readFile } from 'node:fs/promises'

/** `contained first`: podman takes away its containers only if it is not killed itself, so that what it waits for is. */
export type EndWay = 'group' | 'contained first'

/** What a program has to end by itself, and what podman has once its RUN is gone. */
const graceMs = 2_000
const containedGraceMs = 10_000
const everyMs = 200
/** What the kernel has to take away what was killed. */
const verifyMs = 5_000

/** Resolves when nothing of it is left; rejects, naming the processes, if something is. `ended` tells when the program has. */
export const endProgram = async (pid: number, way: EndWay, ended: () => boolean): Promise<void> => {
  const escaped = new Set<number>()
  if (way === 'contained first') {
    await until(containedGraceMs, async () => {
      for (const one of await escapedFrom(pid)) escaped.add(one)
      for (const one of escaped) send(one, 'SIGKILL')
      return ended()
    })
  }
  send(-pid, 'SIGTERM')
  await until(graceMs, async () => !isThere(-pid))
  const left = () => [-pid, ...escaped].filter(isThere)
  await until(verifyMs, async () => {
    for (const one of left()) send(one, 'SIGKILL')
    return left().length === 0
  })
  if (left().length > 0) throw new Error(`Processes that could not be ended: ${left().join(', ')}`)
}

const until = async (ms: number, done: () => Promise<boolean>) => {
  const end = Date.now() + ms
  while (!(await done()) && Date.now() < end) await new Promise(resolve => setTimeout(resolve, everyMs))
}

/** Descendants outside of the program's group. Without /proc (macOS, where engines run in a machine of their own): none. */
const escapedFrom = async (pid: number): Promise<number[]> => {
  const names = await readdir('/proc').catch(() => [])
  const all = await Promise.all(names.filter(name => /^\d+$/.test(name)).map(readProcess))
  const known = all.filter(one => one !== undefined)
  const family = new Set([pid])
  for (let before = 0; before < family.size; ) {
    before = family.size
    for (const one of known) if (family.has(one.parent)) family.add(one.id)
  }
  return known.filter(one => family.has(one.id) && one.group !== pid).map(one => one.id)
}

/** `pid (name) state ppid pgrp …`; a name may hold anything. It may have ended meanwhile. */
const readProcess = async (id: string) => {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
  const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? undefined : { id: Number(id), parent: Number(parent), group: Number(group) }
}

const isThere = (target: number) => {
  try {
    process.kill(target, 0)
    return true
  } catch (fault) {
    return !isCode(fault, 'ESRCH')
  }
}

const send = (target: number, name: NodeJS.Signals) => {
  try {
    process.kill(target, name)
  } catch (fault) {
    // ESRCH: it has ended already, which is what was wanted. EPERM: another user's; that it is left is found out.
    if (!isCode(fault, 'ESRCH') && !isCode(fault, 'EPERM')) throw fault
  }
}

const isCode = (fault: unknown, code: string) => fault instanceof Error && 'code' in fault && fault.code === code
