// podman, which needs no daemon.
import { readFile } from 'node:fs/promises'
import * as commands from './engine-arguments.ts'
import { makeFolder, writeRegistries } from './engine-folder.ts'
import { digestOnly, isLoopback } from './engine-lines.ts'
import { buildBy, type Command, type EngineOptions, engineRun, pushBy, sameDigest } from './engine-run.ts'
import type { Engine } from './host.ts'

type Registry = { registry: string; password: string }

export const podmanEngine = ({ folder, machine = process.env }: EngineOptions): Engine => {
  const command = (own: Record<string, string> = {}): Command => ({
    command: 'podman',
    env: commands.engineEnvironment(machine, own),
    end: 'contained first',
  })

  const commandFor = async (registry: string | undefined, signal: AbortSignal) => {
    const asItIs = !(registry && isLoopback(registry)) && (await hasRegistries(command(), signal))
    return asItIs ? command() : command({ CONTAINERS_REGISTRIES_CONF: await writeRegistries(folder, registry) })
  }

  /** The password goes in through standard input: arguments are seen by `ps`. */
  const login = async (by: Command, { registry, password }: Registry, signal: AbortSignal) => {
    await makeFolder(folder)
    return engineRun(by, commands.login('podman', folder, registry), { signal }, password)
  }

  return {
    build: async order => {
      const { cache, signal } = order
      const building = await commandFor(cache?.registry, signal)
      // A cache that it may not read or write would fail podman's build: no login, no cache.
      const at = cache && (await login(building, cache, signal)).ok ? cache : undefined
      return buildBy(building, commands.podmanBuild(order, at && { folder, at }), order)
    },

    login: async ({ signal, ...at }) => {
      const { ok, words } = await login(await commandFor(at.registry, signal), at, signal)
      if (!ok) throw new Error(words)
    },

    push: async order => {
      const { registry, repository, tags, imageName, signal } = order
      const pushing = await commandFor(registry, signal)
      const targets = tags.map(tag => `${registry}/${repository}:${tag}`)
      const digests: (string | undefined)[] = []
      for (const target of targets) {
        await pushBy(pushing, commands.podmanPush(folder, imageName, target), order)
        digests.push(digestOnly(await readFile(commands.digestFile(folder), 'utf8')))
      }
      return { digest: sameDigest(digests), uri: targets[0]! }
    },
  }
}

/** Whether this machine says where images without a registry in their name come from; Debian's podman does not. */
const hasRegistries = async (command: Command, signal: AbortSignal) => {
  const { ok, said } = await engineRun(command, commands.podmanSearch, { signal })
  return ok && said.some(line => line !== '[]' && line !== '<no value>' && line !== 'null')
}
