import { CreateRoleCommand, DeleteRoleCommand } from '@aws-sdk/client-iam'
import type { Place } from './place.ts'
import type { Later } from './suite.ts'

/** A role that a service may take on, and that may do nothing. */
export const madeRole = async ({ clients, at, name }: Place, Service: string, later: Later): Promise<string> => {
  const iam = clients.customer(at).iam()
  const RoleName = name()
  const statement = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  later(`role ${RoleName}`, () => iam.send(new DeleteRoleCommand({ RoleName })))
  return Role?.Arn ?? ''
}
