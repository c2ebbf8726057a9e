// What the data of a Panda says of deployments that have ended: rows of its table, and what its region still has going on.
import * as admission from '../../app/store/admission.ts'
import { readLog } from '../../app/store/log.ts'
import * as services from '../../app/store/services.ts'
import * as summaries from '../../app/store/summaries.ts'
import * as watch from '../../app/store/watch.ts'
import { releaseKey } from '../../app/taken-back.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { fold } from '../../core/fold.ts'
import { names, serviceKey } from '../../core/names.ts'
import type { Table } from '../../core/ports.ts'
import { liveView } from '../../core/view.ts'
import type { Shelf } from '../../region/kernel.ts'

export type Seen = {
  log: LoggedEvent[]
  status: string
  finalService: string | null
  rolledBack: boolean
  digest: string | null
  /** The summary is what the log comes to. */
  told: boolean
  /** Who holds or waits for its service, and for its tenant's places. */
  held: string[]
  watched: string[]
}
export type Look = {
  seen: Record<string, Seen>
  /** Deployments that the sweep would take up. */
  live: string[]
  executions: string[]
  builds: string[]
  releases: string[]
  /** `service digest` of programs that are to run. */
  programs: string[]
}

export const look = async (table: Table, shelf: Shelf, ids: string[]): Promise<Look> => ({
  seen: Object.fromEntries(await Promise.all(ids.map(async id => [id, await seenOf(table, id)] as const))),
  live: (await summaries.listLive({ table })).map(({ deploymentId }) => deploymentId),
  ...goingOn(shelf),
})

const seenOf = async (table: Table, id: string): Promise<Seen> => {
  const log = await readLog({ table }, id)
  const state = fold(log)
  if (!state) throw new Error(`${id} has no log`)
  const { request } = state
  const its = names(request)
  const at = `${request.accountId}/${request.region}`
  const places = await Promise.all([
    admission.read({ table }, admission.lockKey(serviceKey(request, its.service))),
    admission.read({ table }, admission.slotsKey(request.tenant)),
  ])
  const resources = [`ecr/${at}/${its.repository}`, `codedeploy/${at}/${its.base}`, `cloudformation/${at}/${its.stack}`]
  // The release that serves goes on being watched, for as long as blue is warm: CodeDeploy may take it back.
  const serving = (await services.find({ table }, request.tenant, serviceKey(request, its.service)))?.current
  const isMeant = (resource: string, id: string) => resource === releaseKey(request) && id === serving?.deploymentId
  const watched = await Promise.all(
    resources.map(async resource =>
      (await watch.list({ table }, resource)).filter(watching => !isMeant(resource, watching)),
    ),
  )
  const summary = await summaries.find({ table }, id)
  return {
    log,
    status: state.status,
    finalService: state.finalService,
    rolledBack: state.rolledBack,
    digest: state.imageDigest,
    told: JSON.stringify(summary?.state) === JSON.stringify(JSON.parse(JSON.stringify(liveView(state)))),
    held: places.flatMap(({ accepted, holders, waiters }) => [...accepted, ...holders, ...waiters]),
    watched: watched.flat(),
  }
}

type Task = { service: string; image: string; desiredStatus: string }

const goingOn = (shelf: Shelf) => {
  const all = <T>(kind: string) => shelf.list<T>(kind)
  return {
    executions: all<{ status: string }>('states.execution').flatMap(([key, { status }]) =>
      status === 'RUNNING' ? [key] : [],
    ),
    builds: all<{ phase: string }>('codebuild.build').flatMap(([key, { phase }]) =>
      phase === 'COMPLETED' ? [] : [key],
    ),
    releases: all<{ phase: string }>('codedeploy.deployments').flatMap(([key, { phase }]) =>
      phase === 'over' || phase === 'warm' ? [] : [key],
    ),
    programs: all<Task>('ecs.tasks').flatMap(([, { service, image, desiredStatus }]) =>
      desiredStatus === 'RUNNING' ? [`${service} ${image.split('@').at(-1)}`] : [],
    ),
  }
}
