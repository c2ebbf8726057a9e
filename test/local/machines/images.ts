// Images for the tests of machines: a few files, put into a store of their own.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ImageConfig } from '../../../local/images/manifest.ts'
import { imageStore } from '../../../local/images/store.ts'
import type { Tree } from '../../../local/images/tree.ts'

export const bench = async () => {
  // With a blank, as people's folders have.
  const home = await mkdtemp(join(tmpdir(), 'panda machines-'))
  const store = imageStore(join(home, 'images'))
  return {
    home,
    store,
    folder: join(home, 'tasks'),
    image: async (files: Record<string, string>, config: Partial<ImageConfig>) => {
      const tree: Tree = new Map()
      const sources = await mkdtemp(join(home, 'sources-'))
      for (const [path, text] of Object.entries(files)) {
        const source = join(sources, path)
        await mkdir(dirname(source), { recursive: true })
        await writeFile(source, text)
        tree.set(path, { kind: 'file', source, executable: path.endsWith('.sh') })
      }
      const usual = { env: {}, entrypoint: [], cmd: [], workdir: '/', port: 8080, stopSignal: 'SIGTERM' }
      return (await store.put(tree, { ...usual, ...config })).digest
    },
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  }
}

export const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
