import { Refusal } from '../../core/faults.ts'
import type { Ports } from '../../core/ports.ts'
import type { CreateToken } from '../../core/schemas.ts'
import type { CallContext, Caller } from '../caller.ts'
import { isAllowed } from '../identity.ts'
import * as apiTokens from '../store/api-tokens.ts'
import { newTokenText } from '../token-text.ts'

/** More are a leak, or a script that never deletes. */
const mostTokens = 100
const secondsADay = 24 * 60 * 60

/** The token itself is in this answer and nowhere else. */
export const createToken = async (wish: CreateToken, { ports, caller }: Pick<CallContext, 'ports' | 'caller'>) => {
  if (!isAllowed(caller, wish.role))
    throw new Refusal('FORBIDDEN', `A token with the role ${wish.role} needs that role; yours is ${caller.role}`)
  if ((await apiTokens.list(ports, caller.tenant)).length >= mostTokens)
    throw new Refusal('INVALID_REQUEST', `There are ${mostTokens} tokens already: delete one that nobody uses`)
  return newToken(ports, wish, caller)
}

export const newToken = async (
  ports: Pick<Ports, 'table' | 'clock' | 'random'>,
  { name, role, expiresInDays }: CreateToken,
  { tenant, by: createdBy }: Pick<Caller, 'tenant' | 'by'>,
) => {
  const createdAt = ports.clock.now()
  const expires = Math.floor(Date.parse(createdAt) / 1000) + expiresInDays * secondsADay
  const id = `tok_${ports.random.hex(12)}`
  const token = newTokenText(ports)
  await apiTokens.keep(ports, tenant, token, { id, name, role, createdBy, createdAt, expires })
  return { id, token, name, role, expiresAt: timeOf(expires) }
}

export const timeOf = (expires: number) => new Date(expires * 1000).toISOString()
