// What `node`, `npm` and `python` mean to a program: what this machine has.
import { execFile } from 'node:child_process'
import { access, constants, realpath } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

export type Runtimes = { name: string; path: string }[]

/** The real interpreter: what is on the PATH may be a shim that needs its owner's environment. Undefined: there is none. */
export const python = (): Promise<string | undefined> => {
  found ??= ask()
  return found
}
let found: Promise<string | undefined> | undefined

export const runtimes = async (): Promise<Runtimes> => {
  const [interpreter, npm] = await Promise.all([python(), onPath('npm')])
  const list: Runtimes = [{ name: 'node', path: process.execPath }]
  if (npm) list.push({ name: 'npm', path: npm })
  if (interpreter) list.push({ name: 'python', path: interpreter }, { name: 'python3', path: interpreter })
  return list
}

const ask = async (): Promise<string | undefined> => {
  try {
    const { stdout } = await promisify(execFile)('python3', ['-c', 'import sys; print(sys.executable)'], {
      timeout: 10_000,
    })
    return await realpath(stdout.trim())
  } catch {
    // Not there, or broken: both mean that there is none to use.
    return undefined
  }
}

const onPath = async (name: string): Promise<string | undefined> => {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, name)
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (usable) return realpath(path)
  }
  return undefined
}
