// The deployments that figures are of: a tenant's newest, as far back as is asked for, and 1,000 at most.
import { fold } from '../core/fold.ts'
import { type Run, runOf, takenBackRun } from '../core/metrics-run.ts'
import type { Ports } from '../core/ports.ts'
import { readLog } from './store/log.ts'
import * as summaries from './store/summaries.ts'
import * as takenBack from './store/taken-back.ts'

type Store = Pick<Ports, 'table'>
type Wanted = Pick<summaries.Wanted, 'owner' | 'repo' | 'environment'>

export const mostRuns = 1_000
const pageSize = 100
/** Logs at once. */
const side = 10

/** `cut`: there are more since then. */
export const runsSince = async (
  store: Store,
  tenant: string,
  wanted: Wanted,
  from: string,
  most = mostRuns,
): Promise<{ runs: Run[]; cut: boolean }> => {
  const found: summaries.Summary[] = []
  let cursor: string | undefined
  do {
    // One more than is used tells whether there are more.
    const limit = Math.min(pageSize, most + 1 - found.length)
    const page = await summaries.list(store, tenant, { ...wanted, limit, cursor })
    const since = page.summaries.filter(({ createdAt }) => createdAt >= from)
    found.push(...since)
    cursor = since.length < page.summaries.length ? undefined : page.cursor
  } while (cursor !== undefined && found.length <= most)
  const taken = new Map((await takenBack.list(store, tenant)).map(one => [one.deploymentId, one]))
  const runs = (await runsOf(store, found.slice(0, most))).map(run => {
    const back = taken.get(run.deploymentId)
    return back ? takenBackRun(run, back) : run
  })
  return { runs, cut: found.length > most }
}

const runsOf = async (store: Store, found: readonly summaries.Summary[]): Promise<Run[]> => {
  const runs: Run[] = []
  for (let n = 0; n < found.length; n += side) {
    const some = await Promise.all(found.slice(n, n + side).map(summary => known(store, summary)))
    runs.push(...some.flat())
  }
  return runs
}

/** One that is under way, or ended before its facts were kept beside it, has them in its log. */
const known = async (store: Store, { run, deploymentId }: summaries.Summary): Promise<Run[]> => {
  if (run) return [run]
  const state = fold(await readLog(store, deploymentId))
  return state ? [runOf(state)] : []
}
