// What the checks of a smoke run share: the way to Panda, what is to be deployed, and what was seen on the way.
import type { Panda } from '../../client/api.ts'
import type { LiveEvents } from '../../client/socket.ts'
import type { AwsConnect, DeployRequest, PandaEvent } from '../../client/types.ts'

export type Trip = {
  client: Panda
  live: LiveEvents
  address: string
  wish: { owner: string; repo: string; branch: string; token: string; aws: AwsConnect }
  /** The commands of one's own account, where `--profile` names it. */
  aws: Account | undefined
  seen: {
    ids?: { githubConnectionId: string; awsConnectionId: string }
    url?: string
    latest?: { id: string; events: PandaEvent[] }
    started: Date
  }
}

/** What only the platform's own account can tell. */
export type Account = {
  /** Invocations of a function since then, as CloudWatch counts them. */
  invocations(fn: string, since: Date): Promise<number>
  /** What the newest build left behind in its exported variable. */
  latestReport(): Promise<string | undefined>
  /** Alarms that ring now. */
  ringing(): Promise<string[]>
}

export const seenIds = ({ seen }: Trip) => must(seen.ids, 'the connections were not made')
export const seenUrl = ({ seen }: Trip) => must(seen.url, 'nothing serves yet')
export const seenLatest = ({ seen }: Trip) => must(seen.latest, 'nothing was deployed')

/** Deploys and follows over the socket, up to the code or the end. Throws the deployment's own words if it fails. */
export const deployed = async (trip: Trip, until: PandaEvent['code'], extra: Partial<DeployRequest> = {}) => {
  const { owner, repo, branch } = trip.wish
  const { deploymentId } = await trip.client.deploy({ ...seenIds(trip), owner, repo, branch, ...extra })
  return followed(trip, deploymentId, until)
}

/** 40 minutes: a whole deployment's limit and some. */
const patienceMs = 40 * 60_000

export const followed = async ({ live, seen }: Trip, id: string, until: PandaEvent['code'], after = 0) => {
  const known = seen.latest?.id === id ? seen.latest.events : []
  const events = [...known.filter(({ seq }) => seq <= after)]
  seen.latest = { id, events }
  for await (const event of live.follow(id, { after, signal: AbortSignal.timeout(patienceMs) })) {
    expectEqual(event.seq, (events.at(-1)?.seq ?? 0) + 1, 'the next seq')
    events.push(event)
    if (event.code === until) return { id, events }
  }
  throw new Error(`${id} ended with ${events.at(-1)?.code}: ${events.at(-1)?.message}`)
}

export const expectEqual = (found: unknown, wanted: unknown, what: string) => {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
}

const must = <T>(value: T | undefined, otherwise: string): T => {
  if (value === undefined) throw new Error(`Not tried: ${otherwise}`)
  return value
}
