// The settings of an environment: `dev`, `prod` or any other of a service. What somebody has set is kept as it was said;
// what holds is resolved once, when a deployment is accepted: its own fields, then the environment's, then what is usual.
import * as z from 'zod'
import { gates } from './gates-schema.ts'
import { isBranch } from './git-names.ts'
import { imageTags } from './image-tags.ts'
import { type Infra, infraFields, type Network, usualInfra } from './infra.ts'
import { type Program, programFields, sizeFault, sizeOf, usualProgram } from './program.ts'
import { type Rules, resolveRules, rollbackRules } from './rollback-rules.ts'
import { type Schedule, schedule } from './schedule.ts'
import * as fields from './schemas.ts'
import { type Smoke, smoke } from './smoke.ts'
import type { ApprovalRule, GateRule } from './state.ts'
import type { Concurrency } from './vocabulary.ts'
import { type Freeze, freezes, type Window, windows } from './window.ts'

export const strategies = ['blue-green', 'all-at-once'] as const
type Strategy = (typeof strategies)[number]

/** A branch, or the beginning of one and a star: `main`, `release/*`, `*`. */
const branchPattern = z
  .string('must be a branch pattern')
  .refine(
    pattern => pattern === '*' || isBranch(pattern.replace(/\*$/, 'x')),
    'must be a branch name, or the beginning of one and "*" ("main", "release/*", "*")',
  )

const whole = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be ${least} to ${most}`).max(most, `must be ${least} to ${most}`)

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

/** What holds. */
export type Environment = Required<Program & Omit<Infra, 'network' | 'certificateArn'>> & {
  branches: string[]
  githubConnectionId: string | null
  awsConnectionId: string | null
  strategy: Strategy
  autoSwitch: boolean
  concurrency: Concurrency
  healthPath: string
  port: number | null
  windows: Window[]
  freezes: Freeze[]
  smoke: Smoke[]
  schedule: Schedule | null
  network: Network | null
  certificateArn: string | null
  imageTags: string[]
  approvals: ApprovalRule
  gates: GateRule
  promotion: { from: string[]; only: boolean }
  rollback: Rules
}

export const byEnvironment = z.strictObject({ owner: fields.owner, repo: fields.repo, environment: fields.environment })
export type ByEnvironment = z.output<typeof byEnvironment>

const anywhere: Omit<Environment, keyof typeof unsaid | 'rollback'> = {
  branches: ['*'],
  strategy: 'blue-green',
  autoSwitch: false,
  concurrency: 'supersede',
  healthPath: '/health',
  port: null,
  windows: [],
  freezes: [],
  smoke: [],
  approvals: { reviewers: 0, waitMinutes: 0, expiresHours: 24 },
  gates: { scan: { atSeverity: 'none', notScanned: null, waivers: [] }, checks: [], waitMinutes: 30 },
  promotion: { from: [], only: false },
}

const unsaid = {
  githubConnectionId: null,
  awsConnectionId: null,
  schedule: null,
  imageTags: [] as string[],
  ...usualProgram,
  secrets: {},
  ...usualInfra,
}

const usualOf: Record<string, EnvironmentSettings> = {
  dev: { branches: ['develop'], strategy: 'all-at-once' },
  prod: {
    branches: ['main'],
    approvals: { reviewers: 2, waitMinutes: 5, expiresHours: 24 },
    gates: { scan: { atSeverity: 'HIGH' } },
    promotion: { from: ['dev'] },
  },
}

/** Of each setting the first that says something; a strategy says whether green goes through, unless that is said itself. */
export const resolve = (name: string, ...given: EnvironmentSettings[]): Environment => {
  const layers: EnvironmentSettings[] = [anywhere, usualOf[name] ?? {}, ...given.toReversed()]
  const all = Object.assign({}, unsaid, ...layers.map(said)) as Environment
  const approvals = Object.assign({}, ...layers.map(layer => said(layer.approvals ?? {}))) as ApprovalRule
  const promotion = Object.assign({}, ...layers.map(layer => said(layer.promotion ?? {}))) as Environment['promotion']
  const gates = Object.assign({}, ...layers.map(layer => said(layer.gates ?? {}))) as GateRule
  const scan = Object.assign({}, ...layers.map(layer => said(layer.gates?.scan ?? {}))) as GateRule['scan']
  const autoSwitch = given.find(one => one.autoSwitch !== undefined)?.autoSwitch ?? all.strategy === 'all-at-once'
  const secrets = Object.assign({}, ...layers.map(layer => layer.secrets ?? {})) as Program['variables']
  const variables = Object.assign({}, ...layers.map(layer => layer.variables ?? {})) as Program['variables']
  // ECS takes a name once: whoever pushes a variable does not hide a secret.
  for (const name of Object.keys(secrets)) delete variables[name]
  all.rollback = resolveRules(...given.toReversed().map(layer => layer.rollback))
  return { ...all, ...sizeOf(given), variables, secrets, approvals, gates: { ...gates, scan }, promotion, autoSwitch }
}

/** What goes with a release, of all that holds. */
export const programOf = ({ cpu, memory, count, variables, secrets }: Environment): Program => ({
  ...{ cpu, memory, count, variables, secrets },
})

/** What stays with the environment. */
export const infraOf = ({ logRetentionDays, network, certificateArn }: Environment): Infra => ({
  logRetentionDays,
  ...(network && { network }),
  ...(certificateArn !== null && { certificateArn }),
})

const said = (given: object) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))

/** Those that begin by themselves when somebody pushes: said by somebody, or usual. Of any other environment none is. */
export const pushedBranches = (name: string, { branches }: EnvironmentSettings): string[] =>
  branches ?? usualOf[name]?.branches ?? []

export const takesBranch = ({ branches }: Pick<Environment, 'branches'>, branch: string): boolean =>
  isTaken(branches, branch)

/** None, unless somebody has said so. */
export const takesTag = ({ imageTags: patterns = [] }: EnvironmentSettings, tag: string): boolean =>
  isTaken(patterns, tag)

/** What is not built from a branch goes on as this one: the first that is no pattern. */
export const ownBranch = ({ branches }: Pick<Environment, 'branches'>): string | undefined =>
  branches.find(pattern => !pattern.endsWith('*'))

const isTaken = (patterns: string[], name: string) =>
  patterns.some(pattern => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern))
