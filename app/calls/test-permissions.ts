import { Refusal } from '../../core/faults.ts'
import type { PermissionCheck } from '../../core/ports.ts'
import type { CallContext } from '../caller.ts'
import { customerOf } from '../customer.ts'

/** Once more, when somebody has mended the policy. */
export const testPermissions = async ({ id }: { id: string }, { ports, caller: { tenant } }: CallContext) => {
  const at = await customerOf(ports, { tenant, awsConnectionId: id })
  const who = await ports.accounts.whoAmI(at)
  if (!who.ok) throw new Refusal(who.errorCode, who.message)
  return permissionsAnswer(await ports.accounts.permissions(at), id)
}

export const permissionsAnswer = ({ checked, missing, unchecked, why }: PermissionCheck, connectionId: string) => ({
  checked,
  missing,
  unchecked,
  message: [
    missing.length > 0 && `Add to the policy: ${missing.join(', ')}.`,
    unchecked.length > 0 && `Not checked: ${unchecked.length} actions, because: ${why}`,
    missing.length + unchecked.length > 0
      ? `To test again: GET /api/v1/connect/aws/${connectionId}/permissions`
      : 'Everything that Panda needs is allowed',
  ]
    .filter(Boolean)
    .join(' '),
})
