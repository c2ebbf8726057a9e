import type { CallContext } from '../caller.ts'
import * as apiTokens from '../store/api-tokens.ts'
import { rightsShown, timeOf } from './create-token.ts'

/** Neither a token nor its hash. When one was last used would take a write a call: it is not kept. */
export const listTokens = async (_: object, { ports, caller }: CallContext) => {
  const kept = await apiTokens.list(ports, caller.tenant)
  return {
    tokens: kept.map(({ id, name, role, scopes, createdBy, createdAt, expires }) => ({
      ...{ id, name, ...rightsShown({ role, scopes }), createdBy, createdAt },
      expiresAt: timeOf(expires),
    })),
  }
}
