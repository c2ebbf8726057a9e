// Webhooks of repositories: made, listed, removed.
import { Refusal } from '../../core/faults.ts'
import type { CreateHook } from '../../core/hooks.ts'
import type { CallContext } from '../caller.ts'
import * as hooks from '../store/hooks.ts'
import { refuseUnlessConnected } from './environments.ts'
import { shown as short } from './own-deployment.ts'

/** More are a script that never removes. */
const mostHooks = 100

/** The secret is answered this once. */
export const createHook = async ({ owner, repo }: CreateHook, context: CallContext) => {
  const { ports, caller } = context
  const { tenant, by: createdBy } = caller
  await refuseUnlessConnected({ owner, repo }, context)
  if ((await hooks.list(ports, tenant)).length >= mostHooks)
    throw new Refusal('INVALID_REQUEST', `There are ${mostHooks} already: remove one that nothing calls`)
  const id = `hook_${ports.random.hex(12)}`
  const secret = `whsec_${ports.random.hex(32)}`
  const listed = { id, owner, repo, createdBy, createdAt: ports.clock.now() }
  const sealed = await ports.vault.seal(hooks.sealingOf(tenant), secret)
  await hooks.keep(ports, { tenant, id, owner, repo, sealed }, listed)
  return { ...shown(listed, context), secret }
}

export const listHooks = async (_: object, context: CallContext) => ({
  hooks: (await hooks.list(context.ports, context.caller.tenant)).map(one => shown(one, context)),
})

export const removeHook = async ({ id }: { id: string }, { ports, caller }: CallContext) => {
  await hooks.remove(ports, caller.tenant, id)
  return { id: short(id) }
}

const shown = (hook: hooks.ListedHook, { addresses }: CallContext) => ({
  ...{ id: hook.id, owner: hook.owner, repo: hook.repo },
  url: `${addresses.api}/api/v1/hooks/github/${hook.id}`,
  ...{ createdAt: hook.createdAt, createdBy: hook.createdBy },
})
