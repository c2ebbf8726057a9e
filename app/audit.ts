// Who did what, when, from where: one row for each call that changes something, refused ones too, and for what begins by itself.
// It is written after the use case has answered and before the answer is sent; docs/audit.md says what follows from that.
import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { AuditEntry, AuditSeverity, AuditTarget } from '../core/audit.ts'
import { AuditNotWritten } from '../core/faults.ts'
import { branchPattern, ownerPattern, repoPattern } from '../core/git-names.ts'
import type { Ports } from '../core/ports.ts'
import { highest } from '../core/roles.ts'
import type { Settings } from '../core/settings.ts'
import type { ErrorCode, Role } from '../core/vocabulary.ts'
import type { Caller, Context } from './caller.ts'
import type { Route } from './routes/route.ts'
import * as audit from './store/audit.ts'

/** What a use case has to add. */
export type AuditNote = { reason?: string; severity?: AuditSeverity; target?: AuditTarget; role?: Role | undefined }

/** What the chain has found out about a call by the time that it is answered. */
export type SeenCall = {
  route?: Route
  params?: Record<string, string>
  caller?: Caller
  /** What the schemas have let through. */
  input?: object
  data?: object
  errorCode?: ErrorCode
  note: AuditNote
}

export type From = { ip?: string | undefined; userAgent?: string | undefined }

type Needs = Pick<Ports, 'table' | 'clock' | 'random'>
type Days = Pick<Settings, 'PANDA_AUDIT_DAYS'>

/** Of what no call has asked for. */
const nowhere = { role: null, method: null, path: null, ip: null, userAgent: null }

/** For what no call has asked for: a webhook, a schedule. Throws where it cannot be written. */
export const noteAudit = (
  ports: Needs,
  settings: Days,
  { tenant, by, operation, outcome, ...note }: AuditNote & Pick<AuditEntry, 'by' | 'operation'> & WhoseAndHow,
): Promise<void> => {
  const entry = { ...nowhere, by, operation, outcome: outcome ?? { status: null, errorCode: null } }
  return write(ports, settings, tenant, { ...entry, ...noted({ note }) })
}

/** The same for what may be found more than once: `once` and `at` say which it is. */
export const noteOnce = async (
  { table }: Pick<Ports, 'table'>,
  days: Days,
  {
    tenant,
    by,
    operation,
    once,
    at,
    ...note
  }: AuditNote & Pick<AuditEntry, 'by' | 'operation' | 'at'> & { tenant: string; once: string },
): Promise<void> => {
  const id = `au_${createHash('sha256').update(`${operation} ${once}`).digest('hex').slice(0, 24)}`
  const outcome = { status: null, errorCode: null }
  const entry = { id, at, ...nowhere, by, operation, outcome, ...noted({ note }) }
  await audit.append({ table }, tenant, entry, expiryOf(at, days))
}
type WhoseAndHow = { tenant: string; outcome?: AuditEntry['outcome'] }

/** Asked for with every socket that opens, to listen only: its rows would bury the others. */
const unnoted: readonly string[] = ['socketTicket']

/** Never throws: what is done is done, and its answer is the truth. What could not be noted is logged as a fault, in full. */
export const callNotes = (context: Context) => {
  const isFirst = firstOfAMinute()
  return async (seen: SeenCall, status: number, from: From): Promise<void> => {
    const { route, caller } = seen
    if (!route || !caller || route.method === 'GET' || route.allows === 'anyone' || unnoted.includes(route.operation))
      return
    const { tenant, by } = caller
    const now = context.ports.clock.now()
    // A flood that is turned away must not become one of writes.
    if (seen.errorCode === 'RATE_LIMITED' && !isFirst(tenant, now)) return
    const { operation, method, path } = route
    const outcome = { status, errorCode: seen.errorCode ?? null }
    const entry = { by, role: roleOf(seen, caller), operation, method, path, outcome, ...whence(from), ...noted(seen) }
    try {
      await write(context.ports, context.settings, tenant, entry)
    } catch (fault) {
      const words = `Not in the audit log of ${tenant}, ${now}: ${JSON.stringify(entry)}`
      context.log(context.ports.random.hex(6), new AuditNotWritten(words, { cause: fault }))
    }
  }
}

