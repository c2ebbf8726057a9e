// GitHub over fetch: whether a repository and branch are there for a token, and which branches there are. The token goes
// into one header and nowhere else. https://docs.github.com/en/rest/branches/branches
import type { GitHub, RepositoryRef } from '../core/ports.ts'
import type { ErrorCode } from '../core/vocabulary.ts'

type GitHubOptions = {
  /** `https://api.github.com` */
  apiUrl: string
  /** `https://github.com` */
  cloneBase: string
  fetch?: typeof fetch
  timeoutMs?: number
}

export const githubCom = { apiUrl: 'https://api.github.com', cloneBase: 'https://github.com' }

type Refused = { ok: false; errorCode: ErrorCode; message: string }
type Found = { ok: true; body: unknown; hasNext: boolean }

/** What GitHub gives in one answer, at most; and as many answers as a person would look through. */
const pageSize = 100
const mostPages = 3

export const github = ({ apiUrl, cloneBase, timeoutMs = 10_000, ...options }: GitHubOptions): GitHub => {
  const addressOf = ({ owner, repo }: { owner: string; repo: string }) =>
    `${withoutSlash(apiUrl)}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`
  /** One time for all that is asked. Undefined: what does not fit into a header is no token. */
  const callWith = (token: string): Call | undefined =>
    /^[\x21-\x7e]+$/.test(token)
      ? { fetch: options.fetch ?? fetch, token, signal: AbortSignal.timeout(timeoutMs) }
      : undefined

  return {
    check: async ({ branch, ...ref }, token) => {
      const call = callWith(token)
      if (!call) return badCredentials
      const found = await ask(addressOf(ref), call, unknownRepository(ref))
      if (!found.ok) return found
      const there = await ask(`${addressOf(ref)}/branches/${encodeURIComponent(branch)}`, call, unknownBranch(branch))
      if (!there.ok) return there
      // A renamed branch is answered under its new name, which a clone by the old one would not find.
      return textAt(there.body, 'name') === branch ? { ok: true } : unknownBranch(branch)
    },
    branches: async (ref, token) => {
      const call = callWith(token)
      if (!call) return badCredentials
      const found = await ask(addressOf(ref), call, unknownRepository(ref))
      if (!found.ok) return found
      const defaultBranch = textAt(found.body, 'default_branch')
      if (defaultBranch === undefined) return notUnderstood
      const branches: string[] = []
      for (let page = 1; page <= mostPages; page++) {
        const url = `${addressOf(ref)}/branches?per_page=${pageSize}&page=${page}`
        const more = await ask(url, call, unknownRepository(ref))
        if (!more.ok) return more
        if (!Array.isArray(more.body)) return notUnderstood
        branches.push(...more.body.flatMap(one => textAt(one, 'name') ?? []))
        if (!more.hasNext) return { ok: true, branches, defaultBranch, truncated: false }
      }
      return { ok: true, branches, defaultBranch, truncated: true }
    },
    cloneUrl: ({ owner, repo }) =>
      `${withoutSlash(cloneBase)}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}.git`,
  }
}

type Call = { fetch: typeof fetch; token: string; signal: AbortSignal }

const ask = async (url: string, call: Call, unknown: Refused): Promise<Found | Refused> => {
  try {
    const response = await call.fetch(url, { headers: headers(call.token), signal: call.signal })
    if (response.ok) return { ok: true, body: await response.json(), hasNext: hasNext(response) }
    await response.body?.cancel()
    return response.status === 404 ? unknown : refusedWith(response)
  } catch (fault) {
    // Not JSON: that was not GitHub.
    return fault instanceof SyntaxError ? notUnderstood : refused('GITHUB_TIMEOUT', 'Connection timeout')
  }
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
const hasNext = ({ headers }: Response) => /<[^>]*>;[^,]*\brel="next"/.test(headers.get('link') ?? '')

const textAt = (body: unknown, field: string): string | undefined => {
  if (typeof body !== 'object' || body === null) return undefined
  const value = (body as Record<string, unknown>)[field]
  return typeof value === 'string' ? value : undefined
}

const headers = (token: string) => ({
  authorization: `Bearer ${token}`,
  accept: 'application/vnd.github+json',
  'user-agent': 'panda',
  'x-github-api-version': '2022-11-28',
})

const refusedWith = (response: Response): Refused => {
  if (response.status === 401) return badCredentials
  // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
  const limited = response.headers.get('x-ratelimit-remaining') === '0' || response.headers.has('retry-after')
  if (response.status === 429 || (response.status === 403 && limited)) {
    return refused('GITHUB_TIMEOUT', 'Rate limit reached, try again later')
  }
  if (response.status === 403) return refused('GITHUB_BAD_CREDENTIALS', 'The token may not read this repository')
  return refused('GITHUB_TIMEOUT', `GitHub answered ${response.status}`)
}

const refused = (errorCode: ErrorCode, words: string): Refused => ({
  ok: false,
  errorCode,
  message: `GitHub connection failed: ${words}`,
})

const notUnderstood = refused('GITHUB_TIMEOUT', 'The answer was not understood')
const badCredentials = refused('GITHUB_BAD_CREDENTIALS', 'Bad credentials')
const unknownRepository = ({ owner, repo }: Pick<RepositoryRef, 'owner' | 'repo'>) =>
  refused('GITHUB_REPOSITORY_NOT_FOUND', `Repository not found: ${owner}/${repo}`)
const unknownBranch = (branch: string) => refused('GITHUB_BRANCH_NOT_FOUND', `Branch not found: ${branch}`)

const withoutSlash = (url: string) => url.replace(/\/+$/, '')
