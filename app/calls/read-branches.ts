import { Refusal } from '../../core/faults.ts'
import type { CallContext } from '../caller.ts'
import { githubToken } from '../customer.ts'
import * as connections from '../store/connections.ts'

/** Asked anew each time, as somebody picks one: nothing of it is kept. */
export const readBranches = async ({ id }: { id: string }, { ports, caller: { tenant } }: CallContext) => {
  const connection = await connections.find(ports, tenant, id)
  if (connection?.kind !== 'github') throw new Refusal('CONNECTION_NOT_FOUND', 'GitHub connection not found')
  const token = await githubToken(ports, { tenant, githubConnectionId: id })
  const { owner, repo } = connection
  const found = await ports.github.branches({ owner, repo }, token)
  if (!found.ok) throw new Refusal(found.errorCode, found.message)
  const { branches, defaultBranch, truncated } = found
  return { branches, defaultBranch, truncated }
}
