// What goes wrong in a seed, and when: drawn for each call, each event and each batch, counted by kind and by where it struck.
import type { BusEvent } from '../../region/kernel.ts'
import { type Dice, diceFor } from './dice.ts'
import { Forger } from './forger.ts'
import type { Place } from './place.ts'
import type { Call, Mishap, To } from './wire.ts'

export const mishapKinds = [
  'crash-before',
  'crash-after',
  'lost-reply',
  'throttled',
  'timeout',
  'expired',
  'outage',
  'slow',
  'event-lost',
  'event-twice',
  'event-late',
  'forged',
  'batch-twice',
  'batch-half',
  'batch-late',
  'execution-lost',
  'socket-cut',
  'skew',
  'old-token',
  'power-cut',
] as const
export type MishapKind = (typeof mishapKinds)[number]

/** What the story itself brings about; seen and counted, not injected. */
export const happenings = [
  'write-conflict',
  'two-switches',
  'switch-and-cancel',
  'switch-and-rollback',
  'switch-and-timeout',
  'supersede-and-ready',
  'program-sick',
  'program-exits',
] as const
export type Happening = (typeof happenings)[number]

export type Chosen = {
  seed: number
  faults?: readonly MishapKind[]
  spared?: ReadonlySet<number>
}

const minute = 60_000
/** Crashes come one by one: nobody gets past a machine that is struck at every call. */
const mostCrashes = 12

export class Mishappening {
  /** By kind and place: `crash-after Bake`. */
  readonly counts: Record<string, number> = {}
  /** How many there have been, spared ones too. */
  numbered = 0
  isOver = false
  readonly lasts: number
  private readonly place: Place
  private readonly dice: Dice
  private readonly rates: Partial<Record<MishapKind, number>>
  private readonly spared: ReadonlySet<number>
  private readonly forger: Forger
  private crashes = 0
  /** One of those whom calls go to answers nobody for a while. */
  private outage: { to: To; as: Mishap; until: number } | undefined

  constructor(place: Place, { seed, faults, spared }: Chosen) {
    this.place = place
    this.dice = diceFor(seed, 'mishaps')
    this.rates = ratesOf(this.dice, faults)
    this.spared = spared ?? new Set()
    this.forger = new Forger(place, diceFor(seed, 'forger'))
    this.lasts = Object.keys(this.rates).length === 0 ? 24 * 60 * minute : (5 + this.dice.int(40)) * minute
    this.isOver = Object.keys(this.rates).length === 0
  }

  begin() {
    const { weather, advance, push, functions, scheduler } = this.place
    weather.mishaps = { of: call => this.ofCall(call) }
    weather.deliveries = event => this.ofEvent(event)
    for (const reader of [advance, push])
      reader.mishap = () => {
        for (const kind of ['twice', 'half', 'late'] as const)
          if (this.strikes(`batch-${kind}`, reader === advance ? 'advance' : 'push')) return kind
        return undefined
      }
    functions.skew = () => (this.strikes('skew', '') ? this.dice.int(4_000) - 2_000 : 0)
    scheduler.latency = () => (this.strikes('slow', '') ? 1 + this.dice.int(this.dice.chance(0.2) ? 20_000 : 800) : 0)
    this.everyNowAndThen()
  }

  /** Nothing goes wrong from now on. */
  end() {
    this.isOver = true
    this.place.scheduler.note('== faults stop')
  }

  /** Those that strike on their own, not at a call. */
  private everyNowAndThen() {
    const { scheduler } = this.place
    scheduler.at(scheduler.now() + 1_000 + this.dice.int(20_000), () => {
      if (this.isOver) return
      if (this.strikes('outage', this.somewhere())) this.breakDown()
      if (this.strikes('execution-lost', this.somewhere())) this.loseExecution()
      if (this.strikes('socket-cut', ''))
        this.place.sockets.cut(this.dice.int(8), this.dice.chance(0.5), this.dice.chance(0.5))
      if (this.strikes('forged', this.somewhere())) this.forger.forge()
      if (this.strikes('old-token', this.somewhere())) this.forger.useOldToken()
      if (this.strikes('power-cut', this.somewhere()))
        for (const one of this.place.functions.living) one.die('power cut')
      this.everyNowAndThen()
    })
  }

