// Who serves, at every moment: the pretend world's listeners, targets and programs, watched while they are changed.

import type { DeploymentState } from '../../core/state.ts'
import { goesThrough, isBackOnWarm } from '../../core/state.ts'
import type { World } from '../../region/kernel.ts'
import type { FakeWorld } from '../region/release/fake-world.ts'
import { isLive, type Ledger, serviceOf } from './ledger.ts'

export class Traffic {
  private readonly ledger: Ledger
  private readonly fake: FakeWorld
  /** The listeners' ports. */
  private readonly ports = new Map<string, number>()
  /** Which listener is production, of which service. */
  private readonly production = new Map<string, string>()
  /** Programs that have served production. */
  private readonly served = new Map<string, Set<string>>()
  /** By task: what it runs. */
  private readonly made = new Map<string, string>()
  /** Programs that a fault has made sick or ended: what becomes of them is not Panda's doing.
   *  Since when (ms). */
  readonly sick = new Map<string, number>()

  constructor(ledger: Ledger, fake: FakeWorld) {
    this.ledger = ledger
    this.fake = fake
    ledger.listeners.push((event, state) => {
      if (event.code !== 'INFRA_READY' || !state.infra) return
      const service = serviceOf(state)
      // A first release that failed took its listener along.
      for (const [listener, of] of this.production) if (of === service) this.production.delete(listener)
      this.production.set(state.infra.productionListenerArn, service)
      this.saw(service, this.reached(state.infra.productionListenerArn))
    })
  }

  world(): World {
    const { machines, wires } = this.fake.world
    return {
      ...this.fake.world,
      machines: {
        start: order => {
          this.made.set(order.taskId, order.digest)
          return machines.start(order)
        },
        stop: (taskId, graceMs) => {
          this.stops(this.made.get(taskId) ?? '')
          return this.watched(`a task is stopped`, () => machines.stop(taskId, graceMs))
        },
      },
      wires: {
        ...wires,
        listen: async (id, shown, wanted) => {
          const port = await wires.listen(id, shown, wanted)
          this.ports.set(id, port)
          return port
        },
        route: (id, weights) => this.routed(id, () => wires.route(id, weights)),
        removeGroup: id => void this.watched('a target group goes', () => wires.removeGroup(id)),
        drainTarget: (groupId, targetId) =>
          this.watched('a target is drained', () => wires.drainTarget(groupId, targetId)),
      },
    }
  }

  /** Letters of the programs that production of this service leads to now. */
  serving(service: string): string {
    for (const [listener, of] of this.production) if (of === service) return this.reached(listener)
    return ''
  }

  private reached(listener: string): string {
    const port = this.ports.get(listener)
    // A target whose program has just ended is a question mark.
    return port === undefined ? '' : this.fake.reached(port).replaceAll('?', '')
  }

  private saw(service: string, letters: string) {
    const served = this.served.get(service) ?? new Set<string>()
    this.served.set(service, served)
    for (const letter of letters) served.add(letter)
  }

  private routed(listener: string, change: () => void) {
    const service = this.production.get(listener)
    if (service === undefined) return change()
    const before = this.reached(listener)
    this.watched('traffic is moved', change)
    const after = this.reached(listener)
    for (const letter of new Set(after)) if (!before.includes(letter)) this.moved(service, letter)
    this.saw(service, after)
  }

  /** Of every service that has a good release: who was reached is reached still, or somebody else is. */
  private watched<T>(what: string, change: () => T): T {
    const before = [...this.production].map(
      ([listener, service]) => [service, listener, this.reached(listener)] as const,
    )
    const answer = change()
    for (const [service, listener, letters] of before)
      if (letters !== '' && this.reached(listener) === '' && this.hasGood(service))
        this.ledger.fail('serving', `${what}: ${letters} of ${service} served, and nobody does now`)
    return answer
  }

  /** The last of a release that is good, while nobody else has been found good: that is blue, stopped too early. */
  private stops(digest: string) {
    const letter = digest.slice(7, 8)
    if (this.sick.has(letter) || this.fake.alive().filter(one => one === letter).length > 1) return
    for (const service of new Set(this.production.values())) {
      const all = this.ledger.ofService(service)
      const goesBack = all.some(state => isLive(state) && isBackOnWarm(state))
      if (this.ledger.newestGood(service)?.imageDigest === digest && !goesBack)
        this.ledger.fail('serving', `${letter} of ${service} is stopped, and nothing newer has been found good`)
    }
  }

  private hasGood(service: string) {
    return this.ledger.ofService(service).some(state => state.status === 'COMPLETED')
  }

  /** Forward because somebody asked for just this, or back to what has served. */
  private moved(service: string, letter: string) {
    if (this.served.get(service)?.has(letter) && !this.isGreen(service, letter)) return
    const allowed = this.ledger.ofService(service).some(state => isLive(state) && mayMove(state, letter))
    if (!allowed) this.ledger.fail('switch', `traffic of ${service} moved to ${letter}, and nobody asked for that`)
  }

  /** Of an unfinished release that has never been allowed to serve. */
  private isGreen(service: string, letter: string) {
    return this.ledger
      .ofService(service)
      .some(
        state =>
          isLive(state) && state.release !== null && letterOf(state) === letter && !state.stopping && !state.switchedAt,
      )
  }
}

export const letterOf = ({ imageDigest }: DeploymentState) => imageDigest?.slice(7, 8) ?? ''

const mayMove = (state: DeploymentState, letter: string) =>
  letterOf(state) === letter &&
  state.switchingAt !== null &&
  (state.switchRequested?.digest === state.imageDigest || goesThrough(state))
