// Which images of this data folder are a container engine's: a small file each, beside the images that Panda keeps itself.
// The digest is the engine's own name for the image, made from what it holds.
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { ownName } from '../images/owner.ts'
import type { ClientName } from './client.ts'

export type ContainerImages = {
  /** On the disk before it resolves. */
  keep(digest: string, client: ClientName): Promise<void>
  /** Undefined: it is none of a container engine's. */
  find(digest: string): Promise<ClientName | undefined>
  /** Those that have ever built here: they may have containers left. */
  clients(): Promise<ClientName[]>
}

export const containerImages = (folder: string): ContainerImages => {
  const read = async (name: string) => {
    const text = await readFile(join(folder, name), 'utf8').catch(ifAbsent)
    return text === undefined ? undefined : entry.parse(JSON.parse(text)).client
  }
  return {
    keep: async (digest, client) => {
      await mkdir(folder, { recursive: true })
      // Under such a name, the image store sweeps what a dead process has left.
      const made = join(folder, `.new-${ownName()}`)
      await writeFile(made, JSON.stringify({ client }))
      await rename(made, join(folder, nameOf(digest)))
    },
    find: async digest => read(nameOf(digest)),
    clients: async () => {
      const names = (await readdir(folder).catch(ifAbsent)) ?? []
      const found = await Promise.all(names.filter(name => name.endsWith(ending)).map(read))
      return [...new Set(found.filter(client => client !== undefined))]
    },
  }
}

const entry = z.object({ client: z.enum(['docker', 'podman']) })
const ending = '.container.json'

const nameOf = (digest: string) => {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`not a digest: ${digest.slice(0, 80)}`)
  return digest.replace(':', '-') + ending
}

const ifAbsent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error
}
