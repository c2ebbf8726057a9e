// How the checks of a commit stand on GitHub: check runs and commit statuses, by their names.
import type { CheckState } from '../core/ports.ts'
import { ask, type Call, notUnderstood, pageSize, type Refused, refused, textAt } from './github-ask.ts'

/** `at`: `…/repos/{owner}/{repo}/commits` */
export const checksAt = async (at: string, commit: string, names: readonly string[], call: Call) => {
  // What a build has reported goes into an address.
  if (!/^[0-9a-f]{7,64}$/.test(commit)) return unknownCommit(commit)
  const said: Said[] = []
  for (const [path, of] of Object.entries(saidBy)) {
    const found = await pages(`${at}/${commit}/${path}`, call, unknownCommit(commit), of.list)
    if (!found.ok) return found
    said.push(...found.all.map(of.read))
  }
  return { ok: true as const, checks: names.map(name => ({ name, state: worstOf(said, name) })) }
}

type Said = { name: string | undefined; state: CheckState }

/** https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference: the latest of each app and name.
 *  https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference: the latest of each. */
const saidBy: Record<string, { list: string; read: (one: unknown) => Said }> = {
  'check-runs': {
    list: 'check_runs',
    read: one => ({
      name: textAt(one, 'name'),
      state: textAt(one, 'status') === 'completed' ? concluded(textAt(one, 'conclusion')) : 'pending',
    }),
  },
  status: {
    list: 'statuses',
    read: one => {
      const state = textAt(one, 'state')
      return {
        name: textAt(one, 'context'),
        state: state === 'success' ? 'passed' : state === 'pending' ? state : 'failed',
      }
    },
  },
}

/** As GitHub itself takes them where a branch requires them: what was skipped, or is neutral, is no obstacle. */
const concluded = (conclusion: string | undefined): CheckState =>
  ['success', 'neutral', 'skipped'].includes(conclusion ?? '') ? 'passed' : 'failed'

/** Two may have the same name: all of them count. */
const worstOf = (said: Said[], name: string): CheckState => {
  const states = said.filter(one => one.name === name).map(one => one.state)
  const order: CheckState[] = ['failed', 'pending', 'passed']
  return order.find(state => states.includes(state)) ?? 'missing'
}

/** As many as a commit has at most that somebody has an eye on. What is not among them counts as not there. */
const mostCheckPages = 10

const pages = async (
  url: string,
  call: Call,
  unknown: Refused,
  list: string,
): Promise<{ ok: true; all: unknown[] } | Refused> => {
  const all: unknown[] = []
  for (let page = 1; page <= mostCheckPages; page++) {
    const more = await ask(`${url}?per_page=${pageSize}&page=${page}`, call, unknown)
    if (!more.ok) return more
    const found = (more.body as Record<string, unknown> | null)?.[list]
    if (!Array.isArray(found)) return notUnderstood
    all.push(...found)
    if (!more.hasNext) break
  }
  return { ok: true, all }
}

const unknownCommit = (commit: string) =>
  refused('GITHUB_REPOSITORY_NOT_FOUND', `Commit not found: ${commit.slice(0, 64)}`)
