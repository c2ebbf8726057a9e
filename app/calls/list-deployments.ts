import type { Place } from '../../core/roles.ts'
import type { DeploymentsQuery } from '../../core/schemas.ts'
import type { CallContext } from '../caller.ts'
import * as summaries from '../store/summaries.ts'

/** From the summaries, which follow the logs within moments. */
export const listDeployments = async (query: DeploymentsQuery, { ports, caller }: CallContext) => {
  const { summaries: found, cursor } = caller.scopes
    ? await listWithin(caller.scopes, query, { ports, caller })
    : await summaries.list(ports, caller.tenant, query)
  return { deployments: found.map(({ state }) => state), ...(cursor !== undefined && { cursor }) }
}

/** Each scope is a filter of its own, and so applies before the limit; the newest of them all are the page. */
const listWithin = async (
  scopes: readonly Place[],
  query: DeploymentsQuery,
  { ports, caller }: Pick<CallContext, 'ports' | 'caller'>,
) => {
  const filters = new Map(scopes.flatMap(scope => narrowed(query, scope)).map(one => [JSON.stringify(one), one]))
  const pages = await Promise.all([...filters.values()].map(one => summaries.list(ports, caller.tenant, one)))
  const each = new Map(pages.flatMap(page => page.summaries).map(one => [summaries.cursorAfter(one), one]))
  const all = [...each.values()].sort((a, b) => (sortOf(a) < sortOf(b) ? 1 : -1))
  const shown = all.slice(0, query.limit)
  const last = shown.at(-1)
  const more = all.length > shown.length || pages.some(({ cursor }) => cursor !== undefined)
  return { summaries: shown, ...(more && last && { cursor: summaries.cursorAfter(last) }) }
}

/** None: the scope has nothing of what is asked for. */
const narrowed = (query: DeploymentsQuery, scope: Place): DeploymentsQuery[] => {
  const narrow = { ...query }
  for (const name of ['owner', 'repo', 'environment'] as const) {
    if (scope[name] === '*') continue
    if ((query[name] ?? scope[name]) !== scope[name]) return []
    narrow[name] = scope[name]
  }
  return [narrow]
}

const sortOf = ({ createdAt, deploymentId }: summaries.Summary) => `${createdAt}#${deploymentId}`
