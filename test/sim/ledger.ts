// What has been written, kept apart from the table, and held against what must be so: at each write, and nothing twice.
import { eventOf } from '../../app/store/log.ts'
import { isFinalCode } from '../../core/decide.ts'
import type { LoggedEvent } from '../../core/event.ts'
import { evolve } from '../../core/fold.ts'
import { names, serviceKey } from '../../core/names.ts'
import type { Item, Key } from '../../core/ports.ts'
import { type DeploymentState, isFinal } from '../../core/state.ts'
import { liveView } from '../../core/view.ts'
import { Broken, type Promised } from './broken.ts'
import type { Process } from './process.ts'

export type Book = { id: string; events: LoggedEvent[]; states: DeploymentState[]; service: string }

export class Ledger {
  readonly books = new Map<string, Book>()
  broken: Broken | undefined
  /** Good ones that somebody has stopped in CodeDeploy's console since. */
  readonly takenBack = new Set<string>()
  /** Somebody hears of each event as it is written. */
  readonly listeners: ((event: LoggedEvent, state: DeploymentState) => void)[] = []
  /** What must never be seen anywhere. */
  readonly canaries: string[] = []
  /** Up to where each summary has been. */
  private readonly told = new Map<string, number>()
  private readonly locks = new Map<string, Set<string>>()

  fail(promise: Promised, words: string) {
    this.broken ??= new Broken(promise, words)
  }

  state(id: string): DeploymentState | undefined {
    return this.books.get(id)?.states.at(-1)
  }

  all(): DeploymentState[] {
    return [...this.books.values()].map(({ states }) => states.at(-1)!)
  }

  /** What users should get, once over. */
  newestGood(service: string): DeploymentState | undefined {
    return newestGood(this.ofService(service).filter(({ id }) => !this.takenBack.has(id)))
  }

  ofService(service: string): DeploymentState[] {
    return [...this.books.values()].filter(book => book.service === service).map(({ states }) => states.at(-1)!)
  }

  holds(state: DeploymentState): boolean {
    return this.locks.get(`lock#${serviceOf(state)}`)?.has(`${state.createdAt} ${state.id}`) ?? false
  }

  wrote(item: Item, isNew: boolean) {
    if (item.sk.startsWith('e#')) this.event(item, isNew)
    else if (item.sk === 'summary') this.summary(item)
    this.scan(`table ${item.pk}/${item.sk}`, item)
  }

  changed(after: Item) {
    if (after.sk !== 'lock') return
    const holders = after.holders instanceof Set ? new Set([...after.holders].map(String)) : new Set<string>()
    if (holders.size > 1) this.fail('lock', `${after.pk} is held by ${[...holders].join(' and ')}`)
    this.locks.set(after.pk, holders)
  }

  removed(key: Key) {
    if (key.sk.startsWith('e#')) this.fail('log', `${key.pk} ${key.sk} was taken out of the log`)
    if (key.sk === 'lock') this.locks.delete(key.pk)
  }

  /** Whoever may have been told something reads it here. */
  scan(where: string, said: unknown) {
    for (const canary of this.canaries) if (isWithin(said, canary)) this.fail('secrets', `${where} holds ${canary}`)
  }

  reads({ about: { tenant }, kind }: Process, pk: string) {
    if (tenant === undefined || kind === 'world') return
    const owner = pk.startsWith('tenant#') ? pk.slice('tenant#'.length) : undefined
    if (owner !== undefined && owner !== tenant) this.fail('tenant', `${kind} of ${tenant} reads ${pk}`)
  }

  writes({ about, kind, name }: Process, key: Key) {
    if (kind === 'event') this.fail('forged', `a hint wrote ${key.pk}/${key.sk}`)
    const { tenant } = about
    if (tenant === undefined || kind !== 'api') return
    const owner = key.pk.startsWith('tenant#') ? key.pk.slice('tenant#'.length) : this.ownerOf(key.pk)
    if (owner !== undefined && owner !== tenant) this.fail('tenant', `${name} of ${tenant} writes ${key.pk}/${key.sk}`)
  }

  private ownerOf = (pk: string) => this.state(pk)?.request.tenant

  private event(item: Item, isNew: boolean) {
    const event = eventOf(item)
    const { deploymentId: id, seq } = event
    const book = this.books.get(id) ?? { id, events: [], states: [], service: '' }
    if (!isNew) return this.rewritten(book, event)
    const last = book.events.at(-1)
    if (seq !== book.events.length + 1)
      return this.fail('log', `${id} has ${book.events.length} events, and gets ${seq} ${event.code}`)
    if (last && isFinalCode(last.code)) this.fail('finals', `${id} ended with ${last.code}, and gets ${event.code}`)
    if (last && event.timestamp < last.timestamp) this.fail('log', `${id}: time goes back at ${seq} ${event.code}`)
    if (last && Number(event.details.stage) < Number(last.details.stage))
      this.fail('log', `${id}: the stage goes down at ${seq} ${event.code}`)
    const state = evolve(book.states.at(-1), event)
    if (event.code === 'SWITCH_REQUESTED' && book.events.some(one => one.code === event.code))
      this.fail('log', `${id} has a second SWITCH_REQUESTED`)
    if (!last) book.service = serviceOf(state)
    book.events.push(event)
    book.states.push(state)
    this.books.set(id, book)
    for (const listener of this.listeners) listener(event, state)
  }

  /** Only its expiry may be set. */
  private rewritten({ id, events }: Book, event: LoggedEvent) {
    const before = events[event.seq - 1]
    if (JSON.stringify(before) !== JSON.stringify(event)) this.fail('log', `${id}: ${event.seq} was written again`)
  }

  private summary({ pk: id, lastSeq, state }: Item) {
    if (lastSeq === 0) return
    if (Number(lastSeq) < (this.told.get(id) ?? 0)) this.fail('log', `the summary of ${id} goes back to ${lastSeq}`)
    this.told.set(id, Number(lastSeq))
    const folded = this.books.get(id)?.states[Number(lastSeq) - 1]
    if (!folded || JSON.stringify(state) !== JSON.stringify(liveView(folded)))
      this.fail('log', `the summary of ${id} at ${lastSeq} is not the fold of its log`)
  }
}

export const serviceOf = ({ request }: DeploymentState) => serviceKey(request, names(request).service)

export const isLive = (state: DeploymentState) => !isFinal(state)

/** What serves from its end on: a good release, or one that had gone back onto what was warm. */
export const servesOnceOver = ({ status, finalService, release }: DeploymentState) =>
  status === 'COMPLETED' || (isEnded(status) && release?.mode === 'warm-back' && finalService === 'green')

const newestGood = (all: DeploymentState[]): DeploymentState | undefined =>
  all.filter(servesOnceOver).sort((a, b) => (a.finishedAt! < b.finishedAt! ? 1 : -1))[0]

const isEnded = (status: string) => status === 'FAILED' || status === 'CANCELLED'

const isWithin = (said: unknown, canary: string): boolean => {
  if (typeof said === 'string') return said.includes(canary)
  if (typeof said !== 'object' || said === null) return false
  if (said instanceof Set) return [...said].some(one => isWithin(one, canary))
  return Object.values(said).some(one => isWithin(one, canary))
}
