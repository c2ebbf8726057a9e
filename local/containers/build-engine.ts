// The build's engine on one machine, where a container engine does the work. There is no registry to push to: the image stays in
// the engine's own store, under its digest, and the pretend ECR is told.
import { containerEngine } from '../../buildspec/container-engine.ts'
import type { Engine, EnginePush } from '../../buildspec/host.ts'
import type { BuilderOrder } from '../../region/kernel.ts'
import { type Answer, ask, type ClientName } from './client.ts'
import type { ContainerImages } from './images.ts'

type Where = {
  client: ClientName
  images: ContainerImages
  /** Of this build alone, and outside of what is built. */
  folder: string
}

export const buildEngine = ({ client, images, folder }: Where, given: Pick<BuilderOrder, 'push'>): Engine => ({
  build: async order => {
    // Layers of earlier builds are on this machine: no cache elsewhere.
    const built = await containerEngine(client, { folder }).build({ ...order, cache: undefined })
    if (!built.ok || order.signal.aborted) return built
    const digest = await digestOf(client, order.imageName)
    order.line(`Image ${digest} of ${client}`)
    return { ok: true, digest }
  },

  // The registry looks at the password when it gets the image.
  login: async () => undefined,

  push: async order => {
    const { registry, repository, tags, digest, password, line } = order
    if (digest === undefined) throw new Error('there is no image to push')
    await keepName(client, order, digest)
    await images.keep(digest, client)
    await given.push({ registry, repository, tags, digest, password })
    line(`Pushed ${registry}/${repository} as ${tags.join(' and ')}`)
    return { digest, uri: `${registry}/${repository}:${tags[0]}` }
  },
})

const withinMs = 30_000

/** The engine's id of an image is a hash over all that is in it; podman leaves `sha256:` away. */
const digestOf = async (client: ClientName, imageName: string): Promise<string> => {
  const { stdout } = good(await ask(client, ['image', 'inspect', '--format', '{{.Id}}', imageName], { withinMs }))
  return stdout.startsWith('sha256:') ? stdout : `sha256:${stdout}`
}

/** What has no name is cleared away by `image prune`: it gets one that says whose it is, instead of the build's. */
const keepName = async (client: ClientName, { repository, tags, imageName }: EnginePush, digest: string) => {
  for (const tag of tags) {
    good(await ask(client, ['image', 'tag', digest, `localhost/panda/${repository}:${tag}`], { withinMs }))
  }
  // Only a name goes: the image has another now.
  good(await ask(client, ['image', 'rm', imageName], { withinMs }))
}

const good = (answer: Answer): Answer => {
  if (answer.code !== 0) throw new Error(answer.words)
  return answer
}
