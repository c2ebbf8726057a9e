// The build host of one machine: the very program that runs inside CodeBuild, in this process, with this machine's engine.
// It has what a host of CodeBuild's has: its environment, the one function that it may ask, and the registry.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runBuild } from '../buildspec/build.ts'
import { calls } from '../buildspec/calls.ts'
import { exported } from '../buildspec/exported.ts'
import type { BuildHost, Engine, Order, Report } from '../buildspec/host.ts'
import { orderIn } from '../buildspec/order.ts'
import type { BuilderOrder, Builders } from '../region/kernel.ts'
import { buildImage } from './dockerfile/build.ts'
import type { ImageStore } from './images/store.ts'

type BuildersOptions = {
  store: ImageStore
  /** A folder for builds alone: what a process that died has left in it is removed. */
  workDir: string
  log?(line: string): void
  /** A container engine, where there is one, with a folder for this build alone; else the process engine builds. */
  containerEngine?(given: Pick<BuilderOrder, 'push'>, folder: string): Promise<Engine | undefined>
}

export const builders = ({ store, workDir, log = () => undefined, containerEngine }: BuildersOptions): Builders => {
  const swept = rm(workDir, { recursive: true, force: true, maxRetries: 5 }).catch((fault: unknown) =>
    log(`builds: ${workDir} cannot be emptied: ${String(fault)}`),
  )
  return {
    run: async given => {
      await swept
      const { order, nonce } = orderIn(given.env)
      await mkdir(workDir, { recursive: true })
      const folder = await mkdtemp(join(workDir, 'build-'))
      try {
        const contained = await containerEngine?.(given, join(folder, 'engine'))
        const engine = contained ?? processEngine(store, given)
        const outcome = await runBuild(order, hostOf(given, { nonce, folder, engine, order, log }))
        // Of a build that was stopped nothing is reported any more: what could not be ended is said here.
        if (outcome.aborted && outcome.failure) log(`build ${given.buildId}: ${outcome.failure.message}`)
        return { succeeded: outcome.succeeded, exported: { PANDA_REPORT: exported(outcome) } }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

type Place = { nonce: string; folder: string; engine: Engine; order: Order; log(line: string): void }

const hostOf = (given: BuilderOrder, { nonce, folder, engine, order, log }: Place): BuildHost => {
  const { buildId, signal } = given
  const asked = calls(call => given.invoke('panda-build-call', call), { ...order, buildId, nonce })
  const report = async (said: Report) => {
    try {
      await asked.report(said)
    } catch (fault) {
      log(`build ${buildId}: report ${said.n} did not arrive: ${String(fault)}`)
      throw fault
    }
  }
  return { trade: asked.trade, report, engine, signal, now: () => Date.now(), workDir: folder }
}

export const processEngine = (store: ImageStore, given: Pick<BuilderOrder, 'push'>): Engine => ({
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
