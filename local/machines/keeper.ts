// A program is run by a keeper: a shell that holds one end of a pipe from us. When the pipe closes (we are dead, by `kill -9`
// too) it kills its process group, and with it the program and its children.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/**
 * 0: the pipe from us, which moves to 4; 3: where `up` and the exit code are reported; 5: the program's errors, since a shell has
 * its own words for a program that a signal ended, and those go nowhere.
 * Signals go to the whole group: the trap keeps the shell alive without being inherited by the program, the watcher ignores them.
 * `up` is said where a shell's traps are its parent's no more: a signal that comes between a fork and that moment is lost.
 * At the program's end its children go too, as when a container's first process ends.
 */
const script = `
exec 4<&0 5>&2 </dev/null 2>/dev/null
trap : TERM INT HUP QUIT USR1 USR2
( trap '' TERM INT HUP QUIT USR1 USR2; read -r _ <&4; kill -KILL 0 ) >/dev/null 3>&- 5>&- &
( echo up >&3; exec "$@" 2>&5 3>&- 4<&- 5>&- )
echo "$?" >&3
kill -KILL 0`

/** What is left in the pipes is read for so long at most: a child that left the group may hold them open forever. */
const lastWordsMs = 500

export type Kept = {
  stdout: Readable
  stderr: Readable
  /** To the program and its children. Fine when they are gone. */
  signal(name: NodeJS.Signals): void
  /** The moment they are gone; what they have written may still be on its way. */
  gone: Promise<unknown>
  /** When that has arrived too; null: killed. */
  ended: Promise<number | null>
}

/** Resolves once it is started, and a signal finds it. */
export const keep = async (command: { argv: string[]; cwd: string; env: Record<string, string> }): Promise<Kept> => {
  const child = spawn('/bin/sh', ['-c', script, 'panda-keeper', ...command.argv], {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  // Writing fails and reading ends when the keeper is gone: `exit` tells that.
  for (const stream of child.stdio) stream?.on('error', () => {})
  const [, stdout, stderr, report] = child.stdio as unknown as Readable[] // Node types them by position for three only
  const gone = once(child, 'exit')
  report!.setEncoding('utf8')
  const up = Promise.race([once(report!, 'data'), gone])
  const ended = end(child, report!, gone)
  // A start that fails is told by `spawn` below.
  for (const promise of [gone, ended, up]) promise.catch(() => {})
  await once(child, 'spawn')
  await up
  return {
    stdout: stdout!,
    stderr: stderr!,
    gone,
    ended,
    signal: name => child.exitCode ?? child.signalCode ?? kill(child, name),
  }
}

const end = async (child: ChildProcess, report: Readable, gone: Promise<unknown>): Promise<number | null> => {
  let said = ''
  report.on('data', (text: string) => {
    if (said.length < 20) said += text
  })
  const closed = once(child, 'close')
  closed.catch(() => {})
  await gone
  const code = () => said.split('\n')[1]
  // Somebody killed the keeper: it could not see to its group.
  if (!code()) kill(child, 'SIGKILL')
  const timer = setTimeout(() => child.stdio.forEach(stream => void stream?.destroy()), lastWordsMs)
  await closed
  clearTimeout(timer)
  return code() ? Number(code()) : null
}

const kill = (child: ChildProcess, name: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, name)
  } catch (error) {
    // Gone already; macOS says EPERM of a group of which only zombies are left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
