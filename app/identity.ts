// Who calls: decided from the `Authorization` header alone. What is refused is told in words, which never hold the token.
import * as z from 'zod/mini'
import type { Ports } from '../core/ports.ts'
import type { Scope } from '../core/roles.ts'
import { type Role, roles } from '../core/vocabulary.ts'
import type { Caller } from './caller.ts'
import * as apiTokens from './store/api-tokens.ts'
import { isWholeToken, tokenPrefix } from './token-text.ts'

export type Denied = { denied: string }

/** Throws where it could not find out. */
export type VerifyJwt = (jwt: string) => Promise<Caller | Denied>

export type IdentityPorts = Pick<Ports, 'table' | 'clock'> & { verifyJwt: VerifyJwt }

/** API Gateway takes 10,240 bytes of headers in all. */
const mostCharacters = 8_192

export const identify = async (
  { authorization }: { authorization: string | undefined },
  ports: IdentityPorts,
): Promise<Caller | Denied> => {
  const given = authorization?.trim() ?? ''
  if (given === '') return { denied: 'This call needs an identity: "Authorization: Bearer" and a token' }
  if (given.length > mostCharacters) return { denied: 'The Authorization header is too long' }
  // Two headers of one name arrive as one, with a comma between; no token has one.
  if (given.includes(',')) return { denied: 'There must be one Authorization header, not several' }
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(given)?.[1]
  if (token === undefined) return { denied: 'The Authorization header must be "Bearer" and a token' }
  if (token.startsWith(tokenPrefix)) return bearerOf(token, ports)
  if (token.split('.').length === 3) return ports.verifyJwt(token)
  return { denied: 'The token is neither one of Panda nor a JWT' }
}

/** The table is asked for its hash: there is nothing to compare, and so no time to tell how much of it was right. */
const bearerOf = async (token: string, ports: IdentityPorts): Promise<Caller | Denied> => {
  if (!isWholeToken(token)) return { denied: 'The token is not whole: copy it again' }
  const found = await apiTokens.find(ports, token)
  if (!found) return { denied: 'The token is unknown, or has been revoked' }
  const { expires, ...caller } = found
  return expires * 1000 > Date.parse(ports.clock.now()) ? caller : { denied: 'The token has expired' }
}

/** A caller as a ticket kept it, or an authorizer handed it on. Undefined: it is none. */
export const callerFrom = (kept: Record<string, unknown> | null | undefined): Caller | undefined => {
  const { tenant, by, role, maker, token } = kept ?? {}
  if (typeof tenant !== 'string' || tenant === '' || typeof by !== 'string' || !isRole(role)) return undefined
  const scopes = scopesFrom(kept?.scopes)
  // Bounds that cannot be read must not be none.
  if (scopes === 'unreadable') return undefined
  const more = { ...(typeof maker === 'string' && { maker }), ...(typeof token === 'string' && { token }) }
  return { tenant, by, role, ...more, ...(scopes && { scopes }) }
}

/** As core/grants.ts has let them in. */
const keptScopes = z
  .array(z.strictObject({ owner: z.string(), repo: z.string(), environment: z.string(), role: z.enum(roles) }))
  .check(z.minLength(1))

/** An authorizer hands on texts: there they are JSON. */
export const scopesFrom = (kept: unknown): Scope[] | undefined | 'unreadable' => {
  if (kept === undefined) return undefined
  try {
    return keptScopes.parse(typeof kept === 'string' ? JSON.parse(kept) : kept)
  } catch {
    return 'unreadable' // not JSON, or no scopes
  }
}

const isRole = (value: unknown): value is Role => roles.some(role => role === value)

/** Each role may do what the ones before it may. */
export const isAllowed = (caller: Pick<Caller, 'role'>, least: Role): boolean =>
  roles.indexOf(caller.role) >= roles.indexOf(least)
