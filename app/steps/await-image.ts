// AwaitImage: the image is in the customer's registry when the registry says so; the digest is read there, nowhere else.
import { keepImages } from '../keep-images.ts'
import * as orders from '../store/build-orders.ts'
import { learn } from './build-image.ts'
import { done, failed, type Outcome, type Run, type Step, waiting } from './step.ts'

export const awaitImage: Step = async run => {
  const { build, request } = run.state
  if (request.promotion) return there(run, request.promotion, `of ${request.promotion.deploymentId}`)
  if (request.image) return there(run, request.image, `that was pushed as ${request.image.tag}`)
  if (request.rollback || run.has('PUSHED')) return done
  if (!build) return failed('UNEXPECTED_ERROR', 'There is no build to wait for')
  const look = await run.ports.builds.look(build.id)
  const learnt = await learn(run, look)
  if (learnt.kind === 'failed') return learnt
  const order = await orders.find(run.ports, run.state.id, build.attempt)
  const image = order && (await run.ports.images.find(await run.at(), run.names.repository, { tag: order.tag }))
  if (!image && look.state === 'lost')
    return failed('ECR_PUSH_FAILED', 'The build host was lost while it pushed the image')
  if (!image)
    return look.state === 'succeeded'
      ? failed('ECR_PUSH_FAILED', `The build pushed, but ${run.names.repository} has no image ${order?.tag}`)
      : waiting
  // The registry was quicker than the host's reports: they tell of the push first.
  if (!run.has('PUSH_STARTED') && look.state === 'running') return waiting
  await keepImages(run, image.digest)
  await run.note('PUSHED', { uri: image.uri, digest: image.digest })
  return done
}

/** It may have been deleted since: better to hear of that now than when tasks do not start. */
const there = async (run: Run, { imageDigest: digest }: { imageDigest: string }, which: string): Promise<Outcome> => {
  const image = await run.ports.images.find(await run.at(), run.names.repository, { digest })
  if (!image)
    return failed('ECR_PUSH_FAILED', `The image ${which} is not in ${run.names.repository} any more: deploy anew`)
  await keepImages(run, digest)
  return done
}
