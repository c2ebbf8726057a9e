// Which call a request is for. Its area of the table is loaded with the first request for it: the schemas of all calls would be
// a third of a cold start.
import { type Match, matcher, segmentsOf } from './match.ts'
import type { Route } from './routes/route.ts'

export const findRoute = async (method: string, path: string): Promise<Match> => {
  const segments = segmentsOf(path)
  const area = areaOf(segments)
  const matched = matchers.get(area) ?? (await matcherOf(area))
  return matched(method, segments)
}

/** For a place where it matters when they are loaded. */
export const loadEveryArea = () => Promise.all((Object.keys(areas) as Area[]).map(matcherOf))

const matcherOf = async (area: Area) => {
  const found = matcher(await areas[area]())
  matchers.set(area, found)
  return found
}

type Area = keyof typeof areas
const matchers = new Map<Area, ReturnType<typeof matcher>>()

/** By what follows /api/v1/. */
const areas = {
  connect: async () => (await import('./routes/connections.ts')).connections,
  deploy: async () => [
    ...(await import('./routes/deployments.ts')).deployments,
    ...(await import('./routes/approvals.ts')).approvals,
  ],
  approvals: async () => (await import('./routes/approvals.ts')).approvals,
  environments: async () => (await import('./routes/environments.ts')).environments,
  hooks: async () => (await import('./routes/hooks.ts')).hooks,
  services: async () => (await import('./routes/services.ts')).services,
  metrics: async () => (await import('./routes/metrics.ts')).metrics,
  'socket-ticket': async () => (await import('./routes/sockets.ts')).sockets,
  tokens: async () => (await import('./routes/tokens.ts')).tokens,
  grants: async () => (await import('./routes/grants.ts')).grants,
  audit: async () => (await import('./routes/audit.ts')).audit,
  notifications: async () => (await import('./routes/notifications.ts')).notifications,
  // What lies elsewhere, and what there is not.
  about: async () => (await import('./routes/about.ts')).about,
} satisfies Record<string, () => Promise<readonly Route[]>>

const areaOf = ([, api, version, name = '']: string[]): Area => {
  if (api !== 'api' || version !== 'v1') return 'about'
  return Object.hasOwn(areas, name) ? (name as Area) : 'about'
}
