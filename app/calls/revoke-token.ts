import type { CallContext } from '../caller.ts'
import * as apiTokens from '../store/api-tokens.ts'
import { shown } from './own-deployment.ts'

/** Of one that was revoked before, never was, or is another's, the answer is the same: it is not (any more). */
export const revokeToken = async ({ id }: { id: string }, { ports, caller }: CallContext) => {
  if (/^tok_[A-Za-z0-9]{1,64}$/.test(id)) await apiTokens.revoke(ports, caller.tenant, id)
  return { id: shown(id) }
}
