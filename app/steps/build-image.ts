// BuildImage: one build at a time for this deployment, until the image is built. The host reports; a look learns the same.
import { tagsBeside } from '../../core/image-life.ts'
import { imageName, imageTag, repositoryTags } from '../../core/names.ts'
import type { BuildLook } from '../../core/ports.ts'
import { isBuilt } from '../../core/state.ts'
import { recordReport } from '../build-report.ts'
import * as orders from '../store/build-orders.ts'
import * as watch from '../store/watch.ts'
import { done, failed, type Outcome, type Run, type Step, waiting } from './step.ts'

/** A build host may die; three in a row are no accident. */
const attempts = 3

export const buildImage: Step = async run => {
  if (!isBuilt(run.state.request) || run.has('BUILD_COMPLETED')) return done
  return run.state.build ? goOn(run, run.state.build) : start(run, 1)
}

const goOn = async (run: Run, build: { id: string; attempt: number }): Promise<Outcome> => {
  const look = await run.ports.builds.look(build.id)
  if (look.state === 'lost')
    return build.attempt < attempts
      ? start(run, build.attempt + 1)
      : failed('DOCKER_BUILD_FAILED', `The build host was lost ${attempts} times`)
  return learn(run, look)
}

/** What both build states do with a look. */
export const learn = async (run: Run, look: BuildLook): Promise<Outcome> => {
  if (look.report) run.state = await recordReport(run.ports, run.state, look.report)
  await run.refresh()
  if (look.report?.failure) {
    const { errorCode, message, lines } = look.report.failure
    return failed(errorCode, message, { lines })
  }
  if (
    look.state === 'failed' ||
    look.state === 'stopped' ||
    (look.state === 'succeeded' && !run.has('BUILD_COMPLETED'))
  )
    return failed('DOCKER_BUILD_FAILED', `The build ended as ${look.state} without saying why`)
  return run.has('BUILD_COMPLETED') ? done : waiting
}

const start = async (run: Run, attempt: number): Promise<Outcome> => {
  const { ports, state, names } = run
  const { request } = state
  const at = await run.at()
  await ports.images.ensure(at, names.repository, repositoryTags(request))
  const { nonce, tag, imageName } = await orderOf(run, attempt, `${at.accountId}/${at.region}/${names.repository}`)
  const { buildId } = await ports.builds.start({
    deploymentId: state.id,
    attempt,
    cloneUrl: ports.github.cloneUrl(request),
    branch: request.branch,
    imageName,
    accountId: at.accountId,
    region: at.region,
    repository: names.repository,
    tag,
    moreTags: tagsBeside({ ...request, service: names.service, tag }),
    nonce,
  })
  await watch.add(ports, `codebuild/${buildId}`, state.id)
  await run.note('CLONE_STARTED', {}, { buildId, attempt })
  // The first build in the log wins: one that was started beside it is stopped.
  if (run.state.build?.id !== buildId) {
    await ports.builds.stop(buildId)
    return waiting
  }
  // Started by an entry that was cut off, it may be over already, and the hint of that come before anybody knew it.
  return goOn(run, run.state.build)
}

const orderOf = async (run: Run, attempt: number, repository: string) => {
  const { ports, state } = run
  const context = { tenant: state.request.tenant, kind: 'nonce' }
  const nonce = ports.random.hex(16)
  const now = ports.clock.now()
  const kept = await orders.keep(ports, state.id, attempt, {
    sealedNonce: await ports.vault.seal(context, nonce),
    nonceHash: orders.hashOf(nonce),
    tag: await ownTag(run, repository),
    imageName: imageName(state.request, Math.floor(Date.parse(now) / 1000)),
  })
  return { ...kept, nonce: await ports.vault.open(context, kept.sealedNonce) }
}

/** Seconds that others may have taken at once: branches and environments share a repository. */
const mostAtOnce = 100
/** As long as somebody may tag it anew, and take that for a push by another tool: app/pushed-image.ts. */
const claimedSeconds = 400 * 86_400

/** The image is found again by its tag: the first second from now on that is no other deployment's. */
const ownTag = async ({ ports, state }: Run, repository: string): Promise<string> => {
  const now = Date.parse(ports.clock.now())
  for (let second = 0; second < mostAtOnce; second++) {
    const tag = imageTag(new Date(now + second * 1000).toISOString())
    const expires = Math.floor(now / 1000) + claimedSeconds
    if (await orders.claimTag(ports, { repository, tag, deploymentId: state.id, expires })) return tag
  }
  throw new Error(`${mostAtOnce} images of ${repository} were begun within as many seconds`)
}
