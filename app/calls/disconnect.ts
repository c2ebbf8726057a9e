import { Refusal } from '../../core/faults.ts'
import { isFinal } from '../../core/state.ts'
import type { CallContext } from '../caller.ts'
import { load } from '../record.ts'
import * as connections from '../store/connections.ts'
import * as summaries from '../store/summaries.ts'

export const disconnect = async ({ id }: { id: string }, { ports, caller: { tenant } }: CallContext) => {
  const known = /^(gh|aws)_[A-Za-z0-9]{1,64}$/.test(id) && (await connections.find(ports, tenant, id))
  if (!known) throw new Refusal('CONNECTION_NOT_FOUND', `${kindOf(id)} not found`)
  const user = await unfinishedUser(ports, tenant, id)
  if (user !== undefined)
    throw new Refusal(
      'CONNECTION_IN_USE',
      `The connection is in use by ${user}: cancel it, or wait until it has ended`,
      {
        deploymentId: user,
      },
    )
  await connections.remove(ports, tenant, id)
  return { id }
}

const kindOf = (id: string) =>
  id.startsWith('gh_') ? 'GitHub connection' : id.startsWith('aws_') ? 'AWS connection' : 'Connection'

const unfinishedUser = async (ports: CallContext['ports'], tenant: string, connectionId: string) => {
  const own = (await summaries.listLive(ports)).filter(live => live.tenant === tenant)
  for (const { deploymentId } of own) {
    const state = await load(ports, deploymentId)
    if (!state || isFinal(state)) continue
    const { githubConnectionId, awsConnectionId } = state.request
    if (githubConnectionId === connectionId || awsConnectionId === connectionId) return deploymentId
  }
  return undefined
}
