// One question to GitHub's REST API, and what its answers mean. The token goes into one header and nowhere else.
import type { ErrorCode } from '../core/vocabulary.ts'

export type Refused = { ok: false; errorCode: ErrorCode; message: string }
type Found = { ok: true; body: unknown; hasNext: boolean }

/** What GitHub gives in one answer, at most. */
export const pageSize = 100

export type Call = { fetch: typeof fetch; token: string; signal: AbortSignal }

export const ask = async (url: string, call: Call, unknown: Refused): Promise<Found | Refused> => {
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

export const textAt = (body: unknown, field: string): string | undefined => {
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

export const refused = (errorCode: ErrorCode, words: string): Refused => ({
  ok: false,
  errorCode,
  message: `GitHub connection failed: ${words}`,
})

export const notUnderstood = refused('GITHUB_TIMEOUT', 'The answer was not understood')
export const badCredentials = refused('GITHUB_BAD_CREDENTIALS', 'Bad credentials')
