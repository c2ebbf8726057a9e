// Seeds in which a commit has to have its checks: what CI says and when; and that nothing is released past what has not passed.
import type { CheckState, GitHub } from '../../core/ports.ts'
import type { DeploymentState } from '../../core/state.ts'
import { diceFor } from './dice.ts'
import type { Ledger } from './ledger.ts'

export type Gating = { checks: string[]; waitMinutes: number }

/** Of one seed in four; undefined: nothing is asked. */
export const gatingOf = (seed: number): Gating | undefined => {
  const dice = diceFor(seed, 'gates')
  if (!dice.chance(0.25)) return undefined
  return { checks: dice.pick([['ci'], ['ci', 'lint']]), waitMinutes: dice.pick([1, 4]) }
}

type Fate = { after: number; state: CheckState }

/** What CI says of a commit: from the first time that somebody asks, as the seed has it. */
export class Ci {
  private readonly seed: number
  private readonly now: () => number
  private readonly asked = new Map<string, number>()

  constructor(seed: number, now: () => number) {
    this.seed = seed
    this.now = now
  }

  checks: GitHub['checks'] = async ({ commit }, names) => {
    if (!this.asked.has(commit)) this.asked.set(commit, this.now())
    return { ok: true, checks: names.map(name => ({ name, state: this.stands(commit, name) })) }
  }

  /** As CI itself would say it. */
  stands(commit: string, name: string): CheckState {
    const passed = this.now() - (this.asked.get(commit) ?? this.now())
    const { after, state } = this.fate(commit, name)
    return passed >= after ? state : after > 60_000 ? 'missing' : 'pending'
  }

  private fate(commit: string, name: string): Fate {
    const dice = diceFor(this.seed, `check ${commit} ${name}`)
    const after = dice.chance(0.5) ? 0 : dice.int(dice.chance(0.5) ? 60_000 : 300_000)
    return { after, state: dice.chance(0.85) ? 'passed' : dice.pick<CheckState>(['failed', 'missing', 'pending']) }
  }
}

/** From what CI says, and not from what was noted of it. */
export const watchGates = (ledger: Ledger, gating: Gating | undefined, ci: Ci): void => {
  ledger.listeners.push((event, state) => {
    if (event.code === 'GATES_STARTED' && state.request.rollback)
      ledger.fail('gates', `${event.deploymentId} goes back, and is held up by gates`)
    if (!gating || state.request.rollback) return
    if (event.code !== 'INFRA_STARTED' && event.code !== 'RELEASE_STARTED') return
    const bad = missing(state, gating, ci)
    if (bad) ledger.fail('gates', `${event.deploymentId} is released, and ${bad}`)
  })
}

const missing = ({ commitHash }: DeploymentState, { checks }: Gating, ci: Ci) => {
  const name = checks.find(one => ci.stands(commitHash ?? '', one) !== 'passed')
  return name && `its check ${name} is ${ci.stands(commitHash ?? '', name)}`
}
