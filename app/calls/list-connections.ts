import { mayKnowOf } from '../../core/roles.ts'
import type { CallContext } from '../caller.ts'
import * as connections from '../store/connections.ts'

export const listGithubConnections = async (_: object, { ports, caller }: CallContext) => {
  const kept = (await connections.list(ports, caller.tenant, 'github')).filter(one => mayKnowOf(caller, one))
  return {
    connections: kept.map(({ id, owner, repo, branch, createdAt }) => ({
      githubConnectionId: id,
      owner,
      repo,
      branch,
      createdAt,
    })),
  }
}

export const listAwsConnections = async (_: object, { ports, caller }: CallContext) => {
  const kept = await connections.list(ports, caller.tenant, 'aws')
  return {
    connections: kept.map(({ id, accountId, region, createdAt }) => ({
      awsConnectionId: id,
      accountId,
      region,
      createdAt,
    })),
  }
}
