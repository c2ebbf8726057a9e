import { Refusal } from '../../core/faults.ts'
import { roleAt } from '../../core/roles.ts'
import type { CallContext } from '../caller.ts'
import * as services from '../store/services.ts'
import { shown } from './own-deployment.ts'
import { serviceView } from './service-view.ts'

export const listServices = async (_: object, { ports, caller }: CallContext) => ({
  services: (await known({ ports, caller })).map(one => serviceView(one, ports.clock.now())),
})

/** One for each branch and environment of the repository. */
export const readService = async ({ owner, repo }: { owner: string; repo: string }, context: CallContext) => {
  const wanted = `${owner}/${repo}`.toLowerCase()
  const all = await known(context)
  const found = all.filter(one => `${one.owner}/${one.repo}`.toLowerCase() === wanted)
  if (found.length === 0) throw new Refusal('SERVICE_NOT_FOUND', `Service not found: ${shown(`${owner}/${repo}`)}`)
  return { services: found.map(one => serviceView(one, context.ports.clock.now())) }
}

/** Of a token with scopes, those within them. */
const known = async ({ ports, caller }: Pick<CallContext, 'ports' | 'caller'>) =>
  (await services.list(ports, caller.tenant)).filter(one => roleAt(caller, one) !== undefined)
