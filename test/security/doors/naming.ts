// The same question twice: with what is another's, and with what nobody has. Made from the table of calls and the rules.
import examples from '../../../app/api.examples.json' with { type: 'json' }
import type { Examples } from '../../../app/openapi-examples.ts'
import type { Route } from '../../../app/routes/route.ts'
import type { Stage, Things } from './furnish.ts'
import { type House, type Question, tags } from './house.ts'
import { type Kind, rules } from './rules.ts'

/** By kind, the ways to name it. */
export type Named = Record<Kind, string[]>
type Part = 'params' | 'query' | 'headers' | 'body'
const parts: Part[] = ['params', 'query', 'headers', 'body']

/** A ticket for one log, and ids of all other logs: the two never fit together. */
export const ticketed: Stage = 'queued'

export const namesOf = (things: Things, ticket: string, house: House): Named => {
  const { [ticketed]: _, ...others } = things.deployments
  const ids = Object.values(others)
  return {
    deployment: ids,
    github: [things.github],
    aws: [things.aws],
    connection: [things.github, things.aws],
    token: [things.tokens.good],
    grant: [things.grant],
    notification: [things.notification],
    release: [things.deployments.completed, things.commit, things.commit.slice(0, 12)],
    service: [things.service.repo],
    hook: [things.hook],
    cursor: [...ids.slice(0, 2), `${tags[things.tenant]}0123456789abcdef`].map(id =>
      Buffer.from(`${house.clock.now()}#${id}`).toString('base64url'),
    ),
    ticket: [ticket],
  }
}

/** What nobody has, and looks the same: of the same length, and as well formed. */
export const nobodys = (kind: Kind, theirs: string, tenant: string): string => {
  if (kind === 'ticket') return tags.nobody + theirs.slice(8)
  if (kind === 'service') return theirs.replace(tenant, 'zzzzz')
  if (kind !== 'cursor') return theirs.replace(tags[tenant]!, tags.nobody!)
  const opened = Buffer.from(theirs, 'base64url').toString()
  return Buffer.from(opened.replace(tags[tenant]!, tags.nobody!)).toString('base64url')
}

/** The fields of a call that name something, each with the part of the request that it is in. */
export const namingFields = (route: Route) =>
  Object.entries(rules[route.operation]?.names ?? {}).map(([field, kind]) => {
    const part = parts.find(one => field in (route[one]?.shape ?? {}))
    if (!part) throw new Error(`${route.operation} has no field ${field}: test/security/doors/rules.ts`)
    return { field, kind, part }
  })

/** A good question as it was recorded, with these values in place of what it named. */
export const questionOf = (
  route: Route,
  values: Record<string, string>,
  { own, door, headers }: { own: Record<string, string>; door: Question['door']; headers: Record<string, string> },
): Question => {
  const recorded = (examples as Examples).calls[route.operation]?.[0]?.request
  const filled: Record<Part, Record<string, unknown>> = {
    ...{ params: { owner: 'panda' }, query: {}, headers: {} },
    body: { ...(recorded?.body as object) },
  }
  for (const { field, part } of namingFields(route)) {
    const value = values[field] ?? (part === 'params' || field in filled[part] ? own[field] : undefined)
    if (value !== undefined) filled[part][field] = value
  }
  const query = Object.entries(filled.query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return {
    ...{ door, method: route.method, headers: { ...headers, ...(filled.headers as Record<string, string>) } },
    path: route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodedOnce(String(filled.params[name]))),
    query: query.join('&'),
    ...(route.body && { body: JSON.stringify(filled.body) }),
  }
}

/** What has a `%` is spelled already. */
const encodedOnce = (text: string) => (text.includes('%') ? text : encodeURIComponent(text))

/** All choices of some fields: each alone, and together. */
export const subsetsOf = <T>(all: T[]): T[][] =>
  Array.from({ length: 2 ** all.length - 1 }, (_, n) => all.filter((__, bit) => ((n + 1) >> bit) % 2 === 1))
