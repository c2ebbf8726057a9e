// What every call can answer, and what none does: asked of each call of the table, so that a new one has it too.
import { type Caller, type Context, localCaller } from '../../app/caller.ts'
import { api } from '../../app/http.ts'
import { identify } from '../../app/identity.ts'
import type { ExampleAnswer, SharedExample } from '../../app/openapi-examples.ts'
import type { Route } from '../../app/routes/route.ts'
import { routes } from '../../app/routes.ts'
import { CloudFault } from '../../core/faults.ts'
import type { Table } from '../../core/ports.ts'
import type { ErrorCode } from '../../core/vocabulary.ts'
import { answerOf, pathOf, type Story } from './story.ts'

type Line = { method: string; path: string; body?: string }

export const sharedExamples = async (story: Story): Promise<SharedExample[]> => {
  const shared = new Map<string, SharedExample>()
  const note = (operations: string[], name: string, summary: string, answer: ExampleAnswer) => {
    const key = JSON.stringify(answer)
    const there = shared.get(key) ?? { name, summary, answer, operations: [] }
    there.operations.push(...operations)
    shared.set(key, there)
  }
  for (const route of routes) {
    const line = lineOf(story, route)
    const asks = asking(story, route, line)
    for (const [name, { summary, answer }] of Object.entries(asks))
      note([route.operation], name, summary, await answer())
  }
  const lost = await sent(still(story), { method: 'GET', path: '/api/v1/deployments' })
  note([], 'ROUTE_NOT_FOUND', 'No call has this address', lost)
  const wrong = await sent(still(story), { method: 'DELETE', path: '/api/v1/services' })
  note([], 'METHOD_NOT_ALLOWED', 'The address is right, the method is not', wrong)
  return [...shared.values()]
}

type Ask = { summary: string; answer(): Promise<ExampleAnswer> }

const asking = (story: Story, route: Route, line: Line): Record<string, Ask> => ({
  ...(!has(story, route, 'INVALID_REQUEST') && invalid(story, route, line)),
  ...(route.body && {
    PAYLOAD_TOO_LARGE: {
      summary: 'A body of more than 256 kB',
      answer: () => sent(still(story), { ...line, body: 'x'.repeat(262_145) }),
    },
  }),
  ...(route.path.includes('{id}') && unknownThing(story, route, line)),
  ...(route.allows !== 'anyone' && identities(story, route, line)),
})

/** Said the way that fits: in the body, where there is one. */
const invalid = (story: Story, { body }: Route, line: Line): Record<string, Ask> => ({
  INVALID_REQUEST: {
    summary: 'Something that the call does not know',
    answer: () => {
      const said = body ? { body: JSON.stringify({ ...JSON.parse(line.body ?? '{}'), nonsense: true }) } : {}
      return sent(still(story), { ...line, ...said, path: body ? line.path : `${line.path}?nonsense=1` })
    },
  },
})

const unknownThing = (story: Story, route: Route, line: Line): Record<string, Ask> => {
  const code = route.errors.find(one => one === 'DEPLOYMENT_NOT_FOUND' || one === 'CONNECTION_NOT_FOUND')
  if (!code) return {}
  const path = pathOf(route, { params: { id: `${kindOf(route.path)}_0123456789abcdef01234567` } })
  const summary = 'There is none of this id, or it is somebody else’s'
  return { [nameOf(code, route.path)]: { summary, answer: () => sent(still(story), { ...line, path }) } }
}

/** A connection is either, and each says so. */
const nameOf = (code: ErrorCode, path: string) => (code === 'CONNECTION_NOT_FOUND' ? `${code}_${kindOf(path)}` : code)

const identities = (story: Story, route: Route, line: Line): Record<string, Ask> => ({
  UNAUTHENTICATED: { summary: 'No identity', answer: () => unidentified(story, line) },
  ...(route.allows !== 'viewer' && {
    [`FORBIDDEN_${route.allows}`]: {
      summary: `The role is less than ${route.allows}`,
      answer: () => sent(still(story), line, { ...localCaller, role: 'viewer' }),
    },
  }),
  RATE_LIMITED: { summary: 'More than 600 a minute (a setting)', answer: () => hasty(story, line) },
  UNEXPECTED_ERROR: {
    summary: 'Panda’s fault: look for the reference in its log',
    answer: () => sent(troubled(story, new Error('on purpose')), line),
  },
  STORAGE_UNREACHABLE: {
    summary: 'It passes: ask again',
    answer: () => sent(troubled(story, new CloudFault('unreachable', 'table', 'on purpose')), line),
  },
})

/** As the authorizer on AWS says it. */
const unidentified = async (story: Story, line: Line) => {
  const { ports } = story.place
  const found = await identify({ authorization: undefined }, { ...ports, verifyJwt: async () => ({ denied: '' }) })
  return answerOf(await api(still(story))({ ...whole(line), caller: undefined, ...('denied' in found && found) }))
}

/** As many as may, which are refused for what they ask, and then this one. */
const hasty = async (story: Story, line: Line) => {
  const its = still(story)
  const handle = api(its)
  const call = { ...whole(line), caller: localCaller }
  const quick = { ...call, method: 'GET', path: '/api/v1/services', query: 'nonsense=1' }
  for (let n = 0; n < its.settings.PANDA_REQUESTS_PER_MINUTE; n++) await handle(quick)
  return answerOf(await handle(call))
}

/** Where neither time passes nor two references differ, so that one answer is like the next. */
const still = (story: Story): Context => {
  const its = story.context()
  const clock = { ...its.ports.clock, now: () => '2026-11-20T10:35:05.120Z' }
  return {
    ...its,
    ports: { ...its.ports, clock, random: { hex: bytes => '4f9c2d7b18e6'.repeat(6).slice(0, bytes * 2) } },
  }
}

const troubled = (story: Story, fault: Error): Context => {
  const its = still(story)
  const refuse = () => Promise.reject(fault)
  const reads = { get: refuse, query: refuse, index: refuse }
  const table: Table = { ...reads, put: refuse, remove: refuse, take: refuse, change: refuse }
  return { ...its, ports: { ...its.ports, table } }
}

const sent = async (context: Context, line: Line, caller: Caller = localCaller) =>
  answerOf(await api(context)({ ...whole(line), caller }))

const whole = ({ method, path, body }: Line) => {
  const [bare = '', query = ''] = path.split('?')
  return { method, path: bare, query, headers: {}, body }
}

/** A good request: that of an example that went well. */
const lineOf = ({ calls, things }: Story, route: Route): Line => {
  const good = calls[route.operation]?.find(({ answer }) => answer.status === 200)
  const path = good?.request.path ?? pathOf(route, { params: { id: things[kindOf(route.path)] } })
  const body = good?.request.body ?? (route.body && {})
  return { method: route.method, path: path.split('?')[0]!, ...(body !== undefined && { body: JSON.stringify(body) }) }
}

export const kindOf = (path: string) => {
  if (path.startsWith('/api/v1/deploy')) return 'dep'
  if (path.startsWith('/api/v1/connect/aws')) return 'aws'
  if (path.startsWith('/api/v1/grants')) return 'gr'
  return path.startsWith('/api/v1/tokens') ? 'tok' : 'gh'
}

const has = ({ calls }: Story, { operation }: Route, code: ErrorCode) =>
  calls[operation]?.some(({ answer }) => (answer.body as { errorCode?: string } | undefined)?.errorCode === code)
