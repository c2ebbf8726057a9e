// How the settings of an environment are said: core/environment.ts.
import * as z from 'zod'
import { gates } from './gates-schema.ts'
import { isBranch } from './git-names.ts'
import { infraFields } from './infra-schemas.ts'
import { sizeFault } from './program.ts'
import { programFields } from './program-schemas.ts'
import { rollbackRules } from './rollback-rules-schema.ts'
import { schedule } from './schedule-schema.ts'
import * as fields from './schemas.ts'
import { smoke } from './smoke-schema.ts'
import { strategies } from './vocabulary.ts'
import { freezes, windows } from './window-schemas.ts'

/** A branch, or the beginning of one and a star: `main`, `release/*`, `*`. */
const branchPattern = z
  .string('must be a branch pattern')
  .refine(
    pattern => pattern === '*' || isBranch(pattern.replace(/\*$/, 'x')),
    'must be a branch name, or the beginning of one and "*" ("main", "release/*", "*")',
  )

const whole = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be ${least} to ${most}`).max(most, `must be ${least} to ${most}`)

const imageTags = z
  .array(
    z
      .string('must be a pattern of tags')
      .regex(
        /^(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\*?|\*)$/,
        'must be a tag of an image, or the beginning of one and "*" ("v*", "release-2.*", "*")',
      ),
    'must be a list of patterns of tags',
  )
  .min(1, 'must name one pattern at least')
  .max(20, 'must name 20 patterns at most')
  .describe('An image that another tool pushes with such a tag is released by itself, without a build')
  .meta({ examples: [['v*']] })

const settings = {
  branches: z
    .array(branchPattern, 'must be a list of branch patterns')
    .min(1, 'must name one pattern at least')
    .max(20, 'must name 20 patterns at most')
    .describe('Only these go there: by hand, and by themselves when somebody pushes')
    .meta({ examples: [['main', 'release/*']] }),
  githubConnectionId: fields.githubConnectionId,
  awsConnectionId: fields.awsConnectionId,
  strategy: z
    .enum(strategies, `must be one of ${strategies.join(', ')}`)
    .describe('blue-green: green waits for somebody to switch; all-at-once: it goes through by itself'),
  autoSwitch: fields.autoSwitch,
  concurrency: fields.concurrency,
  healthPath: fields.healthPath,
  port: fields.port,
  windows,
  freezes,
  smoke,
  ...programFields,
  ...infraFields,
  schedule,
  imageTags,
}

/** Both together a week at most: core/pipeline.ts says why. */
const approvals = z.strictObject({
  reviewers: whole(0, 10).describe('So many have to agree; whoever has started it may not'),
  waitMinutes: whole(0, 2_880).describe('Not before, however many agree'),
  expiresHours: whole(1, 120).describe('After the wait; then it fails: APPROVAL_TIMEOUT'),
})

const promotion = z.strictObject({
  from: z
    .array(fields.environment, 'must be a list of environments')
    .max(20, 'must name 20 at most')
    .describe('What has been good there may come here'),
  only: z.boolean('must be true or false').describe('Nothing else may: nothing is built for this environment'),
})

/** What somebody sets: all of it each time, and what is left out is as usual. */
const wholeBody = z.strictObject({
  ...z.strictObject(settings).partial().shape,
  approvals: approvals.partial().optional(),
  gates: gates.optional(),
  promotion: promotion.partial().optional(),
  rollback: rollbackRules.optional(),
  version: z
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .optional()
    .describe('The version that was read: if another has been written since, this one is refused'),
})
/** What a repository may bring along (core/panda-file.ts): no connection, no secret, nothing of what it stands on, and of what protects what can ask for more of it. */
export const settingsInFile = wholeBody
  .omit({
    version: true,
    branches: true,
    githubConnectionId: true,
    awsConnectionId: true,
    schedule: true,
    imageTags: true,
    secrets: true,
    logRetentionDays: true,
    network: true,
    certificateArn: true,
  })
  .extend({
    gates: z.strictObject({ checks: gates.shape.checks }).optional(),
    promotion: promotion.pick({ only: true }).partial().optional(),
  })
export const environmentBody = wholeBody.superRefine((body, context) => {
  const message = sizeFault(body)
  if (message) context.addIssue({ code: 'custom', path: ['memory'], message })
  for (const name of Object.keys(body.secrets ?? {}))
    if (Object.hasOwn(body.variables ?? {}, name))
      context.addIssue({ code: 'custom', path: ['secrets', name], message: 'is a variable already' })
})
export type EnvironmentSettings = Omit<z.output<typeof environmentBody>, 'version'>

export const byEnvironment = z.strictObject({ owner: fields.owner, repo: fields.repo, environment: fields.environment })
export type ByEnvironment = z.output<typeof byEnvironment>
