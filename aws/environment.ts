// What a function finds in its environment on AWS: CDK writes it from these keys, an entry reads the ones it needs.
import * as z from 'zod/mini'
import { roles } from '../core/vocabulary.ts'
import '../core/zod-words.ts'

const text = z.string().check(z.minLength(1))
const arn = z.string().check(z.startsWith('arn:'))
const address = z.url()

export const githubActions = 'https://token.actions.githubusercontent.com'

/** Whose JWTs are taken, and whom they stand for. One issuer may be there several times: the first entry that fits counts. */
export const issuerSchema = z
  .object({
    issuer: z.url({ protocol: /^https$/ }),
    audience: text,
    /** Patterns of `sub`, `*` for any run of characters; none: any subject of this issuer. GitHub Actions must have some. */
    subjects: z.optional(z.array(text).check(z.minLength(1))),
    /** The tenant of whoever comes from here, unless a claim names it. */
    tenant: z.optional(text),
    tenantClaim: z.optional(text),
    role: z._default(z.enum(roles), 'deployer'),
  })
  .check(({ value, issues }) => {
    const { issuer, subjects, tenant, tenantClaim } = value
    const fault = (field: string, message: string) =>
      issues.push({ code: 'custom', path: [field], message, input: value })
    if (!tenant && !tenantClaim) fault('tenant', 'give tenant, or tenantClaim, or both')
    if (issuer.replace(/\/$/, '') !== githubActions) return
    // Every repository of GitHub gets tokens of this issuer: what is let in names its owner in full.
    if (!subjects?.every(one => /^repo:[^/:*]+\//.test(one)))
      fault('subjects', 'of GitHub Actions each begins with "repo:{owner}/"')
  })
export type Issuer = z.infer<typeof issuerSchema>

const parsedJson = (text: string, { issues }: { issues: z.core.$ZodRawIssue[] }): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    issues.push({ code: 'custom', message: 'is not JSON', input: text })
    return z.NEVER
  }
}

const variables = {
  PANDA_TABLE: text,
  /** The KMS key that connections are sealed under. */
  PANDA_KEY: arn,
  PANDA_MACHINE: arn,
  PANDA_INGRESS_BUS: arn,
  PANDA_INTERNAL_BUS: arn,
  PANDA_BUILD_PROJECT: text,
  /** `https://{id}.execute-api.{region}.amazonaws.com/{stage}`: where messages to sockets are posted. */
  PANDA_SOCKET_ENDPOINT: address,
  PANDA_API_ADDRESS: address,
  PANDA_SOCKET_ADDRESS: address,
  PANDA_TEMPLATE_ADDRESS: address,
  PANDA_CONSOLE_ADDRESS: address,
  /** Of schedules: their group, and whom they put events as. */
  PANDA_SCHEDULE_GROUP: text,
  PANDA_SCHEDULE_ROLE: arn,
  /** What the names of the tenants' topics begin with. */
  PANDA_TOPICS: text,
  PANDA_ISSUERS: z.pipe(z.pipe(z.string(), z.transform(parsedJson)), z.array(issuerSchema)),
}

export type Variable = keyof typeof variables
export type Environment<K extends Variable> = { [Key in K]: z.output<(typeof variables)[Key]> }

/** All faults at once: a function that lacks two variables says so of both. */
export const environment = <K extends Variable>(
  keys: readonly K[],
  from: Record<string, string | undefined> = process.env,
): Environment<K> => {
  const read = readEnvironment(keys, from)
  if ('faults' in read) throw unfit(read.faults)
  return read
}

export const readEnvironment = <K extends Variable>(
  keys: readonly K[],
  from: Record<string, string | undefined>,
): Environment<K> | { faults: string[] } => {
  const shape = Object.fromEntries(keys.map(key => [key, variables[key]]))
  const parsed = z.object(shape).safeParse(from)
  if (parsed.success) return parsed.data as Environment<K>
  return { faults: parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`) }
}

export const unfit = (faults: string[]) => new Error(`The environment does not fit: ${faults.join('; ')}`)
