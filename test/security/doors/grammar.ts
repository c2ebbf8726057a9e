// Questions as the document knows them: the recorded examples, filled with what is in this house, and then made worse.
import examples from '../../../app/api.examples.json' with { type: 'json' }
import type { Examples } from '../../../app/openapi-examples.ts'
import type { Route } from '../../../app/routes/route.ts'
import { routes } from '../../../app/routes.ts'
import type { Dice } from '../../sim/dice.ts'
import { text } from './hostile.ts'

export type Kind = 'dep' | 'gh' | 'aws' | 'tok' | 'nt'
/** What a tenant has or has had, and what was answered to it. */
export type Pool = Record<Kind | 'ticket' | 'cursor' | 'key', string[]>
export type Pools = { own: Pool; others: Pool }

/** Still in parts, so that each can be made worse by itself. */
export type Draft = {
  method: string
  /** Between the slashes, encoded. */
  segments: string[]
  query: [string, string][]
  headers: Record<string, string>
  body?: unknown
}

export const emptyPool = (): Pool => ({
  dep: [],
  gh: [],
  aws: [],
  tok: [],
  nt: [],
  ticket: [],
  cursor: [],
  key: ['a key', 'k'],
})

/** The document is long to make: it is asked for now and then. */
const heavy = ['apiDocs']
const recorded = routes.flatMap(route =>
  ((examples as Examples).calls[route.operation] ?? []).map(({ request }) => ({ route, request })),
)
const light = Map.groupBy(
  recorded.filter(({ route }) => !heavy.includes(route.operation)),
  ({ route }) => route,
)
/** Those that begin something most of all. */
const weights: Record<string, number> = {
  deploy: 8,
  rollback: 5,
  approve: 6,
  reject: 4,
  skipApproval: 4,
  hearHook: 4,
  switchTraffic: 3,
  cancel: 3,
  readEvents: 3,
}
const lightRoutes = [...light.keys()].flatMap(route =>
  Array.from({ length: weights[route.operation] ?? 1 }, () => route),
)

export const draftOf = (dice: Dice, pools: Pools): { route: Route; draft: Draft } => {
  if (dice.chance(0.002))
    return { route: routes.at(-1)!, draft: { method: 'GET', segments: ['api-docs'], query: [], headers: {} } }
  const route = dice.pick(lightRoutes)
  const { request } = dice.pick(light.get(route)!)
  const [path = '', query = ''] = refilled(request.path, dice, pools).split('?')
  const draft: Draft = {
    method: route.method,
    segments: path.split('/').slice(1),
    query: [...new URLSearchParams(query)],
    headers: { ...request.headers },
    ...(request.body !== undefined && { body: JSON.parse(refilled(JSON.stringify(request.body), dice, pools)) }),
  }
  return { route, draft: withGuesses(draft, dice, pools) }
}

/** Ids as they were recorded give way to those of this house, mostly the caller's own. */
const refilled = (recordedText: string, dice: Dice, pools: Pools) =>
  recordedText.replace(
    /\b(dep|gh|aws|tok|nt)_[0-9a-f]{24}\b/g,
    (whole, kind: Kind) => someName(kind, dice, pools) ?? whole,
  )

export const someName = (kind: keyof Pool, dice: Dice, { own, others }: Pools): string | undefined => {
  const chance = dice.int(100)
  // Those of the beginning can be used, those that came last are news.
  if (chance < 80)
    return own[kind].length > 0
      ? own[kind][dice.chance(0.7) ? dice.int(Math.min(8, own[kind].length)) : dice.int(own[kind].length)]
      : undefined
  if (chance < 95) return others[kind].length > 0 ? dice.pick(others[kind]) : undefined
  return undefined
}

/** What the examples seldom have and the calls know. */
const withGuesses = (draft: Draft, dice: Dice, pools: Pools): Draft => {
  const { segments, method, query, headers } = draft
  const add = (name: string, value: string | undefined) => void (value !== undefined && query.push([name, value]))
  if (segments.at(-1) === 'events' && dice.chance(0.3)) {
    if (dice.chance(0.3)) add('ticket', someName('ticket', dice, pools))
    if (dice.chance(0.5)) headers.accept = 'text/event-stream'
    if (dice.chance(0.5)) headers['last-event-id'] = String(dice.int(12))
  }
  if (method === 'GET' && segments.at(-1) === 'deploy' && dice.chance(0.3))
    add('cursor', someName('cursor', dice, pools))
  if (method === 'POST' && dice.chance(0.2)) headers['idempotency-key'] = someName('key', dice, pools) ?? text(dice)
  return draft
}
