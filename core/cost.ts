// What a deployment costs in the account that Panda runs in: estimated from what its log counts, and named prices.
import { waitedSeconds } from './estimate.ts'
import { rounded } from './metrics-spread.ts'
import { prices, pricesAsOf } from './prices.ts'
import type { DeploymentState } from './state.ts'

export type EstimatedCost = {
  usd: number
  of: { build: number; machine: number; functions: number; table: number; other: number }
  assumptions: string[]
}

/** Beside an event, by the count of bench/cost over the real functions; a test holds the two against each other. */
const perEvent = { calls: 3.5, gigabyteSeconds: 0.36, writes: 4.5, reads: 7, sent: 1.8, keyCalls: 0.5 }
/** A look of a state that waits for people, one in so many seconds. */
const perLook = { calls: 3.7, gigabyteSeconds: 0.5, writes: 4, reads: 5, sent: 0.5, keyCalls: 1 }
const lookSeconds = 110
/** States that a deployment passes which is built, beside those that its looks enter again. */
const states = { built: 23, kept: 18 }
/** Of log, a call. */
const loggedGigabytes = 2 / 1e6

export const estimatedCost = (state: DeploymentState): EstimatedCost => {
  const looks = waitedSeconds(state) / lookSeconds
  const count = (what: keyof typeof perEvent) => state.seq * perEvent[what] + looks * perLook[what]
  const calls = count('calls')
  const of = {
    build: buildMinutes(state) * prices.buildMinute,
    machine: ((state.build ? states.built : states.kept) + looks) * prices.transition,
    functions: calls * prices.lambdaCall + count('gigabyteSeconds') * prices.lambdaGigabyteSecond,
    table: count('writes') * prices.tableWrite + count('reads') * prices.tableRead,
    other:
      count('sent') * prices.event + count('keyCalls') * prices.keyCall + calls * loggedGigabytes * prices.logGigabyte,
  }
  const usd = Object.values(of).reduce((sum, one) => sum + one, 0)
  const dollars = Object.fromEntries(Object.entries(of).map(([name, one]) => [name, rounded(one, 6)])) as typeof of
  return { usd: rounded(usd, 6), of: dollars, assumptions: assumptionsOf(state) }
}

/** CodeBuild takes whole minutes. Gates are looked at, reviewers are asked, and the infrastructure is begun, once the image is there. */
const buildMinutes = (state: DeploymentState) => {
  const from = state.stageStartedAt[1]
  if (!state.build || !from) return 0
  const to =
    state.gates?.startedAt ??
    state.review?.askedAt ??
    state.stageStartedAt[3] ??
    state.stopping?.at ??
    state.finishedAt ??
    state.updatedAt
  return Math.ceil((Date.parse(to) - Date.parse(from)) / 60_000)
}

const assumptionsOf = (state: DeploymentState) => [
  `List prices of AWS in ${pricesAsOf.region}, read ${pricesAsOf.read}, without the free tier`,
  `${buildMinutes(state)} min of the smallest arm64 build host, in whole minutes from the clone to the image`,
  `${state.seq} events, and ${Math.round(waitedSeconds(state))} s of waiting for people at a look in ${lookSeconds} s; each with the calls that bench/cost counts for it`,
  'One follower on a socket. What runs in the customer’s account is not in it',
]
