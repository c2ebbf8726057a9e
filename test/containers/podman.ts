import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'

/** What it prints. Rejects if it fails. */
export const podman = async (...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)('podman', args)
  return stdout.trim()
}

/** Ids of the containers of the Panda on that data folder, running or not. */
export const containersOf = async (dataDir: string): Promise<string[]> => {
  const mark = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const found = await podman('ps', '--all', '--quiet', '--no-trunc', `--filter=label=panda=${mark}`)
  return found.split('\n').filter(Boolean)
}
