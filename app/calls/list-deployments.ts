import type { DeploymentsQuery } from '../../core/schemas.ts'
import type { CallContext } from '../caller.ts'
import * as summaries from '../store/summaries.ts'

/** From the summaries, which follow the logs within moments. */
export const listDeployments = async (query: DeploymentsQuery, { ports, caller }: CallContext) => {
  const { summaries: found, cursor } = await summaries.list(ports, caller.tenant, query)
  return { deployments: found.map(({ state }) => state), ...(cursor !== undefined && { cursor }) }
}
