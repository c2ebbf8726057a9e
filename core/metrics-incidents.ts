// Changes that users had got and that had to go: when that showed, and when a good release served again.
import { fellSick, isGood, type Run } from './metrics-run.ts'

export type Incident = {
  deploymentId: string
  /** The first sign: the first bad look of its bake, or somebody asked for a rollback. */
  signAt: string
  /** Null: not yet. */
  restoredAt: string | null
}

/** Of all of these, in whatever order. */
export const incidentsOf = (runs: readonly Run[]): Incident[] => {
  const inOrder = [...runs].sort((a, b) => (a.acceptedAt < b.acceptedAt ? -1 : 1))
  const places = Map.groupBy(inOrder, ({ place }) => place)
  return [...places.values()].flatMap(line => line.flatMap(run => incidentOf(run, line)))
}

const incidentOf = (run: Run, line: readonly Run[]): Incident[] => {
  if (run.kind !== 'change' || run.servedAt === null) return []
  const { deploymentId, servedAt, sickAt } = run
  if (fellSick(run)) return [{ deploymentId, signAt: sickAt!, restoredAt: run.backAt ?? nextGood(line, sickAt!) }]
  const after = line.filter(({ acceptedAt }) => acceptedAt > servedAt)
  const good = after.findIndex(isGood)
  const until = good === -1 ? after : after.slice(0, good + 1)
  const asked = until.find(isRollback)
  return asked ? [{ deploymentId, signAt: asked.acceptedAt, restoredAt: after[good]?.servedAt ?? null }] : []
}

/** Whoever took it back before it did anything had changed their mind. */
const isRollback = ({ kind, status, servedAt }: Run) =>
  kind === 'rollback' && !(status === 'CANCELLED' && servedAt === null)

const nextGood = (line: readonly Run[], after: string) =>
  line.find(run => isGood(run) && run.servedAt! > after)?.servedAt ?? null
