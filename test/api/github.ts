// The real adapter over a GitHub that is a table: its words are those that people get.
import { github } from '../../aws/github.ts'
import type { GitHub } from '../../core/ports.ts'

type Repositories = Record<string, Record<string, string[]>>

/** `weather`: `silent` never answers; `refuses` takes no token; `empty` has no repository any more. */
export const githubAs = (repositories: Repositories) => {
  const its = { weather: 'fair' as 'fair' | 'silent' | 'refuses' | 'empty' }
  const answer = (url: string, token: string | undefined): Response => {
    if (its.weather === 'silent') throw new TypeError('fetch failed')
    if (its.weather === 'refuses' || token !== 'Bearer ghp_local') return json(401, { message: 'Bad credentials' })
    const [, owner = '', repo = '', rest] = /\/repos\/([^/]+)\/([^/]+)(?:\/branches(.*))?$/.exec(url) ?? []
    const branches = its.weather === 'empty' ? undefined : repositories[owner]?.[repo]
    if (!branches) return json(404, { message: 'Not Found' })
    if (rest === undefined) return json(200, { name: repo, default_branch: branches[0] })
    if (!rest.startsWith('/'))
      return json(
        200,
        branches.map(name => ({ name })),
      )
    const name = branches.find(one => `/${one}` === decodeURIComponent(rest))
    return name === undefined ? json(404, { message: 'Branch not found' }) : json(200, { name })
  }
  const fetched: typeof fetch = async (url, init) =>
    answer(String(url), new Headers(init?.headers).get('authorization') ?? undefined)
  const port: GitHub = github({ apiUrl: 'http://api', cloneBase: 'http://github', fetch: fetched })
  return Object.assign(its, { port })
}

const json = (status: number, body: object) => Response.json(body, { status })
