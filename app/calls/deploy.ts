import { Refusal } from '../../core/faults.ts'
import type { DeployBody } from '../../core/schemas.ts'
import type { DeploymentRequest } from '../../core/state.ts'
import type { CallContext } from '../caller.ts'
import * as connections from '../store/connections.ts'
import { refuseIfBusy } from './refuse-if-busy.ts'
import { type Accepted, hashOf, newId, start, startedBefore } from './start.ts'

export type DeployInput = DeployBody & { 'idempotency-key'?: string }

export const deploy = async (input: DeployInput, context: CallContext): Promise<Accepted> => {
  const { 'idempotency-key': key, ...body } = input
  const id = newId(context, key)
  const bodyHash = hashOf(body)
  const before = key === undefined ? undefined : await startedBefore(context, id, bodyHash)
  if (before) return before
  const request = await requestOf(body, bodyHash, context)
  if (request.concurrency === 'reject') await refuseIfBusy(context, request)
  return start(context, id, request)
}

const requestOf = async (body: DeployBody, bodyHash: string, context: CallContext): Promise<DeploymentRequest> => {
  const { tenant, by } = context.caller
  const { github, aws } = await connectionsOf(body, context)
  const named = `${body.owner}/${body.repo}`
  const connected = `${github.owner}/${github.repo}`
  if (named.toLowerCase() !== connected.toLowerCase())
    throw new Refusal('CONNECTION_MISMATCH', `The GitHub connection is of ${connected}, not of ${named}`)
  // As the connection spells it: GitHub takes any case, but AWS would see another service.
  const { owner, repo } = github
  const { accountId, region } = aws
  return { ...body, tenant, by, owner, repo, accountId, region, bodyHash, rollback: null }
}

const connectionsOf = async ({ githubConnectionId, awsConnectionId }: DeployBody, { ports, caller }: CallContext) => {
  const github = await connections.find(ports, caller.tenant, githubConnectionId)
  if (github?.kind !== 'github') throw new Refusal('CONNECTION_NOT_FOUND', 'GitHub connection not found')
  const aws = await connections.find(ports, caller.tenant, awsConnectionId)
  if (aws?.kind !== 'aws') throw new Refusal('CONNECTION_NOT_FOUND', 'AWS connection not found')
  return { github, aws }
}
