// Who has which role for which service and environment: an admin's to say.
import { Refusal } from '../../core/faults.ts'
import type { CreateGrant } from '../../core/grants.ts'
import type { CallContext } from '../caller.ts'
import * as grants from '../store/grants.ts'
import { shown } from './own-deployment.ts'

/** They are read in one go where a role is not enough. */
const mostGrants = 500

export const createGrant = async (wish: CreateGrant, { ports, caller }: CallContext): Promise<grants.Grant> => {
  if ((await grants.list(ports, caller.tenant)).length >= mostGrants)
    throw new Refusal('INVALID_REQUEST', `There are ${mostGrants} grants already: delete one that nobody needs`)
  const made = { createdBy: caller.by, createdAt: ports.clock.now() }
  const grant = { id: `gr_${ports.random.hex(12)}`, ...wish, ...made }
  await grants.keep(ports, caller.tenant, grant)
  return grant
}

export const listGrants = async (_: object, { ports, caller }: CallContext) => ({
  grants: await grants.list(ports, caller.tenant),
})

/** Of one that was deleted before, never was, or is another's, the answer is the same: it is not (any more). */
export const removeGrant = async ({ id }: { id: string }, { ports, caller }: CallContext) => {
  if (/^gr_[0-9a-f]{24}$/.test(id)) await grants.remove(ports, caller.tenant, id)
  return { id: shown(id) }
}
