// What another tool does with `docker build` and `docker push`: the registry of this machine has no address of its own, so it is
// asked for over HTTP. The engine of builds builds a folder, and the pretend ECR gets it by the same door, with a password of
// its own, and tells of it in the same words: whoever hears of it cannot tell, and Panda has claimed no tag of it.
import { stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import * as z from 'zod'
import type { Engine } from '../buildspec/host.ts'
import { imageTag } from '../core/image-tags.ts'
import { names, repositoryTags } from '../core/names.ts'
import type { Customer, Images, Random } from '../core/ports.ts'
import { owner, repo } from '../core/schemas.ts'
import { registryPush } from '../region/ecr.ts'
import type { BuilderOrder, Kernel } from '../region/kernel.ts'

export type EngineFor = (given: Pick<BuilderOrder, 'push'>, folder: string) => Promise<Engine>

type Needs = {
  engineFor: EngineFor
  images: Pick<Images, 'ensure' | 'password'>
  kernel: Kernel
  at: Customer
  random: Random
  /** For files of a container engine's; nothing is left in it. */
  workDir: string
  signal: AbortSignal
}

export const otherToolPath = '/local/push'

const order = z.strictObject({
  owner,
  repo,
  tag: z.string().regex(imageTag, 'must be a tag of an image'),
  folder: z.string().refine(isAbsolute, 'must be a folder of this machine, from / on, with a Dockerfile in it'),
})

const withinMs = 10 * 60_000

export const otherTool = (needs: Needs) => async (text: string | undefined) => {
  try {
    return { status: 200, body: await pushed(order.parse(JSON.parse(text ?? '')), needs) }
  } catch (fault) {
    // Whoever pushes is told, whatever it is.
    const message = fault instanceof z.ZodError ? z.prettifyError(fault) : String(fault)
    return { status: 400, body: { message } }
  }
}

const pushed = async ({ folder, tag, ...of }: z.output<typeof order>, needs: Needs) => {
  await stat(join(folder, 'Dockerfile'))
  const { images, at } = needs
  const { repository } = names({ ...of, branch: '', environment: '' })
  await images.ensure(at, repository, repositoryTags({ ...of, branch: '', environment: '' }))
  const { registry, password } = await images.password(at, repository)
  const engine = await needs.engineFor({ push: async image => registryPush(needs.kernel, image) }, needs.workDir)
  const lines: string[] = []
  const about = {
    imageName: `pushed-${needs.random.hex(6)}`,
    progress: () => undefined,
    line: (said: string) => void lines.push(said),
    signal: AbortSignal.any([needs.signal, AbortSignal.timeout(withinMs)]),
  }
  const built = await engine.build({ ...about, contextDir: folder, dockerfile: join(folder, 'Dockerfile') })
  if (!built.ok) throw new Error(built.message)
  const { digest } = await engine.push({ ...about, registry, repository, tags: [tag], password, ...digestIn(built) })
  return { repository, tag, digest, lines }
}

const digestIn = ({ digest }: { digest?: string }) => (digest === undefined ? {} : { digest })
