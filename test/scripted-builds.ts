// Build hosts that behave as told: they trade, report and push as buildspec/build.ts does, on the timeline of the test.
import type { BuildReport, Clock } from '../core/ports.ts'
import { type ErrorCode, type Milestone, milestones } from '../core/vocabulary.ts'
import type { BuilderOrder, Builders } from '../region/kernel.ts'

export type BuildScript = {
  /** The image's digest is this letter 64 times: the name of its program. */
  letter: string
  secondsEach?: number
  /** Ends there with this failure. */
  fails?: { before: Milestone; errorCode: ErrorCode; message: string }
  /** Goes no further, and says no more, until it is stopped. */
  hangsBefore?: Milestone
  /** The host is lost there. */
  diesBefore?: Milestone
  /** No report arrives: only the exported variables tell. */
  mute?: boolean
  /** Says that it pushed, and has not. */
  pushesNothing?: boolean
  /** Ends without exported variables. */
  forgetful?: boolean
}

export type BuildSeen = { env: Record<string, string>; order: BuilderOrder; deploymentId: string; attempt: number }
type Scripts = (build: BuildSeen) => BuildScript

/** Of a program that is more than a letter, too: what it does is its first one. */
export const digestOf = (letter: string) => `sha256:${letter.repeat(64).slice(0, 64)}`

export const scriptedBuilds = (clock: Clock, scripts: Scripts, seen: BuildSeen[]): Builders => ({
  run: async order => {
    const told = JSON.parse(order.env.PANDA_ORDER ?? '') as { deploymentId: string; attempt: number }
    const build: BuildSeen = { env: order.env, order, deploymentId: told.deploymentId, attempt: told.attempt }
    seen.push(build)
    return new Host(build, scripts(build), clock).run()
  },
})

class Host {
  private readonly build: BuildSeen
  private readonly script: BuildScript
  private readonly clock: Clock
  private readonly reached: BuildReport['milestones'] = []
  private n = 0

  constructor(build: BuildSeen, script: BuildScript, clock: Clock) {
    this.build = build
    this.script = script
    this.clock = clock
  }

  async run(): Promise<{ succeeded: boolean; exported: Record<string, string> }> {
    const { order, deploymentId, env } = this.build
    const { fails, hangsBefore, diesBefore, secondsEach = 2 } = this.script
    const traded = (await order.invoke('panda-build-call', {
      ask: 'trade',
      deploymentId,
      buildId: order.buildId,
      nonce: env.PANDA_NONCE,
    })) as Traded
    for (const code of milestones) {
      await this.clock.sleep(secondsEach * 1000)
      if (order.signal.aborted) return { succeeded: false, exported: {} }
      if (diesBefore === code) throw new Error('the host has gone')
      if (hangsBefore === code) return this.stopped()
      if (fails?.before === code) return this.ended(fails)
      if (code === 'PUSHED') await this.push(traded)
      this.reached.push({ code, details: this.detailsOf(code) })
      await this.report(code === 'BUILD_STARTED' ? { progress: { code: 'BUILD_PROGRESS', message: 'Step 1/2' } } : {})
    }
    return this.ended()
  }

  private async stopped() {
    await new Promise<void>(resolve => {
      this.build.order.signal.addEventListener('abort', () => resolve())
    })
    return { succeeded: false, exported: {} }
  }

  private async ended(failed?: { errorCode: ErrorCode; message: string }) {
    const failure = failed && { errorCode: failed.errorCode, message: failed.message, lines: ['the last line'] }
    await this.report({ ...(failure && { failure }), output: { chunk: 1, lines: ['Done'] } })
    const report = { milestones: this.reached, n: this.n, ...(failure && { failure }) }
    const exported: Record<string, string> = this.script.forgetful ? {} : { PANDA_REPORT: JSON.stringify(report) }
    return { succeeded: !failed, exported }
  }

  private async report(more: Partial<BuildReport>) {
    this.n += 1
    if (this.script.mute) return
    const { order, deploymentId, env } = this.build
    const report = { deploymentId, buildId: order.buildId, nonce: env.PANDA_NONCE, n: this.n, milestones: this.reached }
    await this.deliver({ ask: 'report', report: { ...report, ...more } })
  }

  /** As buildspec/delivery.ts: said again after a while, then given up, which fails no build. */
  private async deliver(call: object) {
    for (const pause of [100, 400, 1_000, 0]) {
      try {
        await this.build.order.invoke('panda-build-call', call)
        return
      } catch {
        await this.clock.sleep(pause)
      }
    }
  }

  private async push({ registry, password }: Traded) {
    if (this.script.pushesNothing) return
    const { repository, tag, moreTags } = JSON.parse(this.build.env.PANDA_ORDER ?? '') as Ordered
    const { letter } = this.script
    await this.build.order.push({
      registry,
      repository,
      tags: [tag, letter.repeat(7).slice(0, 7), ...moreTags],
      digest: digestOf(letter),
      password,
    })
  }

  private detailsOf(code: Milestone): Record<string, unknown> {
    const { letter } = this.script
    // Ten minutes before it was cloned.
    const committedAt = new Date(Date.parse(this.clock.now()) - 600_000).toISOString()
    if (code === 'CLONED')
      return { path: '/build/src', commitHash: letter.repeat(40), commitMessage: `program ${letter}`, committedAt }
    if (code === 'DOCKERFILE_FOUND') return { path: 'Dockerfile' }
    return {}
  }
}

type Ordered = { repository: string; tag: string; moreTags: string[] }
type Traded = { registry: string; password: string }
