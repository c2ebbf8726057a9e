// Identities that are none: JWTs that their issuer has not made, or not for this; GitHub's tokens of other repositories; API
// tokens and tickets that are changed, spent, over, or somebody else's.
import { routes } from '../../../app/routes.ts'
import { newTokenText } from '../../../app/token-text.ts'
import { type Dice, diceFor } from '../../sim/dice.ts'
import type { Attack, Wish } from '../attack.ts'
import { asking, furnish, question, type Things } from './furnish.ts'
import { type House, openHouse, type Question } from './house.ts'
import { claims, foreignSubject, forgeries, issuers, ofGithub, signed, subjects } from './issuer.ts'

/** Of each way to forge. */
const counts = { ci: 100, full: 1_500 }

type Siege = {
  house: House
  dice: Dice
  alice: Things
  bobby: Things
  check(good: boolean, words: () => string): void
}

const run = async ({ size, seed, say }: Wish) => {
  const { asked, verify } = issuers()
  const dice = diceFor(seed, 'tokens')
  const house = openHouse(dice, { verifyJwt: verify })
  const violations: string[] = []
  let tried = 0
  const check = (good: boolean, words: () => string) => {
    tried++
    if (!good) violations.push(words())
  }
  const siege: Siege = {
    house,
    dice,
    alice: await furnish(house, 'alice'),
    bobby: await furnish(house, 'bobby'),
    check,
  }
  await goodOnes(siege)
  for (const [n, [what, forge]] of Object.entries(forgeries).entries()) {
    say(what, n / (Object.keys(forgeries).length + 4))
    for (let count = 0; count < counts[size]; count++) await refused(siege, forge(dice), what)
  }
  say('GitHub subjects', 0.9)
  for (let count = 0; count < counts[size] * 10; count++) {
    const sub = foreignSubject(dice)
    await refused(siege, ofGithub(sub), `GitHub's token of ${JSON.stringify(sub)}`)
  }
  const strangers = asked.filter(
    address => !/^https:\/\/(login\.corp\.test|token\.actions\.githubusercontent\.com)\//.test(address),
  )
  check(strangers.length === 0, () => `asked ${strangers.join()}`)
  // Two documents an issuer, and again every ten seconds where a key is not known.
  check(asked.length < 200, () => `asked the issuers ${asked.length} times`)
  for (const part of [apiTokens, socketTickets, eventsTickets]) {
    say(part.name, 0.95)
    await part(siege)
  }
  violations.push(...house.faults.map(fault => `a fault that nobody expected: ${fault}`))
  return {
    tried,
    violations,
    figures: { 'ways to forge a JWT': Object.keys(forgeries).length, 'addresses asked for keys': asked.length },
  }
}

export default {
  name: 'tokens',
  about: 'forged JWTs, foreign subjects of GitHub Actions, changed, spent and foreign API tokens and tickets',
  run,
} satisfies Attack

const list = (authorization: string, door: Question['door'] = 'gateway') =>
  question('GET /api/v1/deploy', { headers: { authorization }, door })

/** That the door opens at all: else all that follows shows nothing. */
const goodOnes = async ({ house, check }: Siege) => {
  const good = [
    signed(claims()),
    signed(claims({ aud: ['x', 'panda'] })),
    ofGithub(subjects[0]!),
    ofGithub('repo:acme/x:environment:prod'),
  ]
  for (const token of good) {
    const { status, text } = await house.ask(list(`Bearer ${token}`))
    check(status === 200, () => `a good token is refused: ${text}`)
  }
}

const refused = async ({ house, dice, check }: Siege, token: string, what: string) => {
  const door = dice.pick(['local', 'gateway'] as const)
  const { status, text } = await house.ask(list(`Bearer ${token}`, door))
  check(status === 401, () => `${what}: let in: ${status} ${text.slice(0, 200)}\n    ${token.slice(0, 600)}`)
  // Not a word of it is told, nor is any key.
  const parts = token.split('.').filter(part => part.length > 12 && text.includes(part))
  check(parts.length === 0, () => `${what}: the answer holds a part of the token: ${text}`)
}

const apiTokens = async (siege: Siege) => {
  const { house, alice, check, dice } = siege
  const good = alice.bearers.admin.slice('Bearer '.length)
  const unknown = newTokenText({ random: { hex: bytes => dice.hex(bytes) } })
  const { expired, revoked } = alice.tokens
  const changed = [...good].flatMap((letter, at) => {
    const other = letter === 'x' ? 'y' : 'x'
    return [good.slice(0, at) + other + good.slice(at + 1), good.slice(0, at), good.slice(0, at) + good.slice(at + 1)]
  })
  const cases = [
    good.toUpperCase(),
    good.toLowerCase(),
    `${good}${good}`,
    `${good}=`,
    good.replace('panda_', ''),
    `${good}\u200b`,
  ]
  for (const token of [unknown, expired, revoked, ...changed, ...cases].filter(one => one !== good))
    for (const door of ['local', 'gateway'] as const) {
      const { status, text } = await house.ask(list(`Bearer ${token}`, door))
      check(status === 401, () => `an API token that is none: let in: ${status} ${token}: ${text.slice(0, 100)}`)
    }
  const schemes = [
    good,
    `Basic ${good}`,
    `Bearer ${good}, Bearer ${good}`,
    `Bearer,${good}`,
    `Token ${good}`,
    `Bearer ${good} x`,
  ]
  for (const header of schemes) {
    const { status } = await house.ask(list(header))
    check(status === 401, () => `let in with ${header}`)
  }
}

