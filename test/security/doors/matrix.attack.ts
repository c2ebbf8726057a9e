// Route × role × tenant, from the table of calls: whoever may not is told so, and what is another's is answered, byte for byte,
// as what nobody has, whichever way it is named, spelled and asked for; and nothing is written.
import type { Route } from '../../../app/routes/route.ts'
import { routes } from '../../../app/routes.ts'
import { type Role, roles } from '../../../core/vocabulary.ts'
import { diceFor } from '../../sim/dice.ts'
import type { Attack, Wish } from '../attack.ts'
import { asking, furnish, question, type Things } from './furnish.ts'
import { type House, openHouse, type Question, type Reply } from './house.ts'
import { type Named, namesOf, namingFields, nobodys, questionOf, subsetsOf, ticketed } from './naming.ts'
import { rules } from './rules.ts'
import { pathSpellings, type Spelling, spellings } from './spellings.ts'

type Stage = {
  house: House
  alice: Things
  bobby: Things
  theirs: Named
  own: Named
  found: { tried: number; bad: string[] }
}

/** Beside what a client sends by itself. */
const manners: Record<string, string>[] = [
  {},
  { 'accept-language': 'ko' },
  { accept: 'text/event-stream' },
  { accept: 'text/event-stream', 'last-event-id': '2' },
]
const doors = ['local', 'gateway'] as const

const run = async ({ seed, say }: Wish) => {
  const stage = await setStage(seed)
  for (const [n, route] of routes.entries()) {
    say(route.operation, n / (routes.length + 1))
    await roleByRole(stage, route)
    await named(stage, route)
  }
  say('sockets', routes.length / (routes.length + 1))
  await socketsOf(stage)
  await keysOfAnother(stage)
  const { house, found } = stage
  found.bad.push(...house.faults.map(fault => `a fault that nobody expected: ${fault}`))
  return { tried: found.tried, violations: found.bad, figures: { routes: routes.length, roles: roles.length + 1 } }
}

export default {
  name: 'matrix',
  about: 'every call as every role, with what is another tenant’s in the place of each name',
  run,
} satisfies Attack

const setStage = async (seed: number): Promise<Stage> => {
  const house = openHouse(diceFor(seed, 'matrix'))
  const [alice, bobby] = [await furnish(house, 'alice'), await furnish(house, 'bobby')]
  const [theirs, own] = [await namesWithTicket(house, alice), await namesWithTicket(house, bobby)]
  return { house, alice, bobby, theirs, own, found: { tried: 0, bad: [] } }
}

const namesWithTicket = async (house: House, things: Things) => {
  house.acts(things.tenant)
  const wish = { deploymentId: things.deployments[ticketed] }
  const { eventsUrl } = await asking(house, things.bearers.viewer)('POST /api/v1/socket-ticket', wish)
  return namesOf(things, new URL(eventsUrl!).searchParams.get('ticket')!, house)
}

const firstOf = (route: Route, named: Named) =>
  Object.fromEntries(namingFields(route).map(({ field, kind }) => [field, named[kind][0]!]))

/** On a stage of its own: what is allowed may change something. */
const roleByRole = async ({ found }: Stage, route: Route) => {
  const { least, signed } = rules[route.operation] ?? {}
  for (const role of ['nobody', ...roles] as const) {
    const { house, bobby, own } = await setStage(1)
    for (const door of doors) {
      const headers: Record<string, string> = role === 'nobody' ? {} : { authorization: bobby.bearers[role] }
      const { status, text } = await house.ask(questionOf(route, {}, { own: firstOf(route, own), door, headers }))
      found.tried++
      const wrong = judged(status, text, { role, least, signed })
      if (wrong) found.bad.push(`${route.operation} as ${role} at ${door}: ${wrong}: ${status} ${text.slice(0, 200)}`)
    }
  }
}

const judged = (
  status: number,
  text: string,
  { role, least, signed }: { role: Role | 'nobody'; least: Role | 'anyone' | undefined; signed: true | undefined },
) => {
  if (least === undefined) return 'has no rule: test/security/doors/rules.ts'
  const code = (JSON.parse(text) as { errorCode?: string }).errorCode
  if (signed) return status === 401 && code === 'UNAUTHENTICATED' ? undefined : 'let in without a signature'
  if (least === 'anyone') return status === 200 ? undefined : 'is for anyone'
  if (role === 'nobody') return status === 401 && code === 'UNAUTHENTICATED' ? undefined : 'let in without an identity'
  if (roles.indexOf(role) < roles.indexOf(least))
    return status === 403 && code === 'FORBIDDEN' ? undefined : `let in below ${least}`
  return [401, 403, 404, 500].includes(status) ? 'does not answer who may: what is tried here shows nothing' : undefined
}

const named = async (stage: Stage, route: Route) => {
  for (const fields of subsetsOf(namingFields(route))) {
    const ways = Math.max(...fields.map(({ kind }) => stage.theirs[kind].length))
    const inPath = fields.some(({ part }) => part === 'params')
    for (let way = 0; way < ways; way++)
      for (const spelling of inPath ? pathSpellings : spellings)
        await asEverybody(stage, route, { fields, way, spelling })
  }
}

type Aim = { fields: ReturnType<typeof namingFields>; way: number; spelling: Spelling }

