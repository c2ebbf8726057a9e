// The build host of one machine: the very program that runs inside CodeBuild, in this process, with an engine that needs no
// container engine. It has what a host of CodeBuild's has: its environment, the trade, the bus and the registry.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { runBuild } from '../buildspec/build.ts'
import type { BuildHost, Engine, Order } from '../buildspec/host.ts'
import type { BuilderOrder, Builders } from '../region/kernel.ts'
import { buildImage } from './dockerfile/build.ts'
import type { ImageStore } from './images/store.ts'

type BuildersOptions = {
  store: ImageStore
  /** A folder for builds alone: what a process that died has left in it is removed. */
  workDir: string
  log?(line: string): void
}

export const builders = ({ store, workDir, log = () => undefined }: BuildersOptions): Builders => {
  const swept = rm(workDir, { recursive: true, force: true, maxRetries: 5 }).catch((fault: unknown) =>
    log(`builds: ${workDir} cannot be emptied: ${String(fault)}`),
  )
  return {
    run: async given => {
      await swept
      const { order, nonce } = inEnvironment(given.env)
      await mkdir(workDir, { recursive: true })
      const folder = await mkdtemp(join(workDir, 'build-'))
      try {
        const outcome = await runBuild(order, hostOf(given, { nonce, folder, store, order, log }))
        const { milestones, failure, n, succeeded } = outcome
        return { succeeded, exported: { PANDA_REPORT: JSON.stringify({ milestones, failure, n }) } }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

type Place = { nonce: string; folder: string; store: ImageStore; order: Order; log(line: string): void }

const hostOf = (given: BuilderOrder, { nonce, folder, store, order, log }: Place): BuildHost => {
  const { buildId, signal } = given
  const { deploymentId } = order
  return {
    trade: async () => tradedFrom(await given.invoke('panda-trade', { deploymentId, buildId, nonce })),
    report: async report => {
      try {
        await given.putEvent('Build Report', { ...report, buildId, nonce })
      } catch (fault) {
        log(`build ${buildId}: report ${report.n} did not arrive: ${String(fault)}`)
        throw fault
      }
    },
    engine: processEngine(store, given),
    signal,
    now: () => Date.now(),
    workDir: folder,
  }
}

const processEngine = (store: ImageStore, given: BuilderOrder): Engine => ({
  build: async ({ contextDir, dockerfile, progress, line, signal }) => {
    const told = (step: number, steps: number, text: string) => {
      line(text)
      progress(text, step, steps)
    }
    const built = await buildImage({ contextDir, dockerfilePath: dockerfile, store, progress: told, signal })
    line(built.ok ? `Image ${built.digest}, ${built.size} bytes` : built.message)
    return built
  },
  // The registry looks at the password when it gets the image.
  login: async () => undefined,
  push: async ({ registry, repository, tags, digest, password, line }) => {
    if (digest === undefined) throw new Error('there is no image to push')
    await given.push({ registry, repository, tags, digest, password })
    line(`Pushed ${registry}/${repository} as ${tags.join(' and ')}`)
    return { digest, uri: `${registry}/${repository}:${tags[0]}` }
  },
})

const inEnvironment = (env: Record<string, string>) => ({
  order: orderSchema.parse(JSON.parse(env.PANDA_ORDER ?? 'null')),
  nonce: z.string().min(1).parse(env.PANDA_NONCE),
})

const orderSchema: z.ZodType<Order> = z.object({
  deploymentId: z.string(),
  attempt: z.int(),
  cloneUrl: z.string(),
  branch: z.string(),
  dockerfile: z.string().optional(),
  imageName: z.string(),
  accountId: z.string(),
  region: z.string(),
  repository: z.string(),
  tag: z.string(),
})

const tradedSchema = z.object({ cloneToken: z.string(), registry: z.string(), password: z.string() })

/** What it answered instead is not told: it may be half a secret. */
const tradedFrom = (answer: unknown) => {
  const { success, data } = tradedSchema.safeParse(answer)
  if (!success) throw new Error('the trade was refused')
  return data
}
