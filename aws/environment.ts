// What a function finds in its environment on AWS: CDK writes it from these keys, an entry reads the ones it needs.
import * as z from 'zod'
import { roles } from '../core/vocabulary.ts'

const arn = z.string().startsWith('arn:')
const address = z.url()

export const githubActions = 'https://token.actions.githubusercontent.com'

/** Whose JWTs are taken, and whom they stand for. One issuer may be there several times: the first entry that fits counts. */
export const issuerSchema = z
  .object({
    issuer: z.url({ protocol: /^https$/ }),
    audience: z.string().min(1),
    /** Patterns of `sub`, `*` for any run of characters; none: any subject of this issuer. GitHub Actions must have some. */
    subjects: z.array(z.string().min(1)).min(1).optional(),
    /** The tenant of whoever comes from here, unless a claim names it. */
    tenant: z.string().min(1).optional(),
    tenantClaim: z.string().min(1).optional(),
    role: z.enum(roles).default('deployer'),
  })
  .superRefine(({ issuer, subjects, tenant, tenantClaim }, context) => {
    const fault = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (!tenant && !tenantClaim) fault('tenant', 'give tenant, or tenantClaim, or both')
    if (issuer.replace(/\/$/, '') !== githubActions) return
    // Every repository of GitHub gets tokens of this issuer: what is let in names its owner in full.
    if (!subjects?.every(one => /^repo:[^/:*]+\//.test(one)))
      fault('subjects', 'of GitHub Actions each begins with "repo:{owner}/"')
  })
export type Issuer = z.infer<typeof issuerSchema>

const variables = {
  PANDA_TABLE: z.string().min(1),
  /** The KMS key that connections are sealed under. */
  PANDA_KEY: arn,
  PANDA_MACHINE: arn,
  PANDA_INGRESS_BUS: arn,
  PANDA_INTERNAL_BUS: arn,
  PANDA_BUILD_PROJECT: z.string().min(1),
  /** `https://{id}.execute-api.{region}.amazonaws.com/{stage}`: where messages to sockets are posted. */
  PANDA_SOCKET_ENDPOINT: address,
  PANDA_API_ADDRESS: address,
  PANDA_SOCKET_ADDRESS: address,
  PANDA_TEMPLATE_ADDRESS: address,
  PANDA_CONSOLE_ADDRESS: address,
  /** Of schedules: their group, and whom they put events as. */
  PANDA_SCHEDULE_GROUP: z.string().min(1),
  PANDA_SCHEDULE_ROLE: arn,
  /** What the names of the tenants' topics begin with. */
  PANDA_TOPICS: z.string().min(1),
  PANDA_ISSUERS: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('is not JSON')
        return z.NEVER
      }
    })
    .pipe(z.array(issuerSchema)),
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
