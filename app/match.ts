// Which entry of a table of calls a request is for.
import { Refusal } from '../core/faults.ts'
import type { Route } from './routes/route.ts'

export type Match = { route: Route; params: Record<string, string> }

/** The table is taken apart once: splitting every path for each request was a fifth of what a warm one took. */
export const matcher = (routes: readonly Route[]) => {
  const bySegments = Map.groupBy(
    routes.map(route => ({ route, parts: route.path.split('/') })),
    ({ parts }) => parts.length,
  )
  return (method: string, segments: string[]): Match => {
    const here = (bySegments.get(segments.length) ?? []).flatMap(({ route, parts }) => {
      const params = paramsOf(parts, segments)
      return params ? [{ route, params }] : []
    })
    const exact = here.filter(({ route }) => !route.path.includes('{'))
    const candidates = exact.length > 0 ? exact : here
    const found = candidates.find(({ route }) => route.method === method)
    if (found) return found
    if (here.length === 0) throw new Refusal('ROUTE_NOT_FOUND', 'There is no such call: GET /api-docs lists them all')
    const allow = candidates.map(({ route }) => route.method).join(', ')
    throw new Refusal('METHOD_NOT_ALLOWED', `This address takes ${allow}`, { allow })
  }
}

const paramsOf = (parts: string[], segments: string[]) => {
  const params: Record<string, string> = {}
  for (const [n, part] of parts.entries()) {
    const segment = segments[n]!
    if (part.startsWith('{') && segment !== '') params[part.slice(1, -1)] = segment
    else if (part !== segment) return undefined
  }
  return params
}

export const segmentsOf = (path: string): string[] => path.split('/').map(decoded)

const decoded = (segment: string) => {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // `%` that encodes nothing stands for itself: no id has one
  }
}
