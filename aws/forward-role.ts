// The role that the customer's rule forwards events with: it may put events on the platform's bus, and nothing else.
import { CreateRoleCommand, GetRoleCommand, type IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CloudFault, NameTaken } from '../core/faults.ts'
import { forwarding, forwardingPolicy } from '../core/forwarding.ts'
import type { Customer } from '../core/ports.ts'
import { customerRule } from '../core/rules.ts'
import { asked, unless } from './fault.ts'

/** IAM knows no regions: one role an account. Its policy is put each time, as an earlier try may have ended before. */
export const ensureForwardRole = async (iam: IAMClient, at: Pick<Customer, 'accountId'>, busArn: string) => {
  const RoleName = customerRule.role
  const made = (await isThere(iam)) || (await create(iam))
  if (!made && !(await isThere(iam)))
    throw new CloudFault('unreachable', 'iam:GetRole', `Role ${RoleName} cannot be seen yet`)
  const PolicyDocument = JSON.stringify(forwardingPolicy(busArn))
  const policy = new PutRolePolicyCommand({ RoleName, PolicyName: forwarding.policyName, PolicyDocument })
  await asked('iam:PutRolePolicy', () => iam.send(policy))
  return `arn:aws:iam::${at.accountId}:role/${RoleName}`
}

const isThere = async (iam: IAMClient) => {
  const look = asked('iam:GetRole', () => iam.send(new GetRoleCommand({ RoleName: customerRule.role })))
  const found = await unless(['NoSuchEntityException'], look)
  if (!found?.Role) return false
  if (found.Role.Tags?.some(({ Key, Value }) => Key === forwarding.tag.Key && Value === forwarding.tag.Value))
    return true
  throw new NameTaken(`IAM role ${customerRule.role} exists and is not Panda's (its tags differ)`)
}

/** False: somebody was quicker. */
const create = async (iam: IAMClient) => {
  const command = new CreateRoleCommand({
    RoleName: customerRule.role,
    Description: customerRule.description,
    AssumeRolePolicyDocument: JSON.stringify(forwarding.trust),
    Tags: [forwarding.tag],
  })
  const created = asked('iam:CreateRole', () => iam.send(command))
  return (await unless(['EntityAlreadyExistsException'], created)) !== undefined
}
