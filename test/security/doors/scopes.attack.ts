// A token for one environment, of every role, tries every call on what the same tenant has in the others: it is answered, byte
// for byte, as what nobody has, at both doors and over a socket, and nothing is written.
import { routes } from '../../../app/routes.ts'
import { type Role, roles } from '../../../core/vocabulary.ts'
import { diceFor } from '../../sim/dice.ts'
import type { Attack, Wish } from '../attack.ts'
import { asking, furnish, question, type Stage, type Things } from './furnish.ts'
import { type House, openHouse } from './house.ts'
import { messages, sayingOf, toldAs } from './matrix.attack.ts'
import { type Named, namesOf, namingFields, nobodys, questionOf } from './naming.ts'
import { pathSpellings, type Spelling, spellings } from './spellings.ts'

/** Each stage is an environment of its own. */
const within: Stage = 'ready'
const doors = ['local', 'gateway'] as const

type Siege = {
  house: House
  things: Things
  own: Named
  bearers: Record<Role, string>
  found: { tried: number; bad: string[] }
}

const run = async ({ seed, say }: Wish) => {
  const siege = await laid(seed)
  for (const [n, { operation }] of routes.entries()) {
    say(operation, n / (routes.length + 1))
    await named(siege, routes[n]!)
  }
  await lists(siege)
  await sockets(siege)
  const { house, found } = siege
  found.bad.push(...house.faults.map(fault => `a fault that nobody expected: ${fault}`))
  return { tried: found.tried, violations: found.bad, figures: { routes: routes.length, roles: roles.length } }
}

export default {
  name: 'scopes',
  about: 'every call with a token for one environment, on what is in another',
  run,
} satisfies Attack

const laid = async (seed: number): Promise<Siege> => {
  const house = openHouse(diceFor(seed, 'scopes'))
  const things = await furnish(house, 'alice')
  const ask = asking(house, things.bearers.admin)
  const bearers = {} as Siege['bearers']
  for (const role of roles) {
    const scopes = [{ owner: 'panda', repo: 'hello', environment: within, role }]
    bearers[role] = `Bearer ${(await ask('POST /api/v1/tokens', { name: role, scopes })).token}`
  }
  const own = namesOf(
    { ...things, deployments: { ...things.deployments, queued: things.deployments[within] } },
    '',
    house,
  )
  return { house, things, own, bearers, found: { tried: 0, bad: [] } }
}

const others = ({ things }: Siege) =>
  Object.entries(things.deployments).flatMap(([stage, id]) => (stage === within ? [] : [id]))

/** Wherever a call takes a deployment, and releases of others in the place of one's own. */
const named = async (siege: Siege, route: (typeof routes)[number]) => {
  const { house, own, bearers, found, things } = siege
  const fields = namingFields(route).filter(({ kind }) => kind === 'deployment')
  for (const { field, part } of fields)
    for (const id of others(siege))
      for (const spelling of part === 'params' ? pathSpellings : spellings)
        for (const role of roles)
          for (const door of doors) {
            const pair = pairOf(id, spelling)
            const first = { ...firsts(route, own), [field]: things.deployments[within] }
            const at = { own: first, door, headers: { authorization: bearers[role] } }
            const before = [house.written.length, house.started.length].join()
            house.acts('alice')
            const said = await house.ask(questionOf(route, { [field]: pair.foreign }, at))
            const expected = await house.ask(questionOf(route, { [field]: pair.none }, at))
            found.tried++
            const what = `${route.operation} as ${role} at ${door}, ${spelling.name}: ${pair.foreign}`
            const [heard, wanted] = [toldAs(said, [pair, pair.plain]), toldAs(expected, [pair, pair.plain])]
            if (heard !== wanted)
              found.bad.push(`${what}\n    answered ${heard.slice(0, 300)}\n    not ${wanted.slice(0, 300)}`)
            if (before !== [house.written.length, house.started.length].join())
              found.bad.push(`${what}: wrote ${house.written.at(-1)}`)
          }
}

const firsts = (route: (typeof routes)[number], own: Named) =>
  Object.fromEntries(namingFields(route).map(({ field, kind }) => [field, own[kind][0]!]))

const pairOf = (id: string, { spell }: Spelling) => {
  const none = nobodys('deployment', id, 'alice')
  return { foreign: spell(id), none: spell(none), plain: { foreign: id, none } }
}

/** What needs no name: nothing of another environment is in any answer. */
const lists = async (siege: Siege) => {
  const { house, bearers, found, things } = siege
  const lines = [
    'deploy?limit=100',
    'services',
    'services/panda/hello',
    'approvals',
    'environments',
    'connect/github',
    'connect/aws',
  ]
  for (const role of roles)
    for (const line of [...lines.map(path => `GET /api/v1/${path}`)])
      for (const door of doors) {
        const { status, text } = await house.ask(question(line, { headers: { authorization: bearers[role] }, door }))
        found.tried++
        const foreign = [...others(siege), things.service.repo, things.aws].find(name => text.includes(name))
        if (foreign !== undefined) found.bad.push(`${line} as ${role} at ${door}: tells of ${foreign}`)
        const isOwn = line.includes('deploy?') && status === 200
        if (isOwn && !text.includes(things.deployments[within])) found.bad.push(`${line} as ${role}: lacks its own`)
      }
}

const sockets = async (siege: Siege) => {
  const { house, bearers, found, things } = siege
  for (const role of roles) {
    house.acts('alice')
    const { ticket } = await asking(house, bearers[role])('POST /api/v1/socket-ticket', {})
    const connectionId = `of-${role}`
    if ((await house.open(connectionId, ticket!)) !== 200) found.bad.push(`a ${role}'s ticket opens no socket`)
    const own = await house.say(connectionId, sayingOf({ action: 'subscribe' }, things.deployments[within]))
    if (!own.some(text => text.includes('"subscribed"'))) found.bad.push(`a ${role} does not hear of their own`)
    for (const id of others(siege))
      for (const message of messages) {
        const before = house.written.length
        const pair = { foreign: id, none: nobodys('deployment', id, 'alice') }
        const heard = await house.say(connectionId, sayingOf(message, pair.foreign))
        const wanted = await house.say(connectionId, sayingOf(message, pair.none))
        found.tried++
        const told = (texts: string[]) => toldAs({ status: 0, headers: {}, text: texts.join() }, [pair])
        if (told(heard) !== told(wanted))
          found.bad.push(`socket of a ${role}: ${JSON.stringify(message)}: ${told(heard)}`)
        if (house.written.length > before) found.bad.push(`socket of a ${role}: wrote ${house.written.slice(before)}`)
      }
  }
}
