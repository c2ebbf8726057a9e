// What callers may send. Strict: a field that is not known is refused, and every fault is named with its field.
// Each pattern is an allowlist, so none lets a control character through.
import * as z from 'zod'
import { branchPattern, ownerPattern, repoPattern } from './git-names.ts'
import { scopes } from './grants.ts'
import { defaultEnvironment } from './names.ts'
import { concurrencies, roles, statuses } from './vocabulary.ts'

const text = (pattern: RegExp, what: string) =>
  z.string(`must be a string: ${what}`).regex(pattern, `must be ${what}`).describe(what)

export const owner = text(ownerPattern, 'an owner as GitHub allows: 1 to 39 letters, digits and single hyphens').meta({
  examples: ['panda'],
})
export const repo = text(
  repoPattern,
  'a repository name as GitHub allows: 1 to 100 letters, digits, ".", "_" and "-", without ".git"',
).meta({ examples: ['hello'] })
const branch = text(
  branchPattern,
  'a branch name of 1 to 244 letters, digits and ._+#@- in parts separated by "/"',
).meta({ examples: ['main'] })
export const environment = text(
  /^[a-z0-9][a-z0-9-]{0,29}$/,
  '1 to 30 lower-case letters, digits and hyphens, not beginning with a hyphen',
)
/** GitHub's and AWS's session tokens are shorter than 4 kB. */
const secret = text(/^[\x21-\x7e]{1,4096}$/, '1 to 4096 printable ASCII characters without spaces')
export const githubConnectionId = text(/^gh_[A-Za-z0-9]{1,64}$/, 'an id that POST /connect/github answered ("gh_…")')
export const awsConnectionId = text(/^aws_[A-Za-z0-9]{1,64}$/, 'an id that POST /connect/aws answered ("aws_…")')
export const deploymentIdPattern = /^dep_[A-Za-z0-9_-]{1,100}$/
const after = z.coerce
  .number('must be a whole number')
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(1e9)

export const nothing = z.strictObject({})

export const connectGithubBody = z.strictObject({ owner, repo, branch, token: secret })
export type ConnectGithub = z.output<typeof connectGithubBody>

const keyFields = ['accessKeyId', 'secretAccessKey'] as const

export const connectAwsBody = z
  .strictObject({
    region: text(/^[a-z0-9-]{3,25}$/, 'an AWS region such as "ap-northeast-2"').meta({ examples: ['local-1'] }),
    roleArn: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'the ARN of an IAM role').optional(),
    accessKeyId: text(/^[A-Za-z0-9]{4,128}$/, 'an access key id').optional(),
    secretAccessKey: secret.optional(),
    sessionToken: z
      .union([z.literal('').transform(() => undefined), secret], 'must be a session token, or "" for none')
      .optional(),
  })
  .superRefine(
    (body, context) => {
      if (typeof body !== 'object' || body === null) return
      const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
      const given = keyFields.filter(field => body[field] !== undefined)
      if (body.roleArn !== undefined) for (const field of given) fault(field, 'give either roleArn or keys, not both')
      else if (given.length === 0) fault('roleArn', 'give either roleArn, or accessKeyId and secretAccessKey')
      else for (const field of keyFields) if (!given.includes(field)) fault(field, 'is missing')
    },
    // Together with the faults of single fields, not only once those are mended.
    { when: () => true },
  )
export type ConnectAws = z.output<typeof connectAwsBody>

export const autoSwitch = z.boolean('must be true or false').describe('Without waiting for POST …/switch')
export const concurrency = z
  .enum(concurrencies, `must be one of ${concurrencies.join(', ')}`)
  .describe('What becomes of another one of the same service')
export const healthPath = text(
  /^\/(?!\/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,255}$/,
  'a path that begins with one "/", of at most 256 characters',
).describe('Answers 2xx within 5 s when the program is well')
export const port = z
  .int('must be a whole number')
  .min(1, 'must be 1 to 65535')
  .max(65_535, 'must be 1 to 65535')
  .nullable()
  .describe('Where the program listens; null: what the Dockerfile exposes, else 8080')

/** What is not given is as the environment has it (core/environment.ts). */
export const deployBody = z
  .strictObject({
    githubConnectionId: githubConnectionId.optional(),
    awsConnectionId: awsConnectionId.optional(),
    owner,
    repo,
    branch,
    environment: environment.default(defaultEnvironment),
    autoSwitch: autoSwitch.optional(),
    concurrency: concurrency.optional(),
    healthPath: healthPath.optional(),
    port: port.optional(),
  })
  .superRefine(
    (body, context) => {
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return
      // Only an environment of a repository could name them.
      if (isLike(body.owner, ownerPattern) && isLike(body.repo, repoPattern)) return
      for (const field of ['githubConnectionId', 'awsConnectionId'] as const)
        if (body[field] === undefined) context.addIssue({ code: 'custom', path: [field], message: 'is missing' })
    },
    { when: () => true },
  )

