// The settings of an environment: `dev`, `prod` or any other of a service. What somebody has set is kept as it was said;
// what holds is resolved once, when a deployment is accepted: its own fields, then the environment's, then what is usual.
import * as z from 'zod'
import { isBranch } from './git-names.ts'
import * as fields from './schemas.ts'
import type { Concurrency } from './vocabulary.ts'

export const strategies = ['blue-green', 'all-at-once'] as const
type Strategy = (typeof strategies)[number]

/** A branch, or the beginning of one and a star: `main`, `release/*`, `*`. */
const branchPattern = z
  .string('must be a branch pattern')
  .refine(
    pattern => pattern === '*' || isBranch(pattern.replace(/\*$/, 'x')),
    'must be a branch name, or the beginning of one and "*" ("main", "release/*", "*")',
  )

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
}

/** What somebody sets: all of it each time, and what is left out is as usual. */
export const environmentBody = z.strictObject({
  ...z.strictObject(settings).partial().shape,
  version: z
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .optional()
    .describe('The version that was read: if another has been written since, this one is refused'),
})
export type EnvironmentSettings = Partial<z.output<z.ZodObject<typeof settings>>>

/** What holds. */
export type Environment = {
  branches: string[]
  githubConnectionId: string | null
  awsConnectionId: string | null
  strategy: Strategy
  autoSwitch: boolean
  concurrency: Concurrency
  healthPath: string
  port: number | null
}

export const byEnvironment = z.strictObject({ owner: fields.owner, repo: fields.repo, environment: fields.environment })
export type ByEnvironment = z.output<typeof byEnvironment>

const anywhere: Environment = {
  branches: ['*'],
  githubConnectionId: null,
  awsConnectionId: null,
  strategy: 'blue-green',
  autoSwitch: false,
  concurrency: 'supersede',
  healthPath: '/health',
  port: null,
}

const usualOf: Record<string, Partial<Environment>> = {
  dev: { branches: ['develop'], strategy: 'all-at-once' },
  prod: { branches: ['main'] },
}

export const usual = (name: string): Environment => resolve(name, {})

/** Of each setting the first that says something; a strategy says whether green goes through, unless that is said itself. */
export const resolve = (name: string, ...given: Partial<Environment>[]): Environment => {
  const first = { ...anywhere, ...usualOf[name] }
  const { autoSwitch: _, ...rest } = Object.assign({}, first, ...given.toReversed().map(said)) as Environment
  const autoSwitch = given.find(one => one.autoSwitch !== undefined)?.autoSwitch ?? rest.strategy === 'all-at-once'
  return { ...rest, autoSwitch }
}

const said = (given: Partial<Environment>) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))

export const takesBranch = ({ branches }: Pick<Environment, 'branches'>, branch: string): boolean =>
  branches.some(pattern => (pattern.endsWith('*') ? branch.startsWith(pattern.slice(0, -1)) : branch === pattern))
