// Seeds in which a commit has to have its checks, and its image a scan: what CI and the scanner say and when; and that nothing is
// released past what blocks.
import type { LoggedEvent } from '../../core/event.ts'
import type { CheckState, GitHub } from '../../core/ports.ts'
import type { DeploymentState } from '../../core/state.ts'
import type { ScannedFinding } from '../../region/kernel.ts'
import { diceFor } from './dice.ts'
import type { Ledger } from './ledger.ts'

export type Gating = {
  checks: string[]
  waitMinutes: number
  scan: { atSeverity: 'HIGH' | 'none'; notScanned: 'pass' | 'block'; waivers: typeof waivers }
}

const [waived, waivedOnce] = ['CVE-2026-0001', 'CVE-2026-0002']
/** One is good for ever, one has ended. */
const waivers = [
  { id: waived, reason: 'nobody reaches it', until: '2099-01-01' },
  { id: waivedOnce, reason: 'until it is mended', until: '2001-01-01' },
]

/** Of one seed in three; undefined: nothing is asked. */
export const gatingOf = (seed: number): Gating | undefined => {
  const dice = diceFor(seed, 'gates')
  if (!dice.chance(0.35)) return undefined
  const [checks, atSeverity] = dice.pick<[string[], 'HIGH' | 'none']>([
    [['ci'], 'none'],
    [['ci', 'lint'], 'HIGH'],
    [[], 'HIGH'],
  ])
  const notScanned = dice.pick<'pass' | 'block'>(['pass', 'block'])
  return { checks, waitMinutes: dice.pick([1, 4]), scan: { atSeverity, notScanned, waivers } }
}

type Scan = { afterMs: number; finds: ScannedFinding[] | string }

/** What CI and the scanner say: CI from the first time that somebody asks, the scanner of an image from its push. */
export class Judges {
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
    const dice = diceFor(this.seed, `check ${commit} ${name}`)
    const after = dice.chance(0.5) ? 0 : dice.int(dice.chance(0.5) ? 60_000 : 300_000)
    const state = dice.chance(0.85) ? 'passed' : dice.pick<CheckState>(['failed', 'missing', 'pending'])
    return passed >= after ? state : after > 60_000 ? 'missing' : 'pending'
  }

  scan(digest: string): Scan {
    const dice = diceFor(this.seed, `scan ${digest}`)
    const afterMs = dice.int(dice.chance(0.8) ? 20_000 : 400_000)
    if (dice.chance(0.1)) return { afterMs, finds: 'no list of packages' }
    const finds: ScannedFinding[] = [{ id: 'CVE-2026-0100', severity: 'MEDIUM' }]
    if (dice.chance(0.4)) finds.push({ id: waived, severity: 'CRITICAL' })
    if (dice.chance(0.1)) finds.push({ id: waivedOnce, severity: 'HIGH' })
    if (dice.chance(0.1)) finds.push({ id: 'CVE-2026-0003', severity: 'HIGH' })
    return { afterMs, finds }
  }
}

/** From what CI and the scanner say, and not from what was noted of it. */
export const watchGates = (ledger: Ledger, gating: Gating | undefined, judges: Judges): void => {
  ledger.listeners.push((event, state) => {
    if (event.code === 'GATES_STARTED' && state.request.rollback)
      ledger.fail('gates', `${event.deploymentId} goes back, and is held up by gates`)
    if (!gating || state.request.rollback) return
    if (event.code !== 'INFRA_STARTED' && event.code !== 'RELEASE_STARTED') return
    const events = ledger.books.get(event.deploymentId)?.events ?? []
    const bad = unchecked(state, gating, judges) ?? unscanned(state, events, gating, judges)
    if (bad) ledger.fail('gates', `${event.deploymentId} is released, and ${bad}`)
  })
}

const unchecked = ({ commitHash }: DeploymentState, { checks }: Gating, judges: Judges) => {
  const name = checks.find(one => judges.stands(commitHash ?? '', one) !== 'passed')
  return name && `its check ${name} is ${judges.stands(commitHash ?? '', name)}`
}

const unscanned = ({ imageDigest }: DeploymentState, events: LoggedEvent[], gating: Gating, judges: Judges) => {
  const { atSeverity, notScanned } = gating.scan
  if (atSeverity === 'none') return undefined
  const has = (code: LoggedEvent['code']) => events.some(one => one.code === code)
  const { afterMs, finds } = judges.scan(imageDigest ?? '')
  if (has('IMAGE_NOT_SCANNED')) {
    if (notScanned === 'block') return 'its image was not scanned'
    return typeof finds === 'string' || afterMs > 50_000 ? undefined : 'its image was scanned in time'
  }
  if (!has('IMAGE_SCANNED')) return 'nobody has asked for its scan'
  if (typeof finds === 'string') return 'its image could not be scanned'
  const bad = finds.find(one => one.severity === 'HIGH')
  return bad && `its image has ${bad.id}`
}
