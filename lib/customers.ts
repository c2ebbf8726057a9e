// The way into customers' accounts. Which role it is, their template says; whether it may be taken, its trust does.
import { Stack } from 'aws-cdk-lib'
import { deployRole } from '../core/permissions.ts'
import type { Actions, EntryFunction } from './entry-function.ts'

/** Any account, but no other name than the onboarding template's: no role of somebody's own is ever tried. */
export const bindCustomers = (entry: EntryFunction, actions: Actions) => {
  const { partition } = Stack.of(entry)
  const roles = `arn:${partition}:iam::*:role/${deployRole}`
  entry.allow(actions, [roles])
  entry.accept(
    `arn:<AWS::Partition>:iam::*:role/${deployRole}`,
    'Customers’ accounts are not known when this is deployed; each trusts us in its own role, with an external id',
  )
}
