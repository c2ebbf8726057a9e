// What a run has gone through, against what there is to go through: every edge of the machine, every kind of mishap in every
// state where it can strike.
import { machine } from '../../core/machine.ts'
import { stateNames } from '../../core/pipeline.ts'
import { happenings, type MishapKind, mishapKinds } from './mishaps.ts'
import type { Told } from './seed.ts'

type Definition = {
  States: Record<string, { Type: string; Next?: string; Default?: string; Choices?: { Next: string }[] }>
}

/** All that the machine's text allows. `other`: whatever else a step or Lambda says. */
export const allEdges = (): string[] => {
  const { States } = machine('panda-step') as Definition
  return Object.entries(States).flatMap(([name, { Type, Next, Default, Choices = [] }]) => {
    if (Type === 'Task') return taskEdges(name, Next!)
    if (Type === 'Choice') return [...Choices.map(choice => `${name} → ${choice.Next}`), `${name} → ${Default}`]
    if (Type === 'Succeed') return [`${name} → SUCCEEDED`]
    return Type === 'Fail' ? [`${name} → FAILED`] : [`${name} → ${Next}`]
  })
}

const taskEdges = (name: string, next: string) => [
  `${name} → ${next}`,
  `${name} ✗ Look → ${name}`,
  `${name} ✗ States.Timeout → ${name}`,
  `${name} ✗ other → ${name === 'Settle' ? 'Failed' : name === 'RollBack' ? 'Settle' : 'RollBack'}`,
  `${name} ✗ retry CloudFault`,
  `${name} ✗ retry Lambda`,
]

/** Edges that the steps never take, with the reason. */
export const unreachable: Record<string, string> = {
  'RollBack ✗ other → Settle': 'RollBack never fails; its retries outlast every fault that ends',
  'Settle ✗ other → Failed': 'Settle never fails; its retries outlast every fault that ends',
  'DeploymentStatusRouter → RollBack':
    'Bake ends well only once COMPLETED is in the log: the default guards against a step that lies',
  'Settle ✗ Look → Settle': 'nothing wakes it, and it never asks to look again',
}

/** Those that strike a call of a step, wherever it is. */
const ofSteps: MishapKind[] = ['crash-before', 'crash-after', 'lost-reply', 'throttled', 'timeout', 'expired']
const withoutCustomer = new Set(['Claim', 'AwaitApproval'])

export const allStrikes = (): string[] => [
  ...ofSteps.flatMap(kind =>
    stateNames.filter(name => kind !== 'expired' || !withoutCustomer.has(name)).map(name => `${kind} ${name}`),
  ),
  ...mishapKinds.filter(kind => !ofSteps.includes(kind)),
  ...happenings,
]

export class Coverage {
  seeds = 0
  steps = 0
  twice = 0
  virtualMinutes = 0
  readonly edges = new Map<string, number>()
  readonly mishaps = new Map<string, number>()
  readonly strikes = new Map<string, number>()
  readonly ends = new Map<string, number>()

  add(told: Told) {
    this.seeds += 1
    this.steps += told.steps
    if (told.wasTwice) this.twice += 1
    this.virtualMinutes += told.virtualMinutes
    for (const [edge, count] of told.edges) plus(this.edges, edge, count)
    for (const [status, count] of Object.entries(told.deployments)) plus(this.ends, status, count)
    for (const [strike, count] of Object.entries(told.mishaps)) {
      const [kind = ''] = strike.split(' ')
      plus(this.mishaps, kind, count)
      plus(this.strikes, strike, count)
      if (strike !== kind) plus(this.strikes, kind, count)
    }
  }

  get missingEdges() {
    return allEdges().filter(edge => !this.edges.has(edge) && !(edge in unreachable))
  }

  get missingStrikes() {
    return allStrikes().filter(strike => !this.strikes.has(strike))
  }
}

const plus = (counts: Map<string, number>, key: string, count: number) =>
  counts.set(key, (counts.get(key) ?? 0) + count)
