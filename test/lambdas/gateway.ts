// API Gateway's HTTP side: the authorizer is asked first, and its context goes with the request.
import type { functions } from './functions.ts'
import { authorizerEvent, httpEvent } from './shapes/http.ts'

type Functions = Pick<ReturnType<typeof functions>, 'api' | 'authorizer'>
type Sent = { body?: object | string; headers?: Record<string, string>; query?: string }

export type Answered = {
  status: number
  headers: Record<string, unknown>
  text: string
  /** Of an answer in JSON. */
  data: Record<string, unknown>
  errorCode?: string
}

/** What stands for a person who has signed in with the issuer. */
const signedIn = { authorization: 'Bearer header.payload.signature' }

export const gateway =
  ({ api, authorizer }: Functions) =>
  async (line: string, { body, headers = {}, query = '' }: Sent = {}): Promise<Answered> => {
    const [method = '', path = ''] = line.split(' ')
    const sent = { ...signedIn, ...headers }
    const { context } = await authorizer(authorizerEvent(method, path, sent))
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const found = { ...context }
    return answered(await api(httpEvent(method, { path, query, headers: sent, body: text, found })))
  }

const answered = (result: Awaited<ReturnType<Functions['api']>>): Answered => {
  const { statusCode = 200, headers = {}, body = '' } = result
  const isJson = String(headers['content-type']).startsWith('application/json')
  const said = isJson ? (JSON.parse(body) as Pick<Answered, 'errorCode'> & { data?: Answered['data'] }) : {}
  return { status: statusCode, headers, text: body, data: said.data ?? {}, errorCode: said.errorCode }
}
