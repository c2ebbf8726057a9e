// What `ps` would show: the arguments of every process, for looking for secrets and for what was left running.
import { readdir, readFile } from 'node:fs/promises'

export const commandLines = async () => {
  const ids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  // A process may end while it is looked at.
  const lines = await Promise.all(ids.map(id => readFile(`/proc/${id}/cmdline`, 'latin1').catch(() => '')))
  return lines.map(line => line.replaceAll('\0', ' ')).filter(line => line !== '')
}
