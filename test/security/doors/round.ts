// Some thousand questions and messages to one house, from one seed: what its tenants do in good faith, made worse.
import { createHash } from 'node:crypto'
import { record } from '../../../app/record.ts'
import type { Draft as EventDraft } from '../../../core/decide.ts'
import { roles } from '../../../core/vocabulary.ts'
import { type Dice, diceFor } from '../../sim/dice.ts'
import { fieldsOf } from './document.ts'
import { furnish, type Things } from './furnish.ts'
import { draftOf, emptyPool, type Pool, type Pools, someName } from './grammar.ts'
import { text, value } from './hostile.ts'
import { type House, openHouse, type Question, type Reply, tags } from './house.ts'
import { judge, judgeMessages } from './judge.ts'
import { type Worse, worsen } from './worse.ts'

export type Round = {
  tried: number
  violations: string[]
  /** How often each call answered with each status: a fuzzer that gets nothing but 400 has tried nothing. */
  answers: Map<string, number>
  starts: number
  /** Of all that was asked and answered. */
  fingerprint: string
}

type Tenant = { name: string; things: Things; pool: Pool; sockets: string[] }
type Play = { house: House; dice: Dice; tenants: Tenant[]; round: Round; live: string[] }

export const playRound = async (seed: number, steps: number): Promise<Round> => {
  const dice = diceFor(seed, 'fuzz')
  // Every tenth house is a narrow one.
  const settings = dice.chance(0.1) ? { PANDA_REQUESTS_PER_MINUTE: '120', PANDA_WAITING: '3' } : undefined
  const house = openHouse(dice, { settings })
  const tenants: Tenant[] = []
  for (const name of ['alice', 'bobby']) tenants.push(tenantOf(name, await furnish(house, name)))
  const round: Round = { tried: 0, violations: [], answers: new Map(), starts: 0, fingerprint: '' }
  const play: Play = { house, dice, tenants, round, live: [] }
  const hash = createHash('sha256')
  for (let step = 0; step < steps; step++) {
    house.clock.at += dice.int(300)
    const words = dice.chance(0.15) ? await message(play) : await request(play)
    hash.update(words.said)
    round.tried++
    for (const wrong of words.wrong)
      round.violations.push(
        `--seed ${seed}, step ${step}: ${wrong}\n    ${words.asked.slice(0, 600)}\n    ${words.said.slice(0, 300)}`,
      )
    if (dice.chance(0.02)) await passes(play)
  }
  return { ...round, fingerprint: hash.digest('hex') }
}

const tenantOf = (name: string, things: Things): Tenant => {
  const pool = emptyPool()
  pool.dep.push(...Object.values(things.deployments))
  pool.gh.push(things.github)
  pool.aws.push(things.aws)
  pool.tok.push(things.tokens.good)
  pool.nt.push(things.notification)
  return { name, things, pool, sockets: [] }
}

/** Something happens by itself: a deployment gets on, or time passes. */
const passes = async ({ house, dice, live }: Play) => {
  if (dice.chance(0.1)) house.clock.at += dice.pick([31_000, 3_600_000, 3 * 3_600_000])
  if (live.length === 0) return
  const id = dice.pick(live)
  const note = dice.pick(progress)
  await record(house.ports, id, { type: 'note', note })
  await house.table.settled()
}

const progress: EventDraft[] = [
  { code: 'INITIALIZED', details: {}, private: { blue: null } },
  { code: 'READY', details: { status: 'DEPLOYMENT_READY' } },
  { code: 'SWITCHED', details: { activeService: 'green' } },
  { code: 'CANCELLED', details: { status: 'CANCELLED', reason: 'cancelled', finalService: 'blue' } },
]

type Words = { asked: string; said: string; wrong: string[] }

const request = async (play: Play): Promise<Words> => {
  const { house, dice, tenants, round } = play
  const me = dice.pick(tenants)
  const pools = poolsFor(me, tenants)
  const { route, draft } = draftOf(dice, pools)
  const bearer = bearerOf(me, tenants, dice)
  if (bearer !== undefined) draft.headers.authorization = bearer
  const worse: Worse = { draft, schema: fieldsOf(route), route }
  for (let steps = dice.pick([0, 0, 1, 1, 1, 2, 3, 5]); steps > 0; steps--) worsen(worse, dice)
  const question = questionOf(worse, dice)
  const asked = `${JSON.stringify({ ...question, body: String(question.body ?? '').slice(0, 400) })}`
  const before = { started: house.started.length, written: house.written.length, faults: house.faults.length }
  house.acts(me.name)
  try {
    const reply = await house.ask(question)
    const started = house.started.slice(before.started)
    round.starts += started.length
    play.live.push(...started)
    const answer = `${route.operation} ${reply.status}`
    round.answers.set(answer, (round.answers.get(answer) ?? 0) + 1)
    harvest(me.pool, reply)
    const seen = { started, written: house.written.slice(before.written), faults: house.faults.slice(before.faults) }
    return {
      asked,
      said: `${reply.status} ${reply.text}`,
      wrong: judge(question, reply, { ...seen, others: othersOf(me) }),
    }
  } catch (fault) {
    return { asked, said: '', wrong: [`threw ${fault instanceof Error ? fault.stack : fault}`] }
  }
}

const othersOf = ({ name }: Tenant) =>
  Object.entries(tags)
    .filter(([tenant]) => tenant !== name && tenant !== 'nobody')
    .map(([, tag]) => tag)

const poolsFor = (me: Tenant, tenants: Tenant[]): Pools => {
  const other = tenants.find(one => one !== me)!
  return { own: me.pool, others: other.pool }
}

