import { DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation'
import type { Customer } from '../core/ports.ts'
import type { Clients } from './clients.ts'
import { asked } from './fault.ts'

/** Why the last thing that was done to a stack failed: the first failure of a resource, with its name, in AWS's words. */
export const lastFailure = async (clients: Pick<Clients, 'customer'>, at: Customer, stack: string) => {
  const events = await newestFirst(clients, at, stack)
  const begun = events.findIndex(event => ownStatus(event) && begins.includes(event.ResourceStatus ?? ''))
  const latest = events.slice(0, begun === -1 ? undefined : begun)
  const failure = latest.findLast(
    event => event.ResourceStatus?.endsWith('_FAILED') && !ownStatus(event) && !isEcho(event),
  )
  return failure && `${failure.LogicalResourceId} (${failure.ResourceType}): ${failure.ResourceStatusReason}`
}

/** Which request the last thing that was done to a stack came from. */
export const lastToken = async (clients: Pick<Clients, 'customer'>, at: Customer, stack: string) =>
  (await newestFirst(clients, at, stack))[0]?.ClientRequestToken

/** One page, of 100: a stack of ours does not make more in one go. */
const newestFirst = async (clients: Pick<Clients, 'customer'>, at: Customer, stack: string) => {
  const look = new DescribeStackEventsCommand({ StackName: stack })
  const client = clients.customer(at).cloudformation()
  const answer = await asked('cloudformation:DescribeStackEvents', () => client.send(look))
  return answer.StackEvents ?? []
}

/** Rolling back belongs to what it rolls back. */
const begins = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS']

const ownStatus = (event: StackEvent) => event.ResourceType === 'AWS::CloudFormation::Stack'

/** What CloudFormation stops because another resource failed. */
const isEcho = (event: StackEvent) => event.ResourceStatusReason?.includes('cancelled') ?? false