const secondsADay = 24 * 60 * 60

const write = async (
  { table, clock, random }: Needs,
  days: Days,
  tenant: string,
  what: Omit<AuditEntry, 'id' | 'at'>,
) => {
  const at = clock.now()
  const entry = { id: `au_${random.hex(12)}`, at, ...what }
  if (!(await audit.append({ table }, tenant, entry, expiryOf(at, days))))
    throw new Error(`${entry.id} is there already`)
}

const expiryOf = (at: string, days: Days) =>
  Math.floor(Date.parse(at) / 1000) + Math.round(days.PANDA_AUDIT_DAYS * secondsADay)

const noted = ({
  note: { reason, severity, target },
  ...seen
}: Pick<SeenCall, 'params' | 'input' | 'data' | 'note'>) => ({
  // What the call names comes last: where something is promoted to, not where it comes from.
  target: { ...withoutTokens(target), ...targetOf(seen) },
  ...(reason !== undefined && { reason: clean(reason, 1_000) }),
  ...(severity && { severity }),
})

const whence = ({ ip, userAgent }: From): Pick<AuditEntry, 'ip' | 'userAgent'> => ({
  ip: ip !== undefined && isIP(ip) ? ip : null,
  userAgent: userAgent === undefined ? null : clean(userAgent, 200),
})

/** Neither what steers a terminal nor half a character. */
const clean = (text: string, most: number) =>
  text
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, most)
    .toWellFormed()

/** As a grant may say it. */
const orAny = (pattern: RegExp) => new RegExp(`^\\*$|${pattern.source}`)

/** What is noted of a call, by name and form: nothing else of a path, a body or an answer is. A secret fits none of these. */
const forms: Record<string, RegExp> = {
  ...{
    deploymentId: /^dep_[0-9a-f]{24}$/,
    githubConnectionId: /^gh_[0-9a-f]{24}$/,
    awsConnectionId: /^aws_[0-9a-f]{24}$/,
  },
  ...{
    owner: orAny(ownerPattern),
    repo: orAny(repoPattern),
    branch: branchPattern,
    environment: /^(?:[a-z0-9][a-z0-9-]{0,29}|\*)$/,
  },
  ...{ role: /^[a-z]{1,20}$/, subject: /^[^\p{C}]{1,200}$/u },
}
const idForm = /^([a-z]{2,4})_[0-9a-f]{24}$/
/** Panda's and GitHub's: a repository may be called like one. */
const tokenForm = /(?:panda|gh[a-z]|github_pat)_\w{30}/
const kinds: Record<string, keyof AuditTarget> = {
  ...{ dep: 'deploymentId', gh: 'connectionId', aws: 'connectionId', tok: 'tokenId', gr: 'grantId' },
}

const targetOf = ({ params = {}, input = {}, data = {} }: Pick<SeenCall, 'params' | 'input' | 'data'>): AuditTarget => {
  const found: Record<string, string> = {}
  // In this order: what was answered is what has come of it.
  for (const [name, value] of [params, input, data].flatMap(part => Object.entries(part))) {
    if (typeof value !== 'string' || tokenForm.test(value)) continue
    const [, kind] = (name === 'id' && idForm.exec(value)) || []
    const field = kind === undefined ? name : (kinds[kind] ?? 'id')
    if (kind === undefined && !forms[name]?.test(value)) continue
    // Of a deployment that came of another, both.
    if (field === 'deploymentId' && (found[field] ?? value) !== value) found.id = found[field]!
    found[field] = value
  }
  return found
}

/** For what the call was about; else the most that the caller has anywhere. */
const roleOf = ({ note }: SeenCall, caller: Caller): Role =>
  note.role ?? highest((caller.scopes ?? [caller]).map(({ role }) => role)) ?? caller.role

const withoutTokens = (target: AuditTarget = {}): AuditTarget =>
  Object.fromEntries(Object.entries(target).filter(([, value]) => !tokenForm.test(value)))

const firstOfAMinute = () => {
  const last = new Map<string, number>()
  return (tenant: string, now: string) => {
    const at = Date.parse(now)
    if (at - (last.get(tenant) ?? Number.NEGATIVE_INFINITY) < 60_000) return false
    last.set(tenant, at)
    return true
  }
}
