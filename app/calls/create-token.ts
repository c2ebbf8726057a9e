import { Refusal } from '../../core/faults.ts'
import type { Ports } from '../../core/ports.ts'
import { highest, type Scope } from '../../core/roles.ts'
import type { CreateToken } from '../../core/schemas.ts'
import { type Role, roles } from '../../core/vocabulary.ts'
import type { CallContext, Caller } from '../caller.ts'
import { isAllowed } from '../identity.ts'
import * as apiTokens from '../store/api-tokens.ts'
import { newTokenText } from '../token-text.ts'

/** More are a leak, or a script that never deletes. */
const mostTokens = 100
const secondsADay = 24 * 60 * 60

/** The token itself is in this answer and nowhere else. */
export const createToken = async (
  wish: CreateToken,
  { ports, caller, audit }: Pick<CallContext, 'ports' | 'caller'> & Partial<Pick<CallContext, 'audit'>>,
) => {
  const role = mostOf(wish)
  if (!isAllowed(caller, role))
    throw new Refusal('FORBIDDEN', `A token with the role ${role} needs that role; yours is ${caller.role}`)
  if (audit && wish.scopes) audit.target = { scopes: wish.scopes.map(scopeWords).join('; ') }
  if ((await apiTokens.list(ports, caller.tenant)).length >= mostTokens)
    throw new Refusal('INVALID_REQUEST', `There are ${mostTokens} tokens already: delete one that nobody uses`)
  return newToken(ports, wish, caller)
}

export const newToken = async (
  ports: Pick<Ports, 'table' | 'clock' | 'random'>,
  wish: CreateToken,
  { tenant, by: createdBy }: Pick<Caller, 'tenant' | 'by'>,
) => {
  const { name, scopes, expiresInDays } = wish
  const createdAt = ports.clock.now()
  const expires = Math.floor(Date.parse(createdAt) / 1000) + expiresInDays * secondsADay
  const id = `tok_${ports.random.hex(12)}`
  const token = newTokenText(ports)
  // With scopes it has no role anywhere else: whoever forgets to look at them takes it for the least that there is.
  const rights = scopes ? { role: roles[0], scopes } : { role: mostOf(wish) }
  await apiTokens.keep(ports, tenant, token, { id, name, ...rights, createdBy, createdAt, expires })
  return { id, token, name, ...rightsShown(rights), expiresAt: timeOf(expires) }
}

/** With scopes, the most that it may in any of them. */
export const rightsShown = ({ role, scopes }: Pick<apiTokens.ApiToken, 'role' | 'scopes'>) => ({
  role: mostOf({ role, scopes }),
  ...(scopes && { scopes }),
})

const scopeWords = ({ owner, repo, environment, role }: Scope) => `${role} ${owner}/${repo} ${environment}`

const mostOf = ({ role, scopes }: Pick<CreateToken, 'role' | 'scopes'>): Role =>
  (scopes ? highest(scopes.map(one => one.role)) : role) ?? roles[0]

export const timeOf = (expires: number) => new Date(expires * 1000).toISOString()
