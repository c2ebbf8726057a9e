// One call over HTTP: headers in, `data` out, faults named.
import { PandaError, Unreachable } from './faults.ts'
import type { Locale } from './types.ts'

export type PandaOptions = {
  /** Where Panda is, without `/api/v1`; `''` in a browser is the page's own origin. */
  baseUrl: string
  /** A function is asked anew for each call: for tokens that run out. */
  token?: string | (() => string | Promise<string>)
  locale?: Locale
  fetch?: typeof fetch
  /** API Gateway gives up after 30 s; past this the call is `Unreachable`. */
  timeoutMs?: number
}

export type Query = Record<string, string | number | undefined>
export type Request = { query?: Query; body?: object; headers?: Record<string, string> }
export type Call = <T>(method: string, path: string, request?: Request) => Promise<T>

export const caller = (options: PandaOptions): Call => {
  const send = options.fetch ?? ((input, init) => fetch(input, init))
  return async <T>(method: string, path: string, request: Request = {}) => {
    const address = `${options.baseUrl.replace(/\/+$/, '')}${path}${queryString(request.query)}`
    const init = {
      method,
      headers: { ...(await baseHeaders(options)), ...bodyHeaders(request.body), ...request.headers },
      body: request.body && JSON.stringify(request.body),
      signal: AbortSignal.timeout(options.timeoutMs ?? 35_000),
    }
    const { status, ok, text } = await exchange(send, address, init)
    const body = parsed(text)
    if (!ok) throw new PandaError(status, body, `${method} ${address}`)
    return unwrapped(body) as T
  }
}

export const baseHeaders = async ({
  token,
  locale,
}: Pick<PandaOptions, 'token' | 'locale'>): Promise<Record<string, string>> => {
  const value = typeof token === 'function' ? await token() : token
  return {
    ...(value ? { authorization: `Bearer ${value}` } : {}),
    ...(locale ? { 'accept-language': locale } : {}),
  }
}

const exchange = async (send: typeof fetch, address: string, init: RequestInit) => {
  try {
    const response = await send(address, init)
    return { status: response.status, ok: response.ok, text: await response.text() }
  } catch (fault) {
    throw new Unreachable(address, fault)
  }
}

const bodyHeaders = (body: object | undefined): Record<string, string> =>
  body ? { 'content-type': 'application/json' } : {}

const queryString = (query: Query = {}) => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : ''
}

/** Text where it is not JSON (a proxy's page): PandaError carries it as it is. */
export const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text // not JSON
  }
}

/** `{code, message, data}` → data. `/health` may answer bare. */
const unwrapped = (body: unknown) =>
  typeof body === 'object' && body !== null && 'code' in body && 'data' in body ? body.data : body
