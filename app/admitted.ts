// Who may make a call: by the role that they have everywhere, raised by what was granted them for a service and an environment;
// a token with scopes by these alone. What a call is about is looked at here or, for a deployment, in calls/own-deployment.ts.
import { Refusal } from '../core/faults.ts'
import type { Ports } from '../core/ports.ts'
import { highest, isAllowedFor, isAllowedSomewhere, type Place, roleAt } from '../core/roles.ts'
import type { Role } from '../core/vocabulary.ts'
import type { AuditNote } from './audit.ts'
import type { Caller } from './caller.ts'
import { isAllowed } from './identity.ts'
import type { Route } from './routes/route.ts'
import * as grants from './store/grants.ts'

/** The caller with what may be of use for this call, or a refusal. */
export const admitted = async (
  { allows, within }: Pick<Route, 'allows' | 'within'>,
  caller: Caller,
  ports: Pick<Ports, 'table'>,
): Promise<Caller> => {
  if (allows === 'anyone') return caller
  if (caller.scopes) return withScopes({ allows, within }, caller)
  // A grant only ever adds: whose role is enough needs none.
  if (isAllowed(caller, allows)) return caller
  const known = within && within !== 'list' ? { ...caller, grants: await grantsOf(caller, ports) } : caller
  if (isAllowedSomewhere(known, allows)) return known
  throw new Refusal('FORBIDDEN', `This call needs the role ${allows}; yours is ${caller.role}`)
}

type Asked = { caller: Caller; audit?: AuditNote }

/** For a call about this service in this environment. */
export const mustBeAllowedAt = ({ caller, audit }: Asked, { owner, repo, environment }: Place, least: Role): void => {
  const place = { owner, repo, environment }
  const role = roleAt(caller, place)
  if (audit) Object.assign(audit, { role, target: { ...place, ...audit.target } })
  if (isAllowedFor(caller, place, least)) return
  const yours = role ?? 'none'
  throw new Refusal('FORBIDDEN', `${owner}/${repo} in ${environment} needs the role ${least}; yours there is ${yours}`)
}

/** Whether what a call was sent names a place: then it is about that one. */
export const placeIn = (input: object): Place | undefined => {
  const { owner, repo, environment } = input as Record<string, unknown>
  if (typeof owner !== 'string' || typeof repo !== 'string' || typeof environment !== 'string') return undefined
  return { owner, repo, environment }
}

const withScopes = ({ allows, within }: { allows: Role; within: Route['within'] }, caller: Caller): Caller => {
  if (within === undefined)
    throw new Refusal('FORBIDDEN', 'This token is for some services only, and this call is about all of them')
  if (isAllowedSomewhere(caller, allows)) return caller
  const most = highest(caller.scopes!.map(({ role }) => role))
  throw new Refusal('FORBIDDEN', `This call needs the role ${allows}; the most that this token has is ${most}`)
}

const grantsOf = async ({ tenant, by, token }: Caller, ports: Pick<Ports, 'table'>) => {
  // Who is no token cannot be taken for one, whatever an issuer calls them.
  const subject = token === undefined ? by : `token:${token}`
  if (token === undefined && by.startsWith('token:')) return []
  return (await grants.list(ports, tenant)).filter(grant => grant.subject === subject)
}
