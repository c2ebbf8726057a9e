// Connections that a call names: the caller's own, and of the repository that is meant; anybody else's are as good as none.
import { Refusal } from '../../core/faults.ts'
import { mayKnowOf } from '../../core/roles.ts'
import type { StartContext } from '../caller.ts'
import * as connections from '../store/connections.ts'

type Needs = { ports: Pick<StartContext['ports'], 'table'>; caller: StartContext['caller'] }

export const ownGithub = async (
  id: string,
  { owner, repo }: { owner: string; repo: string },
  { ports, caller }: Needs,
): Promise<connections.GithubConnection> => {
  const found = await connections.find(ports, caller.tenant, id)
  if (found?.kind !== 'github' || !mayKnowOf(caller, found))
    throw new Refusal('CONNECTION_NOT_FOUND', 'GitHub connection not found')
  const [named, connected] = [`${owner}/${repo}`, `${found.owner}/${found.repo}`]
  if (named.toLowerCase() === connected.toLowerCase()) return found
  throw new Refusal('CONNECTION_MISMATCH', `The GitHub connection is of ${connected}, not of ${named}`)
}

export const ownAws = async (id: string, { ports, caller }: Needs): Promise<connections.AwsConnection> => {
  const found = await connections.find(ports, caller.tenant, id)
  if (found?.kind === 'aws') return found
  throw new Refusal('CONNECTION_NOT_FOUND', 'AWS connection not found')
}

type Named = { githubConnectionId?: string | undefined; awsConnectionId?: string | undefined }

/** Those of the call, else those of its environment. What neither names is told like any other field that is missing. */
export const connectionsNamed = (said: Named, set: Named) => {
  const githubConnectionId = said.githubConnectionId ?? set.githubConnectionId
  const awsConnectionId = said.awsConnectionId ?? set.awsConnectionId
  if (githubConnectionId !== undefined && awsConnectionId !== undefined) return { githubConnectionId, awsConnectionId }
  const missing = Object.entries({ githubConnectionId, awsConnectionId }).filter(([, id]) => id === undefined)
  const faults = missing.map(([field]) => ({ field, message: 'is missing' }))
  throw new Refusal('INVALID_REQUEST', faults.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    faults,
  })
}
