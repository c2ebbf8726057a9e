// One seed from its first call to its rest.
import type { LoggedEvent } from '../../core/event.ts'
import { Broken, type Promised } from './broken.ts'
import { Client, Listener } from './clients.ts'
import { condemnSome, isRuled, rules } from './condemned.ts'
import { diceFor } from './dice.ts'
import { watchEndings } from './endings.ts'
import { writeFiles } from './files.ts'
import { gatingOf, Judges, watchGates } from './gates.ts'
import { isLive } from './ledger.ts'
import { type MishapKind, Mishappening } from './mishaps.ts'
import { openPlace, type Parts, type Place } from './place.ts'
import { plansOf, tenants } from './plans.ts'
import { expectRest } from './rest.ts'
import { ruleOf, voicesOf, watchReviews } from './reviews.ts'
import { keepSchedules } from './schedules.ts'
import { changeSettings } from './settings.ts'
import { Story } from './story.ts'
import { takeSomeBack, tellAgain } from './taken-back.ts'

export type Wish = {
  seed: number
  /** None: all. */
  faults?: readonly MishapKind[]
  trace?: boolean
  plant?: (parts: Parts) => void
  /** Of the mishaps that the seed would have, those that do not happen (by number). */
  spared?: ReadonlySet<number>
  /** Of the deployments that the seed would have, those that nobody asks for. */
  dropped?: ReadonlySet<number>
  listeners?: number
}

export type Told = {
  seed: number
  steps: number
  hash: number
  virtualMinutes: number
  deployments: Record<string, number>
  mishaps: Record<string, number>
  edges: Map<string, number>
  numbered: number
  broken?: { promise: Promised; words: string; step: number; at: string }
  trace?: string[]
  /** It was told a second time, and was the same. */
  wasTwice?: boolean
}

const mostSteps = 400_000
const minute = 60_000

export const runSeed = async (wish: Wish): Promise<Told> => {
  const { seed } = wish
  const who = tenants(seed)
  const environment = environmentOf(seed)
  const keys = who.map(one => one.keys)
  const place = await openPlace({ seed, environment, keys, ...(wish.plant && { plant: wish.plant }) })
  const { scheduler, ledger } = place
  if (wish.trace) scheduler.trace = []
  const ways = diceFor(seed, 'ways')
  scheduler.manner = ways.pick(['any', 'any', 'oldest', 'newest', 'starving'])
  scheduler.pace = ways.pick([0, 0.1, 0.3])
  ledger.canaries.push(...who.flatMap(({ keys, token }) => [keys.secretAccessKey, token]))
  const happening = new Mishappening(place, wish)
  const began = scheduler.now()
  const told = (broken?: Broken): Told => ({
    ...{ seed, steps: scheduler.steps, hash: scheduler.hash, edges: place.asl.edges },
    virtualMinutes: Math.round((scheduler.now() - began) / minute),
    deployments: statuses(place),
    mishaps: happening.counts,
    numbered: happening.numbered,
    ...(broken && {
      broken: {
        ...{ promise: broken.promise, words: broken.message, step: scheduler.steps },
        at: new Date(scheduler.now()).toISOString(),
      },
    }),
    ...(scheduler.trace && { trace: scheduler.trace }),
  })
  scheduler.watch = () => {
    if (ledger.broken) throw ledger.broken
  }
  try {
    await lived(place, wish, happening)
    return told()
  } catch (fault) {
    if (fault instanceof Broken) return told(fault)
    throw fault
  }
}

