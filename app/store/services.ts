// What serves where, and the releases that a rollback can go to.
//
//   pk  tenant#T     sk  service#{serviceKey}
//   the record's own fields; `version`, an ISO timestamp, only grows
import type { PastRun } from '../../core/estimate.ts'
import type { Item, Key, Ports } from '../../core/ports.ts'
import type { Rules } from '../../core/rollback-rules.ts'
import type { Smoke } from '../../core/smoke.ts'

type Store = Pick<Ports, 'table'>

export type Release = {
  deploymentId: string
  imageDigest: string
  imageUri: string
  taskDefinition: string
  commitHash: string
  commitMessage: string
  /** When it began to serve. */
  at: string
  port: number
  healthPath: string
  /** What it had to answer; absent: nothing but that it is well. */
  smoke?: Smoke[]
  /** What took it back then; absent: what is usual. */
  rules?: Rules
  /** As its settings had it; absent or null: they did not say. */
  count?: number | null
  /** Who deployed it; absent: kept before that was noted. */
  by?: string
  rollbackOf?: string
}

export type ServiceRecord = {
  serviceKey: string
  owner: string
  repo: string
  branch: string
  environment: string
  accountId: string
  region: string
  awsConnectionId: string
  url: string
  current: Release | null
  /** Good ones, newest first. */
  releases: Release[]
  /** How long the last rollback that started its tasks anew took, or would have; null: not measured yet. */
  rollbackSeconds?: number | null
  /** How long the last one to what was still running took. */
  warmSeconds?: number | null
  /** What served before and is kept running for a while. */
  warm?: { taskDefinition: string; until: string } | null
  /** The last good ones of each kind, newest first: what an estimate is made of, in the one row that it reads. */
  runs?: PastRun[]
  version: string
}

/** A rollback can go to these. */
export const keptReleases = 10

/** False: a newer version is there. */
export const save = ({ table }: Store, tenant: string, service: ServiceRecord): Promise<boolean> =>
  table.put(
    { ...service, releases: service.releases.slice(0, keptReleases), ...keyOf(tenant, service.serviceKey) },
    { raises: 'version' },
  )

export const find = async (
  { table }: Store,
  tenant: string,
  serviceKey: string,
): Promise<ServiceRecord | undefined> => {
  const item = await table.get(keyOf(tenant, serviceKey))
  return item && serviceOf(item)
}

/** What was kept running is not any more. Written by whoever has the service's lock, as all of it. */
export const forgetWarm = async (store: Store, tenant: string, serviceKey: string): Promise<void> => {
  const service = await find(store, tenant, serviceKey)
  if (service?.warm) await store.table.put({ ...service, warm: null, ...keyOf(tenant, serviceKey) })
}

/** By account, region and name. */
export const list = async ({ table }: Store, tenant: string): Promise<ServiceRecord[]> =>
  (await table.query(`tenant#${tenant}`, { prefix })).map(serviceOf)

const prefix = 'service#'

const keyOf = (tenant: string, serviceKey: string): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${serviceKey}` })

/** Nothing but save writes these. */
const serviceOf = ({ pk: _, sk: __, ...service }: Item) => service as ServiceRecord