const asEverybody = async (stage: Stage, route: Route, aim: Aim) => {
  const { theirs, own, bobby, alice } = stage
  const { spell } = aim.spelling
  const pairs = aim.fields.map(({ field, kind }) => {
    const name = theirs[kind][aim.way % theirs[kind].length]!
    const none = nobodys(kind, name, alice.tenant)
    return { field, foreign: spell(name), none: spell(none), plain: { foreign: name, none } }
  })
  // Where a spelling is undone on the way, what is said back is the name itself.
  const shown = [...pairs, ...pairs.map(({ plain }) => plain)]
  const values = (which: 'foreign' | 'none') => Object.fromEntries(pairs.map(one => [one.field, one[which]]))
  for (const role of roles)
    for (const door of doors)
      for (const manner of manners) {
        const headers = { authorization: bobby.bearers[role], ...manner }
        const at = { own: firstOf(route, own), door, headers }
        const [foreign, none] = [questionOf(route, values('foreign'), at), questionOf(route, values('none'), at)]
        await compare(stage, foreign, none, {
          pairs: shown,
          what: `${route.operation} as ${role}, ${aim.spelling.name}`,
        })
      }
}

type Pair = { foreign: string; none: string }

const compare = async (
  { house, found }: Stage,
  foreign: Question,
  none: Question,
  { pairs, what }: { pairs: Pair[]; what: string },
) => {
  const before = [house.written.length, house.started.length]
  house.acts('bobby')
  const [said, expected] = [await house.ask(foreign), await house.ask(none)]
  found.tried++
  const [heard, wanted] = [toldAs(said, pairs), toldAs(expected, pairs)]
  const line = `${foreign.method} ${foreign.path}?${foreign.query} ${foreign.body ?? ''}`
  if (heard !== wanted)
    found.bad.push(`${what}: ${line}\n    answered ${heard.slice(0, 300)}\n    not     ${wanted.slice(0, 300)}`)
  if (before.join() !== [house.written.length, house.started.length].join())
    found.bad.push(`${what}: ${line}: wrote ${house.written.slice(before[0]).join(', ')}`)
}

/** With what nobody has in place of what is another's, however it was said back. */
export const toldAs = ({ status, headers, text }: Reply, pairs: Pair[]) => {
  let words = JSON.stringify([status, headers, text])
  for (const { foreign, none } of pairs)
    for (const [from, to] of spelled(foreign, none)) words = words.replaceAll(from, to)
  return words
}

const spelled = (foreign: string, none: string) => {
  const inText = (text: string) => JSON.stringify(text).slice(1, -1)
  const ways = [(text: string) => text, decoded, inText, (text: string) => inText(inText(text))]
  return ways
    .map(way => [way(foreign), way(none)] as const)
    .concat([[inText(inText(decoded(foreign))), inText(inText(decoded(none)))]])
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const socketsOf = async ({ house, alice, bobby, found }: Stage) => {
  for (const role of roles) {
    house.acts('bobby')
    const { ticket } = await asking(house, bobby.bearers[role])('POST /api/v1/socket-ticket', {})
    const connectionId = `of-${role}`
    if ((await house.open(connectionId, ticket!)) !== 200) found.bad.push(`a ${role}'s own ticket opens no socket`)
    const own = await house.say(connectionId, sayingOf({ action: 'subscribe' }, bobby.deployments.ready))
    if (!own.some(text => text.includes('"subscribed"'))) found.bad.push(`a ${role} does not hear of their own`)
    for (const id of Object.values(alice.deployments))
      for (const { name, spell } of spellings)
        for (const message of messages) {
          const before = house.written.length
          const none = spell(nobodys('deployment', id, 'alice'))
          const heard = await house.say(connectionId, sayingOf(message, spell(id)))
          const wanted = await house.say(connectionId, sayingOf(message, none))
          found.tried++
          const pair = { foreign: spell(id), none }
          const same = toldAs({ status: 0, headers: {}, text: heard.join() }, [pair])
          if (same !== toldAs({ status: 0, headers: {}, text: wanted.join() }, [pair]))
            found.bad.push(`socket of a ${role}, ${name}: ${JSON.stringify(message)}: ${same}`)
          if (house.written.length > before) found.bad.push(`socket of a ${role}: wrote ${house.written.slice(before)}`)
        }
  }
}

export const messages = [
  { action: 'subscribe' },
  { action: 'subscribe', after: 2, logs: true, lang: 'ko' },
  { action: 'subscribe', after: 1e9 },
  { action: 'unsubscribe' },
]

export const sayingOf = (message: object, deploymentId: string) => JSON.stringify({ ...message, deploymentId })

/** A key of another's is a key like any: the deployment is the caller's own, and the other's is as it was. */
const keysOfAnother = async ({ house, alice, bobby, found }: Stage) => {
  const headers = { 'idempotency-key': 'the same key' }
  const ids = []
  for (const { tenant, bearers, github, aws } of [alice, bobby]) {
    house.acts(tenant)
    const named = { githubConnectionId: github, awsConnectionId: aws }
    const body = { ...named, owner: 'panda', repo: 'hello', branch: 'main', environment: tenant }
    const said = { headers: { ...headers, authorization: bearers.deployer }, body }
    const { status, text } = await house.ask(question('POST /api/v1/deploy', said))
    found.tried++
    if (status !== 200) found.bad.push(`${tenant} with an Idempotency-Key of another: ${text}`)
    ids.push(/dep_\w+/.exec(text)?.[0])
  }
  if (ids[0] === ids[1]) found.bad.push(`Two tenants with one Idempotency-Key have one deployment: ${ids[0]}`)
}
