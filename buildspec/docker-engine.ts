// docker with BuildKit: what CodeBuild's hosts have.
import { randomBytes } from 'node:crypto'
import * as commands from './engine-arguments.ts'
import { writeDockerAuth } from './engine-folder.ts'
import { digestIn, isLoopback } from './engine-lines.ts'
import { buildBy, type Command, type EngineOptions, engineRun, pushBy, sameDigest } from './engine-run.ts'
import type { Engine, EngineBuild } from './host.ts'

type Registry = { registry: string; password: string }

export const dockerEngine = ({ folder, machine = process.env }: EngineOptions): Engine => {
  const command = (own: Record<string, string>): Command => ({
    command: 'docker',
    env: commands.engineEnvironment(machine, own),
  })
  let own: Promise<Command> | undefined

  /** With this build's password, and nothing of what the user has configured. */
  const ownCommand = (at: Registry) => {
    own ??= (async () => {
      await writeDockerAuth(folder, at, machine.HOME)
      const host = machine.DOCKER_HOST ?? (await hostOfContext(command({})))
      return command({ DOCKER_CONFIG: folder, ...(host && { DOCKER_HOST: host }) })
    })()
    return own
  }

  return {
    build: async order => {
      // A builder in a container cannot reach a registry on this machine's loopback.
      if (!order.cache || isLoopback(order.cache.registry))
        return buildBy(command({}), commands.dockerBuild(order), order)
      return cachedBuild(await ownCommand(order.cache), order, order.cache)
    },

    login: async ({ signal, ...at }) => {
      // The password goes in through standard input: arguments are seen by `ps`.
      const args = commands.login('docker', folder, at.registry)
      const { ok, words } = await engineRun(await ownCommand(at), args, { signal }, at.password)
      if (!ok) throw new Error(words)
    },

    push: async order => {
      const { registry, repository, tags, imageName, signal } = order
      const pushing = await ownCommand(order)
      const targets = tags.map(tag => `${registry}/${repository}:${tag}`)
      const digests: (string | undefined)[] = []
      for (const target of targets) {
        const named = await engineRun(pushing, commands.dockerTag(imageName, target), { signal })
        if (!named.ok) throw new Error(named.words)
        const said = await pushBy(pushing, commands.dockerPush(target), order)
        digests.push(said.map(digestIn).find(digest => digest !== undefined))
      }
      return { digest: sameDigest(digests), uri: targets[0]! }
    },
  }
}

const cachedBuild = async (command: Command, order: EngineBuild, at: commands.CacheAt) => {
  const builder = `panda-${randomBytes(8).toString('hex')}`
  try {
    const { ok, words } = await engineRun(command, commands.createBuilder(builder), order)
    if (!ok) order.line(`Built without a cache: ${words}`)
    return await buildBy(command, commands.dockerBuild(order, ok ? { builder, at } : undefined), order)
  } finally {
    // Also after a stop, hence not with the build's signal. There may be none; what is in the way is no matter of the build's.
    await engineRun(command, commands.removeBuilder(builder), shortly())
  }
}

/** The user's choice is in the configuration that is left aside: where it leads, said outright. */
const hostOfContext = async (command: Command) => {
  const { ok, said } = await engineRun(command, commands.contextHost, shortly())
  return ok ? said[0] : undefined
}

const shortly = () => ({ signal: AbortSignal.timeout(30_000) })