const ticketOf = async ({ house }: Siege, { tenant, bearers }: Things, body: object = {}) => {
  house.acts(tenant)
  const { ticket, eventsUrl } = await asking(house, bearers.viewer)('POST /api/v1/socket-ticket', body)
  return { ticket: ticket!, events: eventsUrl ? new URL(eventsUrl).searchParams.get('ticket')! : '' }
}

const socketTickets = async (siege: Siege) => {
  const { house, alice, bobby, check } = siege
  const opens = async (name: string, ticket: string) => (await house.open(name, ticket)) === 200
  const one = (await ticketOf(siege, alice)).ticket
  const together = await Promise.all(Array.from({ length: 20 }, (_, n) => opens(`t${n}`, one)))
  check(together.filter(Boolean).length === 1, () => `${together.filter(Boolean).length} sockets with one ticket`)
  check(!(await opens('again', one)), () => 'a spent ticket opens a socket')
  const late = (await ticketOf(siege, alice)).ticket
  house.clock.at += 29_000
  const timely = (await ticketOf(siege, alice)).ticket
  house.clock.at += 1_500
  check(!(await opens('late', late)), () => 'a ticket of half a minute ago opens a socket')
  check(await opens('timely', timely), () => 'a ticket of a second ago opens none')
  const good = (await ticketOf(siege, alice)).ticket
  const changed = [
    good.toUpperCase(),
    good.slice(1),
    `${good}0`,
    ` ${good}`,
    `${good}\u0000`,
    `${good}&`,
    '',
    '0'.repeat(64),
    '__proto__',
  ]
  for (const ticket of [
    ...changed,
    ...[...good].map((_, at) => good.slice(0, at) + 'f0'[Number(good[at] === 'f')] + good.slice(at + 1)),
  ])
    if (ticket !== good) check(!(await opens('changed', ticket)), () => `a changed ticket opens a socket: ${ticket}`)
  check(await opens('alices', good), () => 'after all that, the good one opens none')
  const foreign = await house.say(
    'alices',
    JSON.stringify({ action: 'subscribe', deploymentId: bobby.deployments.ready }),
  )
  check(foreign.join().includes('DEPLOYMENT_NOT_FOUND'), () => `a ticket reads another's: ${foreign}`)
  house.clock.at += 2 * 3_600_000 + 1_000
  const after = await house.say(
    'alices',
    JSON.stringify({ action: 'subscribe', deploymentId: alice.deployments.ready }),
  )
  check(after.length === 0, () => `a socket outlives its two hours: ${after}`)
}

const eventsTickets = async (siege: Siege) => {
  const { house, alice, bobby, check } = siege
  const { ready, queued } = alice.deployments
  const { ticket, events } = await ticketOf(siege, alice, { deploymentId: ready })
  const read = async (id: string, secret: string, headers: Record<string, string> = {}) =>
    (await house.ask(question(`GET /api/v1/deploy/${id}/events?ticket=${secret}`, { headers }))).status
  check((await read(ready, events)) === 200, () => 'a ticket for events reads none')
  check((await read(ready, events)) === 200, () => 'a ticket for events is good once only')
  for (const id of [queued, bobby.deployments.ready, 'dep_none'])
    check((await read(id, events)) === 401, () => `a ticket for one log reads ${id}`)
  check((await read(ready, ticket)) === 401, () => 'a ticket for a socket reads events')
  const authorization = alice.bearers.admin
  check(
    (await read(ready, '0'.repeat(64), { authorization })) === 401,
    () => 'a bad ticket and a good identity read events',
  )
  check(
    (await read(bobby.deployments.ready, events, { authorization })) === 401,
    () => 'a ticket and an identity add up',
  )
  for (const { method, path, operation } of routes) {
    if (operation === 'readEvents') continue
    const line = `${method} ${path.replace('{id}', ready).replace('{owner}', 'panda').replace('{repo}', 'hello')}`
    const ways: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${events}` },
      { authorization: `Ticket ${events}` },
    ]
    for (const headers of ways) {
      const { status } = await house.ask(question(`${line}?ticket=${events}`, { headers }))
      check(status === 401 || status === 400, () => `a ticket for events opens ${line}: ${status}`)
    }
  }
  const bound = await house.open('bound', events)
  const said = await house.say('bound', JSON.stringify({ action: 'subscribe', deploymentId: queued }))
  check(
    bound !== 200 || said.join().includes('DEPLOYMENT_NOT_FOUND'),
    () => `a ticket for one log listens to another: ${said}`,
  )
  const over = (await ticketOf(siege, alice, { deploymentId: ready })).events
  house.clock.at += 2 * 3_600_000 + 1_000
  check((await read(ready, over)) === 401, () => 'a ticket for events is good after two hours')
}
