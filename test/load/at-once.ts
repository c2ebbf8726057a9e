// Many deployments of several tenants at once, each followed by sockets of its own.
import { liveEvents } from '../../client/socket.ts'
import type { PandaEvent } from '../../client/types.ts'
import type { Place, Tenant } from './place.ts'

export type AtOnce = {
  deployments: number
  tenants: number
  sockets: number
  completed: number
  /** Sockets that got 1, 2, 3 … to the final event, each once. */
  whole: number
  seconds: number
  faults: string[]
}

const withinMs = 15 * 60_000

export const atOnce = async (place: Place, wanted: { deployments: number; tenants: number; sockets: number }) => {
  const began = Date.now()
  const tenants = await Promise.all(Array.from({ length: wanted.tenants }, (_, n) => place.tenant(`tenant-${n + 1}`)))
  const followers = Math.ceil(wanted.sockets / wanted.deployments)
  const ends = await Promise.all(
    Array.from({ length: wanted.deployments }, (_, n) => one(tenants[n % tenants.length]!, `load-${n + 1}`, followers)),
  )
  const faults = [...ends.flatMap(end => end.faults), ...(await strangers(tenants, ends))]
  const told: AtOnce = {
    ...wanted,
    sockets: followers * wanted.deployments,
    completed: ends.filter(({ code }) => code === 'COMPLETED').length,
    whole: ends.reduce((sum, { whole }) => sum + whole, 0),
    seconds: (Date.now() - began) / 1000,
    faults,
  }
  return told
}

type End = { id: string; tenant: Tenant; code: string; whole: number; faults: string[] }

const one = async (tenant: Tenant, environment: string, followers: number): Promise<End> => {
  const wish = { ...tenant.connections, owner: 'panda', repo: 'hello', branch: 'main', environment, autoSwitch: true }
  const { deploymentId: id } = await tenant.client.deploy(wish)
  const seen = await Promise.all(Array.from({ length: followers }, () => follow(tenant, id)))
  const kept = (await tenant.client.events(id)).events
  const whole = seen.filter(events => JSON.stringify(events) === JSON.stringify(kept)).length
  const last = kept.at(-1)
  const faults: string[] = []
  if (kept.some(({ seq }, n) => seq !== n + 1)) faults.push(`${id}: seq ${kept.map(({ seq }) => seq)}`)
  if (last?.code !== 'COMPLETED') faults.push(`${id} ended with ${last?.message}`)
  if (whole < followers) faults.push(`${id}: ${followers - whole} of ${followers} sockets got something else`)
  return { id, tenant, code: last?.code ?? '', whole, faults }
}

/** A socket of its own for each. */
const follow = async ({ client }: Tenant, id: string): Promise<PandaEvent[]> => {
  const live = liveEvents(client)
  const events: PandaEvent[] = []
  try {
    for await (const event of live.follow(id, { signal: AbortSignal.timeout(withinMs) })) events.push(event)
  } finally {
    live.close()
  }
  return events
}

/** What is another tenant's looks as if it did not exist. */
const strangers = async (tenants: Tenant[], ends: End[]): Promise<string[]> => {
  const faults: string[] = []
  for (const tenant of tenants) {
    const foreign = ends.find(end => end.tenant !== tenant)
    if (!foreign) continue
    const said = await tenant.client.deployment(foreign.id).then(
      () => 200,
      (fault: { status?: number }) => fault.status,
    )
    if (said !== 404) faults.push(`${tenant.name} gets ${said} for a deployment of ${foreign.tenant.name}`)
  }
  return faults
}
