import { Refusal } from '../../core/faults.ts'
import type { ConnectGithub } from '../../core/schemas.ts'
import type { CallContext } from '../caller.ts'
import * as connections from '../store/connections.ts'

/** Kept only once GitHub has said that repository and branch exist and that the token may read them. */
export const connectGithub = async (
  { token, owner, repo, branch }: ConnectGithub,
  { ports, caller: { tenant } }: CallContext,
) => {
  const checked = await ports.github.check({ owner, repo, branch }, token)
  if (!checked.ok) throw new Refusal(checked.errorCode, checked.message)
  const id = `gh_${ports.random.hex(12)}`
  const sealedToken = await ports.vault.seal({ tenant, kind: 'github' }, token)
  const createdAt = ports.clock.now()
  await connections.save(ports, { id, tenant, kind: 'github', owner, repo, branch, sealedToken, createdAt })
  return { githubConnectionId: id }
}