  /** It came about by itself. */
  saw = (happening: Happening, where = ''): void => {
    const key = where ? `${happening} ${where}` : happening
    this.counts[key] = (this.counts[key] ?? 0) + 1
  }

  private somewhere() {
    return [...this.place.asl.at.values()].at(-1) ?? ''
  }

  private breakDown() {
    const { dice, place } = this
    const to = dice.pick<To>(['customer', 'customer', 'aws', 'table'])
    const until = place.scheduler.now() + 5_000 + dice.int(85_000)
    this.outage = { to, as: dice.pick<Mishap>(['throttled', 'throttled', 'timeout', 'lost-reply']), until }
  }

  private ofCall(call: Call): Mishap | undefined {
    const { kind, about } = call.process
    if (kind === 'client') return this.ofClient(call)
    const { outage } = this
    if (!this.isOver && outage?.to === call.to && this.place.scheduler.now() < outage.until) return outage.as
    const where = about.state ?? kind
    if (this.crashes < mostCrashes)
      for (const crash of ['crash-before', 'crash-after'] as const)
        if (kind !== 'host' && this.strikes(crash, where)) {
          this.crashes += 1
          return crash
        }
    for (const mishap of ['lost-reply', 'throttled', 'timeout'] as const) {
      // These two tell of their faults in words.
      if (call.to === 'probe' || call.to === 'github') continue
      if (this.strikes(mishap, where)) return mishap
    }
    if (call.to === 'customer' && this.strikes('expired', where)) return 'expired'
    return undefined
  }

  /** A client's call gets lost on its way, or its answer does. */
  private ofClient({ to }: Call): Mishap | undefined {
    for (const mishap of ['lost-reply', 'timeout'] as const) if (this.strikes(mishap, to)) return mishap
    return undefined
  }

  private ofEvent(event: BusEvent): number[] {
    const where = event.source
    if (this.strikes('event-lost', where)) return []
    const late = this.strikes('event-late', where) ? this.dice.int(5 * minute) : this.dice.int(300)
    return this.strikes('event-twice', where) ? [late, late + this.dice.int(minute)] : [late]
  }

  private loseExecution() {
    const { region } = this.place
    const running = this.place.asl.shelf
      .list<{ status: string; machineArn: string }>('states.execution')
      .filter(([, one]) => one.status === 'RUNNING')
    if (running.length === 0) return
    const [executionArn] = this.dice.pick(running)
    void region.kernel.call('states', 'StopExecution', { executionArn }, region.platform)
  }

  private strikes(kind: MishapKind, where: string): boolean {
    if (this.isOver) return false
    const rate = this.rates[kind]
    if (rate === undefined || !this.dice.chance(rate)) return false
    const number = this.numbered++
    if (this.spared.has(number)) return false
    const key = where ? `${kind} ${where}` : kind
    this.counts[key] = (this.counts[key] ?? 0) + 1
    if (kind !== 'slow' && kind !== 'skew') this.place.scheduler.note(`!! ${number} ${key}`)
    return true
  }
}

/** How often each strikes where it can: a few a seed, so that what they do together can be told apart. */
const usual: Record<MishapKind, number> = {
  'crash-before': 0.004,
  'crash-after': 0.004,
  'lost-reply': 0.004,
  throttled: 0.004,
  timeout: 0.004,
  expired: 0.003,
  outage: 0.03,
  slow: 0.03,
  'event-lost': 0.3,
  'event-twice': 0.2,
  'event-late': 0.2,
  forged: 0.2,
  'batch-twice': 0.05,
  'batch-half': 0.05,
  'batch-late': 0.01,
  'execution-lost': 0.01,
  'socket-cut': 0.1,
  skew: 0.1,
  'old-token': 0.1,
  'power-cut': 0.004,
}

/** A seed has some of them, some have none. */
const ratesOf = (dice: Dice, wanted: readonly MishapKind[] | undefined): Partial<Record<MishapKind, number>> => {
  const share = dice.pick([0, 0.15, 0.3, 0.6])
  const force = dice.pick([0.5, 1, 1, 3])
  const chosen = wanted ?? mishapKinds.filter(() => dice.chance(share))
  return Object.fromEntries(chosen.map(kind => [kind, Math.min(1, usual[kind] * force)]))
}
