import { CloudFault, Refusal } from '../../core/faults.ts'
import { isFinal } from '../../core/state.ts'
import type { CallContext } from '../caller.ts'
import { load } from '../record.ts'
import * as busAccounts from '../store/bus-accounts.ts'
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
  if (known.kind === 'aws') await dismissAccount(ports, known)
  return { id }
}

type Ports = CallContext['ports']

/** A connection that comes in between is seen by the second look. Where AWS does not answer, the account stays admitted until
 *  the bus is written next: all it can do is say what happens in itself. */
const dismissAccount = async (ports: Ports, { tenant, accountId }: connections.AwsConnection) => {
  const isConnected = async () =>
    (await connections.list(ports, tenant, 'aws')).some(one => one.accountId === accountId)
  if (await isConnected()) return
  try {
    await busAccounts.dismiss(ports, { tenant, accountId })
    if (await isConnected()) await busAccounts.admit(ports, { tenant, accountId })
  } catch (fault) {
    if (!(fault instanceof CloudFault)) throw fault
  }
}

const kindOf = (id: string) =>
  id.startsWith('gh_') ? 'GitHub connection' : id.startsWith('aws_') ? 'AWS connection' : 'Connection'

const unfinishedUser = async (ports: Ports, tenant: string, connectionId: string) => {
  const own = (await summaries.listLive(ports)).filter(live => live.tenant === tenant)
  for (const { deploymentId } of own) {
    const state = await load(ports, deploymentId)
    if (!state || isFinal(state)) continue
    const { githubConnectionId, awsConnectionId } = state.request
    if (githubConnectionId === connectionId || awsConnectionId === connectionId) return deploymentId
  }
  return undefined
}
