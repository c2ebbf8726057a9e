// Roles for a service and an environment, as they are given and answered.
import * as z from 'zod'
import { ownerPattern, repoPattern } from './git-names.ts'
import { roles } from './vocabulary.ts'

const text = (pattern: RegExp, what: string) =>
  z.string(`must be a string: ${what}`).regex(pattern, `must be ${what}`).describe(what)
const orAny = (pattern: RegExp) => new RegExp(`^\\*$|${pattern.source}`)

const owner = text(orAny(ownerPattern), 'an owner as GitHub allows, or "*" for all').meta({ examples: ['panda'] })
const repo = text(orAny(repoPattern), 'a repository name as GitHub allows, or "*" for all').meta({
  examples: ['hello'],
})
const environment = text(
  orAny(/^[a-z0-9][a-z0-9-]{0,29}$/),
  '1 to 30 lower-case letters, digits and hyphens, not beginning with a hyphen; or "*" for all',
).meta({ examples: ['prod'] })
const role = z.enum(roles, `must be one of ${roles.join(', ')}`)

/** Of a token: all that it may. */
export const scopes = z
  .array(z.strictObject({ owner, repo, environment, role }), 'must be a list of scopes')
  .min(1, 'must name a scope at least')
  .max(20, 'may name 20 scopes at most')

export const createGrantBody = z.strictObject({
  subject: text(
    /^[^\p{C}\s](?:[^\p{C}]{0,198}[^\p{C}\s])?$/u,
    'who: exactly as `by` says it, or "token:" and the id of an API token',
  ).meta({ examples: ['kim', 'token:tok_0123456789abcdef01234567'] }),
  ...{ owner, repo, environment, role },
})
export type CreateGrant = z.output<typeof createGrantBody>

const time = z.string().meta({ format: 'date-time', examples: ['2026-11-20T10:35:05.120Z'] })
export const scopeAnswer = z.strictObject({
  owner: z.string(),
  repo: z.string(),
  environment: z.string(),
  role: z.enum(roles),
})
const grant = z
  .strictObject({
    ...{ id: z.string(), subject: z.string(), ...scopeAnswer.shape },
    ...{ createdBy: z.string(), createdAt: time },
  })
  .meta({ id: 'Grant' })
export const grantCreated = grant
export const grants = z.strictObject({ grants: z.array(grant) })
export const grantRemoved = z.strictObject({ id: z.string() })
