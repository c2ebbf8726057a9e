// The build host of one machine: the very program that runs inside CodeBuild, in this process, with an engine that needs no
// container engine. It has what a host of CodeBuild's has: its environment, the one function that it may ask, and the registry.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runBuild } from '../buildspec/build.ts'
import { calls } from '../buildspec/calls.ts'
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
}

export const builders = ({ store, workDir, log = () => undefined }: BuildersOptions): Builders => {
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
  const asked = calls(call => given.invoke('panda-build-call', call), { ...order, buildId, nonce })
  const report = async (said: Report) => {
    try {
      await asked.report(said)
    } catch (fault) {
      log(`build ${buildId}: report ${said.n} did not arrive: ${String(fault)}`)
      throw fault
    }
  }
  const engine = processEngine(store, given)
  return { trade: asked.trade, report, engine, signal, now: () => Date.now(), workDir: folder }
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
