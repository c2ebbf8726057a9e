// What somebody may do, for one service in one environment.
import { type Role, roles } from './vocabulary.ts'

export type Place = { owner: string; repo: string; environment: string }
/** Each name may be `*`: whatever it is. */
export type Scope = Place & { role: Role }

/** `scopes`: all that a token may. `grants`: what is added to the role, as far as it was asked about. */
export type Rights = { role: Role; scopes?: readonly Scope[]; grants?: readonly Scope[] }

/** Undefined: it is none of theirs, as if it did not exist. */
export const roleAt = ({ role, scopes, grants = [] }: Rights, place: Place): Role | undefined => {
  const given = (scopes ?? grants).filter(scope => fits(scope, place)).map(scope => scope.role)
  return highest(scopes ? given : [role, ...given])
}

export const isAllowedFor = (rights: Rights, place: Place, least: Role): boolean => {
  const role = roleAt(rights, place)
  return role !== undefined && isAtLeast(role, least)
}

/** Whether there can be any place where it is allowed. */
export const isAllowedSomewhere = ({ role, scopes, grants = [] }: Rights, least: Role): boolean =>
  (scopes ?? [{ role }, ...grants]).some(one => isAtLeast(one.role, least))

/** In some environment. */
export const mayKnowOf = ({ scopes }: Rights, { owner, repo }: Pick<Place, 'owner' | 'repo'>): boolean =>
  scopes === undefined || scopes.some(scope => fits({ ...scope, environment: '*' }, { owner, repo, environment: '' }))

export const highest = (all: readonly Role[]): Role | undefined => roles.findLast(role => all.includes(role))

const isAtLeast = (role: Role, least: Role) => roles.indexOf(role) >= roles.indexOf(least)

/** GitHub takes names in any case, and so does this. */
const fits = (scope: Place, place: Place) =>
  matches(scope.owner, place.owner) &&
  matches(scope.repo, place.repo) &&
  (scope.environment === '*' || scope.environment === place.environment)

const matches = (wanted: string, name: string) => wanted === '*' || wanted.toLowerCase() === name.toLowerCase()
