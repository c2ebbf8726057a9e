// What a step is: a reconcile function that may be entered any number of times. It notes, looks, starts what is not started,
// and answers. It never advances anything by itself.

import { secondsBetween } from '../../core/deadlines.ts'
import { CloudFault, type CloudFaultKind } from '../../core/faults.ts'
import { type Names, names } from '../../core/names.ts'
import type { Customer, Ports } from '../../core/ports.ts'
import type { Settings } from '../../core/settings.ts'
import { type DeploymentState, isFinal } from '../../core/state.ts'
import type { ErrorCode, EventCode } from '../../core/vocabulary.ts'
import { customerOf } from '../customer.ts'
import { load, record } from '../record.ts'

export type Outcome =
  | { kind: 'done' }
  /** A hint or the slow look brings it back. */
  | { kind: 'waiting' }
  /** Its own time is used up, and it wants to look on at once. */
  | { kind: 'again' }
  | { kind: 'failed'; errorCode: ErrorCode; message: string; more?: Record<string, unknown> }

/** What a step reaches of the world. */
export type StepPorts = Omit<
  Ports,
  'sockets' | 'buildReports' | 'notices' | 'laterNotices' | 'changes' | 'schedules' | 'posts' | 'mail'
>

export type Step = (run: Run) => Promise<Outcome>

export const done: Outcome = { kind: 'done' }
export const waiting: Outcome = { kind: 'waiting' }
export const again: Outcome = { kind: 'again' }
export const failed = (errorCode: ErrorCode, message: string, more?: Record<string, unknown>): Outcome => ({
  kind: 'failed',
  errorCode,
  message,
  more,
})

/** Somebody has asked for the end meanwhile: the step leaves whatever it is doing. */
export class Stopped extends Error {
  override name = 'Stopped'
}

export class Run {
  state: DeploymentState
  readonly ports: StepPorts
  readonly settings: Settings
  readonly names: Names
  /** Of those that are at work, which one this is (app/store/at-work.ts). */
  readonly entry: string
  private readonly began: string
  private customer: Customer | undefined

  constructor(state: DeploymentState, ports: StepPorts, settings: Settings, entry: string) {
    this.state = state
    this.entry = entry
    this.ports = ports
    this.settings = settings
    this.names = names(state.request)
    this.began = ports.clock.now()
  }

  async at(): Promise<Customer> {
    this.customer ??= await customerOf(this.ports, this.state.request)
    return this.customer
  }

  has(code: EventCode): boolean {
    return this.state.noted.includes(code)
  }

  /** Appends it unless the log has it. Throws Stopped once the deployment is being stopped. */
  async note(code: EventCode, details: Record<string, unknown> = {}, hidden?: Record<string, unknown>): Promise<void> {
    await this.write(code, details, hidden)
    this.checkStopped()
  }

  /** For undoing, where being stopped is the point. */
  async write(code: EventCode, details: Record<string, unknown> = {}, hidden?: Record<string, unknown>): Promise<void> {
    const note = { code, details, ...(hidden && { private: hidden }) }
    this.state = (await record(this.ports, this.state.id, { type: 'note', note }, this.state)).state
  }

  async refresh(): Promise<void> {
    this.state = (await load(this.ports, this.state.id)) ?? this.state
    this.checkStopped()
  }

  /** Looks every few seconds while the step's own time lasts; each time at the log first. */
  async keepLooking(everySeconds: number, look: () => Promise<Outcome>): Promise<Outcome> {
    for (;;) {
      const outcome = await look()
      if (outcome.kind !== 'again' || !(await this.pause(everySeconds))) return outcome
      await this.refresh()
      if (this.usedUp()) return outcome
    }
  }

  /** The same for undoing, which nothing stops. */
  async keepUndoing(everySeconds: number, look: () => Promise<Outcome>): Promise<Outcome> {
    for (;;) {
      const outcome = await look()
      if (outcome.kind !== 'again' || !(await this.pause(everySeconds)) || this.usedUp()) return outcome
    }
  }

  secondsSince(timestamp: string): number {
    return secondsBetween(timestamp, this.ports.clock.now())
  }

  /** False, at once: its time would end meanwhile. */
  async pause(seconds: number): Promise<boolean> {
    if (this.secondsSince(this.began) + seconds > this.settings.PANDA_STEP_SECONDS) return false
    await this.ports.clock.sleep(seconds * 1000)
    return true
  }

  /** The next look is the next entry's. */
  private usedUp(): boolean {
    return this.secondsSince(this.began) >= this.settings.PANDA_STEP_SECONDS
  }

  private checkStopped(): void {
    if (this.state.stopping || isFinal(this.state)) throw new Stopped()
  }
}

const passing: readonly CloudFaultKind[] = ['throttled', 'unreachable', 'conflict']

/** Passes by itself, or with a little patience: the deadline bounds it. */
export const passes = (fault: unknown): boolean => fault instanceof CloudFault && passing.includes(fault.kind)
