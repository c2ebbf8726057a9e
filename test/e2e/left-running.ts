// What is left of a Panda that has gone: processes that know its data folder.
import { readdir, readFile, readlink } from 'node:fs/promises'

/** Any that works in the folder, has it in its environment, or was started with it. Linux only. */
export const processesOf = async (dataDir: string): Promise<string[]> => {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
  const known = await Promise.all(ids.map(id => traceOf(id)))
  return known.filter(trace => trace.includes(dataDir)).map(trace => trace.slice(0, 300))
}

/** A process may end while it is looked at, or be another user's. */
const traceOf = async (id: string) => {
  const read = (name: string) => readFile(`/proc/${id}/${name}`, 'latin1').catch(() => '')
  const [cwd, line, environment] = await Promise.all([
    readlink(`/proc/${id}/cwd`).catch(() => ''),
    read('cmdline'),
    read('environ'),
  ])
  return [id, cwd, line.replaceAll('\0', ' '), environment.replaceAll('\0', ' ')].join(' ')
}

/** Polls, since the end of a process takes a moment to be seen. Answers the last that was read. */
export const eventually = async <T>(read: () => Promise<T>, good: (value: T) => boolean, withinMs = 10_000) => {
  const until = Date.now() + withinMs
  for (;;) {
    const value = await read()
    if (good(value) || Date.now() > until) return value
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
