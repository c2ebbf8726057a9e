// The calls of app/routes.ts over node:http, on loopback only.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Caller, localCaller } from '../app/caller.ts'
import type { Handle, Reply } from '../app/http.ts'
import { mostHookBytes } from '../core/hooks.ts'
import type { ErrorCode } from '../core/vocabulary.ts'

export class PortTaken extends Error {
  override name = 'PortTaken'
  readonly port: number
  constructor(port: number) {
    super(`Port ${port} is taken by another program: give another one with PORT=…`)
    this.port = port
  }
}

/** A file that is served as it is. */
export type Page = { headers: Record<string, string>; body: string | Buffer }

export type HttpOptions = {
  /** 0: any that is free. */
  port: number
  handle: Handle
  /** Looked at first, for GET. */
  pages?: (path: string) => Page | undefined | Promise<Page | undefined>
  /** POSTs that are none of Panda's calls: what there is only on one machine. */
  doors?: Record<string, (body: string | undefined) => Promise<{ status: number; body: object }>>
  /** Why nothing can be taken on now: then only what reads is answered. */
  lacking?: () => string | undefined
  log(line: string, fault: unknown): void
}

export type HttpServer = { server: Server; port: number; close(): Promise<void> }

/** Of a request, and how often Node looks whether that is over: on loopback a whole one takes milliseconds. */
const patience = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 }

/** WebSockets are for whoever listens to `server.on('upgrade')`. */
export const serveHttp = async ({ port, handle, pages, doors, lacking, log }: HttpOptions): Promise<HttpServer> => {
  const server = createServer(patience, (request, response) => {
    respond(request, response, { handle, pages, doors, lacking }).catch(fault => {
      // A client that leaves in the middle is no fault of ours.
      if (!response.destroyed) log(`${request.method} ${request.url}`, fault)
      response.destroy()
    })
  })
  await listening(server, port)
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const listening = async (server: Server, port: number) => {
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'EADDRINUSE') throw new PortTaken(port)
    throw fault
  }
}

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  { handle, pages, doors = {}, lacking }: Pick<HttpOptions, 'handle' | 'pages' | 'doors' | 'lacking'>,
) => {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const [path = '', query = ''] = split(request.url ?? '')
  if (isForeign(request)) return refuseForeign(response)
  const lack = request.method === 'GET' || request.method === 'HEAD' ? undefined : lacking?.()
  if (lack)
    return refuse(response, { status: 500, error: 'Internal Server Error', errorCode: 'UNEXPECTED_ERROR' }, lack)
  const page = request.method === 'GET' ? await pages?.(path) : undefined
  if (page) return void response.writeHead(200, page.headers).end(page.body)
  const body = await bodyOf(request)
  const door = request.method === 'POST' && Object.hasOwn(doors, path) ? doors[path] : undefined
  if (door) return answer(response, await door(body))
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]))
  const call = {
    method: request.method ?? '',
    path,
    query,
    headers,
    body,
    caller: callerOf(headers),
    signal: gone.signal,
    ip: request.socket.remoteAddress,
  }
  await send(await handle(call), response, gone.signal)
}

const answer = (response: ServerResponse, { status, body }: { status: number; body: object }) => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** On one machine nobody proves who they are; a name is enough to try what takes two. */
const callerOf = ({ 'panda-user': name }: Record<string, string | undefined>): Caller =>
  name !== undefined && /^[\w.@-]{1,60}$/.test(name) ? { ...localCaller, by: name } : localCaller

const split = (url: string) => {
  const at = url.indexOf('?')
  return at === -1 ? [url] : [url.slice(0, at), url.slice(at + 1)]
}

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** There is no identity on one machine, so a web page of somewhere else must not call, nor one whose name was rebound to
 *  loopback. https://developer.mozilla.org/en-US/docs/Web/Security/Attacks/CSRF */
const isForeign = ({ headers: { host, origin } }: IncomingMessage) =>
  !isLoopback(`http://${host}`) || (origin !== undefined && !isLoopback(origin))

const isLoopback = (address: string) => loopback.includes(URL.parse(address)?.hostname ?? '')

const refuseForeign = (response: ServerResponse) =>
  refuse(
    response,
    { status: 403, error: 'Forbidden', errorCode: 'FORBIDDEN' },
    'Only programs and pages of this machine may call',
  )

type How = { status: number; error: string; errorCode: ErrorCode }

const refuse = (response: ServerResponse, { status, error, errorCode }: How, message: string) => {
  const body = { timestamp: new Date().toISOString(), status, error, message, errorCode }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', connection: 'close' })
  response.end(JSON.stringify(body))
}

/** Past this somebody means harm: nothing is read any more. */
const patienceBytes = 8 * 1024 * 1024

/** Of what is too long, as much as shows that. The rest is read and dropped, so that whoever sends it can read the answer. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const pieces: Buffer[] = []
  let [bytes, kept] = [0, 0]
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (kept <= mostHookBytes) {
      pieces.push(piece)
      kept += piece.length
    }
    if (bytes > patienceBytes) throw new Error(`A body of more than ${patienceBytes} bytes`)
  }
  return bytes === 0 ? undefined : Buffer.concat(pieces).toString()
}

const send = async (reply: Reply, response: ServerResponse, gone: AbortSignal) => {
  response.writeHead(reply.status, reply.headers)
  if ('body' in reply) return void response.end(reply.body)
  response.flushHeaders()
  for await (const piece of reply.stream) {
    if (gone.aborted) return
    if (!response.write(piece)) await once(response, 'drain', { signal: gone })
  }
  response.end()
}