const bearerOf = ({ things }: Tenant, tenants: Tenant[], dice: Dice): string | undefined => {
  const chance = dice.int(100)
  if (chance < 85) return things.bearers[chance < 60 ? 'admin' : dice.pick(roles)]
  if (chance < 88) return undefined
  const { expired, revoked } = things.tokens
  const good = things.bearers.admin
  // Another's would be another's question: a token is who one is.
  const broken = [
    good.slice(0, -1),
    `${good}0`,
    good.toLowerCase(),
    good.replace('Bearer', 'Basic'),
    `${good}, ${good}`,
  ]
  const jwts = [
    'Bearer a.b.c',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    `Bearer ${'x'.repeat(9_000)}`,
    `Bearer ${text(dice)}`,
  ]
  return dice.pick([
    `Bearer ${expired}`,
    `Bearer ${revoked}`,
    ...broken,
    ...jwts,
    text(dice),
    `Bearer ${tenants.length}`,
  ])
}

const questionOf = ({ draft, body }: Worse, dice: Dice): Question => {
  const { method, segments, query, headers } = draft
  const sent = body ?? (draft.body === undefined ? undefined : JSON.stringify(draft.body))
  return {
    ...{ door: dice.pick(['local', 'gateway'] as const), method, path: `/${segments.join('/')}`, headers },
    query: dice.chance(0.02)
      ? text(dice)
      : new URLSearchParams(query.map(([name, one]) => [name.toWellFormed(), one.toWellFormed()])).toString(),
    ...(sent !== undefined && { body: sent }),
  }
}

const kinds = [
  [/\bdep_[A-Za-z0-9]{24}\b/g, 'dep'],
  [/\bgh_[0-9a-f]{24}\b/g, 'gh'],
  [/\baws_[0-9a-f]{24}\b/g, 'aws'],
  // New ones only: whoever revokes the tokens that are asked with has nothing more to ask.
  [/"id":"(tok_[0-9a-f]{24})","token"/g, 'tok'],
  [/ticket=([0-9a-f]{64})/g, 'ticket'],
  [/"cursor":"([\w-]+)"/g, 'cursor'],
] as const

/** What was answered is asked with from now on. */
const harvest = (pool: Pool, { status, text: said }: Reply) => {
  if (status !== 200 || said.length > 20_000) return
  for (const [pattern, kind] of kinds)
    for (const [whole, inner] of said.matchAll(pattern)) {
      const name = inner ?? whole
      if (pool[kind].includes(name)) continue
      if (pool[kind].length > 60) pool[kind].splice(8, 1)
      pool[kind].push(name)
    }
}

let sockets = 0

/** Over a socket; opens one where there is none, mostly with a ticket of its own. */
const message = async ({ house, dice, tenants }: Play): Promise<Words> => {
  const me = dice.pick(tenants)
  house.acts(me.name)
  const faults = house.faults.length
  if (me.sockets.length === 0 || dice.chance(0.1)) {
    const ticket = someName('ticket', dice, { own: me.pool, others: emptyPool() }) ?? text(dice)
    const connectionId = dice.chance(0.02) ? text(dice) || 'none' : `c${++sockets}`
    const status = await house.open(connectionId, ticket)
    if (status === 200) me.sockets.push(connectionId)
    if (me.sockets.length > 5) await house.leave(me.sockets.shift()!)
    const wrong = [
      ...house.faults.slice(faults),
      ...(status === 200 || status === 401 ? [] : [`an upgrade answered ${status}`]),
    ]
    return { asked: `open with ${ticket}`, said: String(status), wrong }
  }
  const connectionId = dice.pick(me.sockets)
  const asked = socketText(dice, poolsFor(me, tenants))
  try {
    const heard = await house.say(connectionId, asked)
    const others = house.heard.slice(-heard.length).some(one => one.connectionId !== connectionId) && heard.length > 0
    const wrong = [
      ...house.faults.slice(faults),
      ...judgeMessages(asked, heard, othersOf(me)),
      ...(others ? ['posts to another socket'] : []),
    ]
    return { asked, said: heard.join(), wrong }
  } catch (fault) {
    return { asked, said: '', wrong: [`threw ${fault instanceof Error ? fault.stack : fault}`] }
  }
}

const socketText = (dice: Dice, pools: Pools): string => {
  const said: Record<string, unknown> = { action: dice.pick(['subscribe', 'subscribe', 'unsubscribe', 'ping']) }
  if (said.action !== 'ping') said.deploymentId = someName('dep', dice, pools) ?? text(dice)
  if (said.action === 'subscribe' && dice.chance(0.5))
    Object.assign(said, { after: dice.int(5), logs: dice.chance(0.5), lang: dice.pick(['en', 'ko']) })
  for (let steps = dice.pick([0, 0, 1, 1, 2]); steps > 0; steps--) {
    const name = dice.pick(['action', 'deploymentId', 'after', 'logs', 'lang', '__proto__', 'constructor', text(dice)])
    Object.defineProperty(said, name, {
      value: dice.chance(0.5) ? text(dice) : value(dice),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  const json = JSON.stringify(said)
  const chance = dice.int(40)
  if (chance === 0) return json.slice(0, dice.int(json.length))
  if (chance === 1) return text(dice)
  if (chance === 2) return JSON.stringify(value(dice)) ?? ''
  if (chance === 3) return `${'['.repeat(dice.pick([10, 8_000]))}`
  if (chance === 4 && dice.chance(0.2)) return json.replace('{', `{"x":"${'x'.repeat(17_000)}",`)
  return json
}