const lived = async (place: Place, wish: Wish, happening: Mishappening) => {
  const { scheduler, ledger } = place
  const who = tenants(wish.seed)
  const dice = diceFor(wish.seed, 'clients')
  const approvalMs = place.settings.PANDA_APPROVAL_MINUTES * minute
  const clients = who.map(one => new Client(place, one.caller, dice))
  const reviewers = who.map(({ caller }) =>
    ['ann', 'bob'].map(by => new Client(place, { ...caller, by, role: 'approver' }, dice)),
  )
  const gating = gatingOf(wish.seed)
  const judges = new Judges(wish.seed, () => scheduler.now())
  place.weather.checks = judges.checks
  place.weather.scan = digest => judges.scan(digest)
  const plans = plansOf(wish.seed, approvalMs).filter(({ n }) => !wish.dropped?.has(n))
  const story = new Story(
    place,
    plans,
    clients,
    who.map(one => one.token),
    happening.saw,
    {
      rule: ruleOf(wish.seed),
      voicesOf: n => voicesOf(wish.seed, n),
      reviewers,
      gating,
      rollback: isRuled(wish.seed) ? rules : undefined,
    },
  )
  const listeners = clients.slice(0, wish.listeners ?? 2).map(client => new Listener(place, client, dice))
  ledger.listeners.push((event, state) => {
    scheduler.note(`## ${event.deploymentId.slice(0, 12)} ${event.seq} ${event.code} ${summaryOf(event)}`)
    if (event.code === 'QUEUED') listeners[Number(state.request.tenant.slice(-1))]?.follow(event.deploymentId)
  })
  condemnSome(place, wish.seed)
  takeSomeBack(place, wish.seed)
  writeFiles(place, wish.seed, { rule: ruleOf(wish.seed), gating })
  changeSettings(place, wish.seed, clients, story.protection)
  watchReviews(ledger, ruleOf(wish.seed))
  watchGates(ledger, gating, judges)
  watchEndings(place, id => story.madeBy(id), happening.isOver)
  place.weather.conflict = ({ kind, about }) => happening.saw('write-conflict', about.state ?? kind)
  sweepHourly(place)
  scheduler.within(scheduler.world, () => {
    story.begin(who.map(one => one.keys))
    happening.begin()
  })
  const isClockOver = scheduler.within(scheduler.world, () =>
    keepSchedules(place, wish.seed, clients, tenant => ({ ...story.protection, ...story.connections(tenant) })),
  )
  const isOver = () => story.isOver && isClockOver()
  const isQuiet = () => isOver() && ledger.all().every(state => !isLive(state)) && place.asl.isQuiet
  const from = scheduler.now()
  await scheduler.run(() => happening.isOver && isQuiet(), { time: from + happening.lasts, steps: mostSteps })
  happening.end()
  // Twice the longest queue, and what a release may take at most after that.
  const end = { time: scheduler.now() + 9 * 60 * minute, steps: mostSteps }
  if (!(await scheduler.run(isQuiet, end))) throw new Broken('ends', stuck(place, story))
  // The last slow looks, the last pings, and a sweep.
  const rest = () => place.advance.isEmpty && place.push.isEmpty && place.functions.living.size === 0
  await scheduler.run(() => false, { time: scheduler.now() + 3 * minute, steps: mostSteps })
  scheduler.within(scheduler.world, () => void place.sweep())
  await scheduler.run(() => rest() && isQuiet(), { time: scheduler.now() + 30 * minute, steps: mostSteps })
  scheduler.within(scheduler.world, () => tellAgain(place))
  await scheduler.run(() => false, { time: scheduler.now() + 3 * minute, steps: mostSteps })
  await expectRest(place, listeners)
  if (ledger.broken) throw ledger.broken
  for (const listener of listeners) listener.close()
}

const summaryOf = ({ code, details }: LoggedEvent) =>
  code === 'STOPPING' || code === 'FAILED' || code === 'CANCELLED'
    ? `${details.reason ?? ''} ${details.errorCode ?? ''} ${details.errorMessage ?? ''}`
    : ''

const sweepHourly = (place: Place) => {
  const { scheduler } = place
  const again = () => {
    scheduler.at(scheduler.now() + 60 * minute, () => {
      void place.sweep()
      again()
    })
  }
  again()
}

/** Short waits: what is not waited for is not simulated. */
const environmentOf = (seed: number): Record<string, string> => {
  const dice = diceFor(seed, 'settings')
  return {
    PANDA_APPROVAL_MINUTES: dice.pick(['3', '10']),
    PANDA_QUEUE_MINUTES: dice.pick(['20', '120']),
    PANDA_GREEN_MINUTES: '2',
    PANDA_BAKE_SECONDS: dice.pick(['20', '60']),
    PANDA_EVIDENCE_REQUESTS: '2',
    PANDA_RUNNING: dice.pick(['1', '2', '10']),
  }
}

const statuses = (place: Place): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { status } of place.ledger.all()) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

const stuck = (place: Place, story: Story) => {
  const live = place.ledger.all().filter(isLive)
  const words = live.map(
    state => `${state.id} is ${state.status} in ${place.asl.at.get(state.id)} (${state.noted.at(-1)})`,
  )
  if (!story.isOver) words.push('somebody still waits for an answer')
  if (!place.asl.isQuiet) words.push('an execution still runs')
  return words.join('; ')
}
