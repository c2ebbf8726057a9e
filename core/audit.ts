// The audit log as it is asked for and answered. Rows are written in one place: app/audit.ts.
import * as z from 'zod'
import { errorCodes, type Role, roles } from './vocabulary.ts'

export type AuditSeverity = (typeof severities)[number]
/** `notice`: worth a look. `alarm`: somebody went past a protection. */
const severities = ['notice', 'alarm'] as const

/** Names and ids, never what a body holds otherwise. */
export type AuditTarget = Partial<Record<(typeof targetFields)[number], string>>
const targetFields = [
  ...(['deploymentId', 'connectionId', 'githubConnectionId', 'awsConnectionId', 'tokenId', 'grantId', 'id'] as const),
  ...(['owner', 'repo', 'environment', 'branch', 'subject', 'role', 'scopes'] as const),
] as const

export type AuditEntry = {
  id: string
  at: string
  by: string
  /** Null: it was no call. */
  role: Role | null
  operation: string
  method: string | null
  /** As the table of calls has it: what stands in the place of `{id}` is in `target`, if it is an id. */
  path: string | null
  target: AuditTarget
  outcome: { status: number | null; errorCode: string | null }
  ip: string | null
  userAgent: string | null
  reason?: string
  severity?: AuditSeverity
}

const text = (pattern: RegExp, what: string) =>
  z.string(`must be a string: ${what}`).regex(pattern, `must be ${what}`).describe(what)
const moment = (what: string) =>
  z.iso
    .datetime({ offset: true, error: 'must be a time such as "2026-11-20T10:35:05Z"' })
    .transform(given => new Date(given).toISOString())
    .optional()
    .describe(what)

const mostAuditEntries = 1_000

export const auditQuery = z.strictObject({
  from: moment('The first moment that is asked for'),
  to: moment('The first moment after it'),
  by: text(/^[^\p{C}]{1,200}$/u, 'whose, exactly as `by` says it, of 1 to 200 characters').optional(),
  operation: text(/^[A-Za-z]{1,40}$/, 'the name of a call, such as "deploy"').optional(),
  limit: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 1000')
    .max(mostAuditEntries, 'must be 1 to 1000')
    .default(100),
  cursor: text(/^[A-Za-z0-9_-]{1,200}$/, 'a cursor that this call has answered').optional(),
})
export type AuditQuery = z.output<typeof auditQuery>

/** Of other headers nothing is looked at. */
export const auditHeaders = z.object({ accept: z.string().optional() })

const time = z.string().meta({ format: 'date-time', examples: ['2026-11-20T10:35:05.120Z'] })
const fact = z.string().nullable()

export const auditPage = z.strictObject({
  entries: z.array(
    z
      .strictObject({
        id: z.string(),
        at: time.meta({ description: 'When it had been done' }),
        by: z.string(),
        role: z.enum(roles).nullable().describe('Null: it was no call, but began by itself'),
        operation: z.string().describe('The name of the call'),
        method: fact,
        path: fact.describe('As the table of calls has it'),
        target: z.partialRecord(z.enum(targetFields), z.string()).describe('What it was about: names and ids'),
        outcome: z.strictObject({
          status: z.int().nullable(),
          errorCode: z.enum(errorCodes).nullable().describe('Null: it was done'),
        }),
        ip: fact.describe('Where the connection came from'),
        userAgent: fact,
        reason: z.string().optional(),
        severity: z.enum(severities).optional(),
      })
      .meta({ id: 'AuditEntry' }),
  ),
  cursor: z.string().optional().describe('There are more: ask again with ?cursor= this'),
})
