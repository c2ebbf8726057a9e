// What Parameter Store and Secrets Manager keep in the customer's account: here each is a file in the data folder that its
// owner writes, `parameters/panda/OWNER/REPO/ENVIRONMENT/NAME` or `parameters/secretsmanager/…`.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../region/kernel.ts'

export const parameters =
  (folder: string): NonNullable<World['parameters']> =>
  async ({ service, name }) => {
    const parts = [...(service === 'ssm' ? [] : [service]), ...name.split('/')]
    if (parts.some(part => !/^[\w+=.@!-]+$/.test(part) || /^\.+$/.test(part))) return undefined
    try {
      // As an editor leaves it: the last line's end is not part of the value.
      return (await readFile(join(folder, ...parts), 'utf8')).replace(/\r?\n$/, '')
    } catch (fault) {
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((fault as NodeJS.ErrnoException).code ?? '')) return undefined
      throw fault
    }
  }
