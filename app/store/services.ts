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
  /** Null: of an image that another tool has pushed. */
  commitHash: string | null
  commitMessage: string | null
  imageTag?: string
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

/** What was kept running is not any more. */
export const forgetWarm = (store: Store, tenant: string, serviceKey: string): Promise<boolean> =>
  replace(store, tenant, serviceKey, service => (service.warm ? { ...service, warm: null } : undefined))

/** More than meet here by far. */
const attempts = 20

/** A change on top of what is there, and between the versions of two releases: whoever has written meanwhile is read again.
 *  `change` answers undefined if there is nothing to change; so does this, with false. */
export const replace = async (
  store: Store,
  tenant: string,
  serviceKey: string,
  change: (before: ServiceRecord) => ServiceRecord | undefined,
): Promise<boolean> => {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await find(store, tenant, serviceKey)
    const after = before && change(before)
    if (!after) return false
    const version = new Date(Date.parse(before.version) + 1).toISOString()
    if (await save(store, tenant, { ...after, version })) return true
  }
  throw new Error(`The record of ${serviceKey} is written by too many at once`)
}

/** By account, region and name. */
export const list = async ({ table }: Store, tenant: string): Promise<ServiceRecord[]> =>
  (await table.query(`tenant#${tenant}`, { prefix })).map(serviceOf)

const prefix = 'service#'

const keyOf = (tenant: string, serviceKey: string): Key => ({ pk: `tenant#${tenant}`, sk: `${prefix}${serviceKey}` })

/** Nothing but save writes these. */
const serviceOf = ({ pk: _, sk: __, ...service }: Item) => service as ServiceRecord
