// The settings of an environment: `dev`, `prod` or any other of a service. What somebody has set is kept as it was said;
// what holds is resolved once, when a deployment is accepted: its own fields, then the environment's, then what is usual.
import type { ByEnvironment, EnvironmentSettings } from './environment-schemas.ts'
import { type Infra, type Network, usualInfra } from './infra.ts'
import { type Program, sizeOf, usualProgram } from './program.ts'
import { type Rules, resolveRules } from './rollback-rules.ts'
import type { Schedule } from './schedule.ts'
import type { Smoke } from './smoke.ts'
import type { ApprovalRule, GateRule } from './state.ts'
import type { Concurrency, Strategy } from './vocabulary.ts'
import type { Freeze, Window } from './window.ts'

export type { ByEnvironment, EnvironmentSettings }

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
