// Who goes on next, and when time passes: nothing else in the simulation decides that. What leaves a process parks here, and
// one of all that are parked is let go at a time; only when nobody is, the next timer rings.
import type { Timeline } from '../../region/kernel.ts'
import type { Dice } from './dice.ts'
import { atWork } from './globals.ts'
import { Process } from './process.ts'
import { Timers } from './timers.ts'

type Parked = { label: string; process: Process; resume: () => void }

/** How the next one is chosen; a seed has one of these. */
export type Manner = 'any' | 'oldest' | 'newest' | 'starving'

export class Scheduler implements Timeline {
  steps = 0
  /** FNV-1a over every step's label and time: two runs with the same have done the same. */
  hash = 0x811c9dc5
  /** Kept only where somebody will read it. */
  trace: string[] | undefined
  manner: Manner = 'any'
  /** Looks after each step; what it throws ends the run. */
  watch: () => void = () => {}
  /** How long a call is held up (ms), beside the usual. */
  latency: () => number = () => 0
  /** Of so many calls one takes some milliseconds, so that what begins a little later can overtake. 0: none. */
  pace = 0
  private time = Date.parse('2026-11-20T10:00:00.000Z')
  private ties = 0
  private readonly dice: Dice
  private readonly timers = new Timers()
  private readonly ready: Parked[] = []
  private victim: Process | undefined
  readonly world = new Process(0, 'world', {}, 0, () => {})

  constructor(dice: Dice) {
    this.dice = dice
  }

  now(): number {
    return this.time
  }

  at(time: number, run: () => void): () => void {
    const tie = this.dice.int(1 << 20) * 4096 + (this.ties++ % 4096)
    return this.timers.add({ time: Math.max(time, this.time), tie, run })
  }

  /** The one that is at work; none: the world. */
  get current(): Process {
    return atWork.getStore()?.process ?? this.world
  }

  within<T>(process: Process, run: () => T): T {
    return atWork.run({ scheduler: this, process }, run)
  }

  /** Goes on when the scheduler says so; never, if its process has died. */
  park(label: string): Promise<void> {
    const process = this.current
    if (process.isDead) return new Promise(() => {})
    const late = this.latency() + (this.pace > 0 && this.dice.chance(this.pace) ? 1 + this.dice.int(60) : 0)
    return new Promise<void>(resolve => {
      const parked = { label, process, resume: resolve }
      if (late === 0) this.ready.push(parked)
      else this.at(this.time + late, () => this.ready.push(parked))
    })
  }

  /** True: it has come to where `until` holds. False: nothing is left to do, or time or steps are over. */
  async run(until: () => boolean, most: { time: number; steps: number }): Promise<boolean> {
    while (!until()) {
      if (this.steps >= most.steps || !this.step(most.time)) return false
      // Whatever waits for nothing but itself has settled after a turn of the loop.
      await turn()
      this.watch()
    }
    return true
  }

  note(words: string) {
    this.trace?.push(`${String(this.steps).padStart(6)} ${new Date(this.time).toISOString().slice(11, 23)} ${words}`)
  }

  private step(until: number): boolean {
    // What is due now and what can go on now are equals.
    const rings = this.timers.isDue(this.time) && this.dice.chance(0.5)
    return (!rings && this.resume()) || this.ring(until)
  }

  private resume(): boolean {
    while (this.ready.length > 0) {
      const parked = this.take()
      if (parked.process.isDead) continue
      this.count(parked.label)
      parked.resume()
      return true
    }
    return false
  }

  private ring(until: number): boolean {
    const timer = this.timers.next()
    if (!timer) return false
    if (timer.time > until) {
      this.timers.add(timer)
      return false
    }
    this.time = timer.time
    const { run } = timer
    timer.run = undefined
    this.count('timer')
    this.within(this.world, run!)
    return true
  }

  private take(): Parked {
    const { ready } = this
    const at = this.choose()
    const chosen = ready[at]!
    if (this.manner === 'any' || this.manner === 'starving') {
      ready[at] = ready[ready.length - 1]!
      ready.pop()
    } else ready.splice(at, 1)
    return chosen
  }

  private choose(): number {
    const { ready, dice } = this
    if (ready.length === 1) return 0
    if (this.manner === 'oldest') return dice.chance(0.9) ? 0 : dice.int(ready.length)
    if (this.manner === 'newest') return dice.chance(0.9) ? ready.length - 1 : dice.int(ready.length)
    const at = dice.int(ready.length)
    if (this.manner !== 'starving') return at
    // One process at a time is left behind while others can go on.
    if (!this.victim || this.victim.isOver || dice.chance(0.02)) this.victim = ready[at]!.process
    return ready[at]!.process === this.victim ? dice.int(ready.length) : at
  }

  private count(label: string) {
    this.steps += 1
    let { hash } = this
    hash = Math.imul(hash ^ (this.time % 0x7fffffff), 0x01000193)
    for (let at = 0; at < label.length; at++) hash = Math.imul(hash ^ label.charCodeAt(at), 0x01000193)
    this.hash = hash >>> 0
    if (this.trace) this.note(label)
  }
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve))
