// What a deployment has begun in the world, and how each part of it is undone. An empty list: nothing of it is left.
import { CloudFault } from '../../core/faults.ts'
import { heaviest } from '../../core/live-figures.ts'
import { isBackOnWarm } from '../../core/state.ts'
import * as orders from '../store/build-orders.ts'
import { closeDoor } from './ask-green.ts'
import type { Run } from './step.ts'
import { tellShare } from './tell-figures.ts'

export type Left = {
  /** What is still there, in words. Empty: nothing of it is left. */
  left: string[]
  /** Some of it could not be looked at, or not be undone: there is no hurry to ask again. */
  blocked: boolean
}

/** Asks for the undoing of all that is left: what is in the way of one part is not in the way of the others. */
export const undo = async (run: Run): Promise<Left> => {
  const { state, names } = run
  const parts: [what: string, part: (run: Run) => Promise<string[]>][] = [
    [`build ${state.build?.id ?? `of ${state.id}`}`, undoBuild],
    [`release ${state.release?.id ?? `of ${state.id}`}`, undoRelease],
    [`stack ${names.stack}`, undoFirst],
    [`the count of ${names.service}`, undoCount],
  ]
  const tried = await Promise.allSettled(parts.map(([, part]) => part(run)))
  const unexpected = tried.find(one => one.status === 'rejected' && !(one.reason instanceof CloudFault))
  if (unexpected?.status === 'rejected') throw unexpected.reason
  const left = tried.flatMap((one, n) =>
    one.status === 'fulfilled' ? one.value : [`${parts[n]![0]}: ${one.reason.message}`],
  )
  if (left.length === 0) await closeDoor(run)
  return { left, blocked: tried.some(one => one.status === 'rejected') }
}

const undoBuild = async (run: Run): Promise<string[]> => {
  const { build } = run.state
  if (run.has('PUSHED')) return []
  // A start that was never answered: not in the log, but it has come for its credentials. One that has not gets none.
  const unknown = await orders.whoTraded(run.ports, run.state.id, (build?.attempt ?? 0) + 1)
  const left: string[] = []
  for (const id of [build?.id, unknown]) {
    if (id === undefined) continue
    const { state } = await run.ports.builds.look(id)
    if (state !== 'queued' && state !== 'running') continue
    await run.ports.builds.stop(id)
    left.push(`build ${id} is still ${state}`)
  }
  return left
}

const undoRelease = async (run: Run): Promise<string[]> => {
  const { release, infra } = run.state
  const { releases } = run.ports
  if (!infra || (release && release.mode !== 'blue-green')) return undoWarmBack(run)
  const at = await run.at()
  // A reply that was lost: started, but not in the log.
  const id = release?.id ?? (await releases.find(at, run.names, run.state.id))
  if (!id) return []
  const { state } = await releases.look(at, id)
  if (state === 'working' || state === 'ready' || state === 'warm') {
    await unlessConflict(releases.stop(at, id))
    return [`release ${id} is still ${state}`]
  }
  const routes = await releases.routes(at, infra.productionListenerArn)
  if (release && run.state.switchingAt) await tellShare(run, routes)
  return release && heaviest(routes) !== release.blueGroup ? [`${infra.url} is still served by green`] : []
}

/** Back on a warm blue: once that was asked for there is only forward; it is left to come to rest. */
const undoWarmBack = async (run: Run): Promise<string[]> => {
  if (!isBackOnWarm(run.state)) return []
  const { infra, release } = run.state
  const { productionListenerArn, url } = infra!
  const at = await run.at()
  const { state } = await run.ports.releases.look(at, release!.id!)
  if (state === 'working') return [`release ${release!.id} is still on its way back`]
  const serving = await run.ports.releases.routedTo(at, productionListenerArn)
  return serving === undefined ? [`${url} has nothing behind it`] : []
}

/** A first release that fails leaves nothing behind: the next one begins afresh. */
const undoFirst = async (run: Run): Promise<string[]> => {
  const { blue, stackExisted } = run.state
  if (blue || stackExisted || !run.has('INFRA_STARTED')) return []
  const at = await run.at()
  const look = await run.ports.infrastructure.look(at, run.names)
  if (look.state === 'absent') return []
  await unlessConflict(run.ports.infrastructure.remove(at, run.names))
  return [`stack ${run.names.stack} is still there`]
}

/** Blue gets back as many as it had, unless somebody else has changed that meanwhile. */
const undoCount = async (run: Run): Promise<string[]> => {
  const { release } = run.state
  const { count } = release ?? {}
  if (!count || count.to < count.from || isBackOnWarm(run.state)) return []
  const at = await run.at()
  const service = await run.ports.releases.service(at, run.names)
  if (service?.desired === count.to) await run.ports.releases.scale(at, run.names, count.from)
  return []
}

/** It is just on its way: the next look sees how far. */
const unlessConflict = async (work: Promise<void>) => {
  try {
    await work
  } catch (fault) {
    if (!(fault instanceof CloudFault && fault.kind === 'conflict')) throw fault
  }
}
