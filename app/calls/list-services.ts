import { Refusal } from '../../core/faults.ts'
import type { CallContext } from '../caller.ts'
import * as services from '../store/services.ts'
import { shown } from './own-deployment.ts'
import { serviceView } from './service-view.ts'

export const listServices = async (_: object, { ports, caller }: CallContext) => ({
  services: (await services.list(ports, caller.tenant)).map(one => serviceView(one, ports.clock.now())),
})

/** One for each branch and environment of the repository. */
export const readService = async ({ owner, repo }: { owner: string; repo: string }, context: CallContext) => {
  const wanted = `${owner}/${repo}`.toLowerCase()
  const all = await services.list(context.ports, context.caller.tenant)
  const found = all.filter(one => `${one.owner}/${one.repo}`.toLowerCase() === wanted)
  if (found.length === 0) throw new Refusal('SERVICE_NOT_FOUND', `Service not found: ${shown(`${owner}/${repo}`)}`)
  return { services: found.map(one => serviceView(one, context.ports.clock.now())) }
}
