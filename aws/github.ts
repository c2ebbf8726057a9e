// GitHub over fetch: whether a repository and branch are there for a token. The token goes into one header and nowhere else.
// https://docs.github.com/en/rest/branches/branches#get-a-branch
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
type Found = { ok: true; name: unknown }

export const github = ({ apiUrl, cloneBase, timeoutMs = 10_000, ...options }: GitHubOptions): GitHub => ({
  check: async ({ owner, repo, branch }, token) => {
    // Anything else does not fit into a header, and so is no token.
    if (!/^[\x21-\x7e]+$/.test(token)) return badCredentials
    const call = { fetch: options.fetch ?? fetch, token, signal: AbortSignal.timeout(timeoutMs) }
    const repository = `${withoutSlash(apiUrl)}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`
    const found = await ask(repository, call, unknownRepository({ owner, repo }))
    if (!found.ok) return found
    const there = await ask(`${repository}/branches/${encodeURIComponent(branch)}`, call, unknownBranch(branch))
    if (!there.ok) return there
    // A renamed branch is answered under its new name, which a clone by the old one would not find.
    return there.name === branch ? { ok: true } : unknownBranch(branch)
  },
  cloneUrl: ({ owner, repo }) =>
    `${withoutSlash(cloneBase)}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}.git`,
})

type Call = { fetch: typeof fetch; token: string; signal: AbortSignal }

const ask = async (url: string, call: Call, unknown: Refused): Promise<Found | Refused> => {
  try {
    const response = await call.fetch(url, { headers: headers(call.token), signal: call.signal })
    if (response.ok) return { ok: true, name: nameIn(await response.json()) }
    await response.body?.cancel()
    return response.status === 404 ? unknown : refusedWith(response)
  } catch (fault) {
    // Not JSON: that was not GitHub.
    if (fault instanceof SyntaxError) return refused('GITHUB_TIMEOUT', 'The answer was not understood')
    return refused('GITHUB_TIMEOUT', 'Connection timeout')
  }
}

const nameIn = (body: unknown) => (typeof body === 'object' && body !== null && 'name' in body ? body.name : undefined)

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

const badCredentials = refused('GITHUB_BAD_CREDENTIALS', 'Bad credentials')
const unknownRepository = ({ owner, repo }: Pick<RepositoryRef, 'owner' | 'repo'>) =>
  refused('GITHUB_REPOSITORY_NOT_FOUND', `Repository not found: ${owner}/${repo}`)
const unknownBranch = (branch: string) => refused('GITHUB_BRANCH_NOT_FOUND', `Branch not found: ${branch}`)

const withoutSlash = (url: string) => url.replace(/\/+$/, '')
