// One build: trade the nonce, clone, find the Dockerfile, build, push; and tell all along. The same program runs inside
// CodeBuild and on one machine; where it runs is the host's business.
import { dirname, join } from 'node:path'
import { versionsIn } from '../core/image-life.ts'
import { clone } from './clone.ts'
import { findDockerfile } from './find-dockerfile.ts'
import type { BuildHost, Failure, Order, Outcome, Progress, Traded } from './host.ts'
import { type Redact, redactor } from './redactor.ts'
import { Reporter } from './reporter.ts'

export const runBuild = async (order: Order, host: BuildHost): Promise<Outcome> => {
  const traded = await host.trade().catch((fault: unknown) => ({ refused: wordsOf(fault) }))
  const { deploymentId } = order
  const redact = redactor('refused' in traded ? [] : [traded.cloneToken, traded.password])
  const to = { deploymentId, send: host.report, now: host.now, redact, signal: host.signal }
  const reporter = new Reporter(to)
  const broken = (fault: unknown) => reporter.failure('UNEXPECTED_ERROR', `The build host failed: ${wordsOf(fault)}`)
  const ended = await steps({ order, host, redact, reporter }, traded).catch((fault: unknown) => ({ fault }))
  if (host.signal.aborted) {
    reporter.stop()
    // What a stop interrupts is no failure; what it could not end is.
    const failure = ended && 'fault' in ended ? broken(ended.fault) : undefined
    return { ...reporter.said(), failure, succeeded: false, aborted: true }
  }
  const failure = ended && 'fault' in ended ? broken(ended.fault) : ended
  // The last line says how it ended, so there is always a last chunk.
  reporter.line(failure ? `Failed: ${failure.message.split('\n')[0]}` : 'Done')
  await reporter.finish(failure)
  return { ...reporter.said(), succeeded: !failure, aborted: false }
}

type Run = { order: Order; host: BuildHost; redact: Redact; reporter: Reporter }

/** Answers why it ended before its end, or nothing. */
const steps = async (run: Run, traded: Traded | { refused: string }): Promise<Failure | undefined> => {
  const { order, host, reporter } = run
  if ('refused' in traded)
    return reporter.failure('UNEXPECTED_ERROR', `No credentials for this build: ${traded.refused}`)
  const cloned = await cloneStep(run, traded.cloneToken)
  if (!cloned.ok) return reporter.failure('CLONE_FAILED', cloned.message)
  reporter.milestone('DOCKERFILE_SEARCHING')
  const dockerfile = await findDockerfile(cloned.path, order.dockerfile)
  if (dockerfile === undefined) return reporter.failure('DOCKERFILE_NOT_FOUND', 'Dockerfile not found in repository')
  reporter.milestone('DOCKERFILE_FOUND', { path: dockerfile })
  const built = await buildStep(run, join(cloned.path, dockerfile), traded)
  if (!built.ok) return reporter.failure('DOCKER_BUILD_FAILED', built.message)
  if (host.signal.aborted) return undefined
  return pushStep(run, traded, tagsOf(order, cloned), built.digest)
}

/** Characters of a commit in an image's tag. */
const shortCommit = 7

/** Its own first: the registry is asked for that one, whatever becomes of the others later on. */
const tagsOf = ({ tag, moreTags = [] }: Order, { commitHash, gitTags }: { commitHash: string; gitTags: string[] }) => [
  ...new Set([tag, commitHash.slice(0, shortCommit), ...versionsIn(gitTags), ...moreTags]),
]

const cloneStep = async ({ order, host, redact, reporter }: Run, token: string) => {
  const { cloneUrl, branch } = order
  const { workDir, signal } = host
  reporter.line(`Cloning ${cloneUrl}, branch ${branch}`)
  const cloned = await clone({ cloneUrl, branch, token, workDir, redact, signal, line: text => reporter.line(text) })
  if (cloned.ok) {
    const { path, commitHash, commitMessage, committedAt } = cloned
    reporter.line(`Commit ${commitHash} ${commitMessage.split('\n')[0]}`)
    reporter.milestone('CLONED', { path, commitHash, commitMessage, ...(committedAt && { committedAt }) })
  }
  return cloned
}

/** As `docker build FOLDER`: the folder of the Dockerfile is the context. */
const buildStep = async ({ order, host, reporter }: Run, dockerfile: string, { registry, password }: Traded) => {
  const { imageName, repository } = order
  const cache = { registry, repository, password }
  reporter.milestone('BUILD_STARTED')
  const contextDir = dirname(dockerfile)
  const { signal } = host
  const line = (text: string) => reporter.line(text)
  const progress = progressTo(reporter, 'BUILD_PROGRESS')
  const built = await host.engine.build({ contextDir, dockerfile, imageName, cache, progress, line, signal })
  if (built.ok) reporter.milestone('BUILD_COMPLETED', { imageName })
  return built
}

const pushStep = async ({ order, host, reporter }: Run, traded: Traded, tags: string[], digest?: string) => {
  const { registry, password } = traded
  const { repository, imageName, tag } = order
  const { signal } = host
  const line = (text: string) => reporter.line(text)
  try {
    reporter.milestone('PUSH_STAGE_STARTED')
    // Ensured by who gave out the password for it: the build host has no AWS keys.
    reporter.milestone('REPOSITORY_ENSURED', { repository })
    reporter.milestone('LOGIN_STARTED')
    await host.engine.login({ registry, password, signal })
    reporter.milestone('LOGIN_COMPLETED')
    reporter.milestone('PUSH_STARTED', { uri: `${registry}/${repository}:${tag}` })
    const progress = progressTo(reporter, 'PUSH_PROGRESS')
    const push = { registry, repository, tags, imageName, digest, password, progress, line, signal }
    const pushed = await host.engine.push(push)
    reporter.milestone('PUSHED', { uri: pushed.uri, digest: pushed.digest })
    return undefined
  } catch (fault) {
    return reporter.failure('ECR_PUSH_FAILED', wordsOf(fault))
  }
}

const progressTo =
  (reporter: Reporter, code: 'BUILD_PROGRESS' | 'PUSH_PROGRESS'): Progress =>
  (message, step, steps) =>
    reporter.progress({ code, message, step, steps })

const wordsOf = (fault: unknown) => (fault instanceof Error ? fault.message : String(fault))
