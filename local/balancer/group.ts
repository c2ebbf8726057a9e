// A target group: targets, their health, whose turn it is, and what was measured.
import type { GroupSettings, Timeline } from '../../region/kernel.ts'
import { Figures } from './figures.ts'
import { watch } from './health.ts'
import { Target } from './target.ts'

export class Group {
  readonly figures = new Figures()
  settings: GroupSettings
  onHealth: (targetId: string, healthy: boolean, reason: string) => void
  private readonly timeline: Timeline
  private readonly targets = new Map<string, { target: Target; unwatch: () => void }>()
  private turn = 0

  constructor(timeline: Timeline, settings: GroupSettings, onHealth: Group['onHealth']) {
    this.timeline = timeline
    this.settings = settings
    this.onHealth = onHealth
  }

  /** The same target at the same address again changes nothing; at another address it is a new one. */
  add(targetId: string, address: { host: string; port: number }): void {
    const known = this.targets.get(targetId)
    if (known && known.target.state !== 'draining') {
      if (known.target.host === address.host && known.target.port === address.port) return
      this.forget(targetId, known.target)
      known.target.cut()
    }
    const target = new Target(targetId, address)
    const unwatch = watch({
      target,
      timeline: this.timeline,
      settings: () => this.settings,
      changed: (healthy, reason) => this.onHealth(targetId, healthy, reason),
    })
    this.targets.set(targetId, { target, unwatch })
  }

  async drain(targetId: string): Promise<void> {
    const known = this.targets.get(targetId)
    if (!known) return
    known.unwatch()
    await known.target.drain(this.settings.drainMs)
    this.forget(targetId, known.target)
  }

  remove(): void {
    for (const [targetId, { target }] of this.targets) {
      this.forget(targetId, target)
      target.cut()
    }
  }

  /** Round robin over the healthy ones that were not tried yet. */
  pick(tried: ReadonlySet<Target>): Target | undefined {
    const able: Target[] = []
    for (const { target } of this.targets.values()) {
      if (target.state === 'healthy' && !tried.has(target)) able.push(target)
    }
    this.turn = (this.turn + 1) % 1_000_000
    return able[this.turn % Math.max(able.length, 1)]
  }

  private forget(targetId: string, target: Target): void {
    const known = this.targets.get(targetId)
    if (known?.target !== target) return
    known.unwatch()
    this.targets.delete(targetId)
  }
}