/** A pattern makes a text of whatever it is given, and of what is deep enough an overflow. */
const isLike = (value: unknown, pattern: RegExp) => typeof value === 'string' && pattern.test(value)
export type DeployBody = z.output<typeof deployBody>

const words = (most: number) =>
  text(
    new RegExp(`^[\\p{L}\\p{N}\\p{P}\\p{S}][\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} \\n]{0,${most - 1}}$`, 'u'),
    `a text of 1 to ${most} characters`,
  )
export const approveBody = z.strictObject({ comment: words(500).optional() })
export const rejectBody = z.strictObject({ comment: words(500).describe('Why') })
export const skipApprovalBody = z.strictObject({ reason: words(500).describe('Why nobody is waited for') })

export const promoteBody = z.strictObject({
  environment: environment.describe('Where to'),
  autoSwitch: autoSwitch.optional(),
})
export type PromoteBody = z.output<typeof promoteBody>

export const rollbackBody = z.strictObject({
  to: text(
    /^(?:dep_[A-Za-z0-9_-]{1,100}|[0-9a-fA-F]{7,64})$/,
    'a deployment id, or at least 7 characters of a commit',
  ).optional(),
  autoSwitch: z.boolean('must be true or false').default(true).describe('false: it waits for POST …/switch'),
})
export type RollbackBody = z.output<typeof rollbackBody>

export const socketTicketBody = z.strictObject({ deploymentId: z.string('must be a deployment id').optional() })

/** A tenant's name becomes part of keys. */
export const tenantPattern = /^[A-Za-z0-9][\w.:@|-]{0,127}$/

export const createTokenBody = z
  .strictObject({
    name: text(
      /^[\p{L}\p{N}\p{P}\p{S}](?:[\p{L}\p{M}\p{N}\p{P}\p{S} ]{0,58}[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u,
      'a name of 1 to 60 characters, with a blank neither first nor last',
    ).meta({ examples: ['ci'] }),
    role: z
      .enum(roles, `must be one of ${roles.join(', ')}`)
      .optional()
      .describe('Everywhere; or give scopes'),
    scopes: scopes.optional().describe('All that it may: nothing else, nowhere else'),
    expiresInDays: z.int('must be a whole number').min(1, 'must be 1 to 365').max(365, 'must be 1 to 365').default(90),
  })
  .superRefine(
    (body, context) => {
      if (typeof body !== 'object' || body === null) return
      const fault = (message: string) => context.addIssue({ code: 'custom', path: ['role'], message })
      if (body.role === undefined && body.scopes === undefined) fault('give either a role or scopes')
      if (body.role !== undefined && body.scopes !== undefined) fault('give either a role or scopes, not both')
    },
    { when: () => true },
  )
export type CreateToken = z.output<typeof createTokenBody>

/** Whatever stands in a path: what is not an id is answered like an id that is not known. */
export const byId = z.strictObject({ id: z.string() })
export const byRepository = z.strictObject({ owner: z.string(), repo: z.string() })

export const deploymentsQuery = z.strictObject({
  owner: owner.optional(),
  repo: repo.optional(),
  environment: environment.optional(),
  status: z.enum(statuses, `must be one of ${statuses.join(', ')}`).optional(),
  limit: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 100')
    .max(100, 'must be 1 to 100')
    .default(20),
  cursor: text(/^[A-Za-z0-9_-]{1,300}$/, 'a cursor that this call has answered').optional(),
})
export type DeploymentsQuery = z.output<typeof deploymentsQuery>

export const repositoryQuery = z.strictObject({ owner: owner.optional(), repo: repo.optional() })

export const logsQuery = z.strictObject({ after: after.default(0) })
export const eventsQuery = z.strictObject({
  after: after.default(0),
  dialect: z.enum(['v1'], 'must be v1').optional(),
  ticket: text(/^[0-9a-f]{64}$/, 'a ticket that POST /socket-ticket answered').optional(),
})

/** Of headers only these are looked at; all others may be there. */
export const idempotencyHeaders = z.object({
  'idempotency-key': text(/^[\x20-\x7e]{1,255}$/, '1 to 255 printable ASCII characters').optional(),
})
export const eventsHeaders = z.object({
  'last-event-id': text(/^(?:\d{1,9})?$/, 'the id of an event of this log').optional(),
  accept: z.string().optional(),
})
