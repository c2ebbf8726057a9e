// API Gateway's place for posts to sockets, as far as it can be had on one machine: real HTTP, and a signature that is not the
// one that the SDK's own signer would have given is turned away.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecured } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import type { Credentials } from '../../aws/clients.ts'
import * as ofLocalhost from './localhost-certificate.ts'

export const region = 'eu-central-1'

type Got = { path: string; body: string; scope: string; connection: number }
/** Instead of an answer 200. */
export type Reply = number | ((response: ServerResponse, request: IncomingMessage) => unknown)

export const signingGateway = async (credentialsOf: () => Credentials, { tls = false } = {}) => {
  const resumed: boolean[] = []
  const got: Got[] = []
  const connections = new Map<unknown, number>()
  let replies: Reply[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await request.setEncoding('utf8').toArray()).join('')
    const { authorization = '' } = request.headers
    const [, scope = ''] = /Credential=([^,]+)/.exec(authorization) ?? []
    const path = request.url ?? ''
    if (!connections.has(request.socket)) connections.set(request.socket, connections.size + 1)
    got.push({ path, body, scope, connection: connections.get(request.socket)! })
    const refused = authorization !== (await authorizationBySdk(request, body, credentialsOf())) && 403
    const reply = refused || (replies.shift() ?? 200)
    if (typeof reply === 'function') reply(response, request)
    else response.writeHead(reply, { 'content-length': 0 }).end()
  }
  const server = tls ? createSecured(ofLocalhost, take) : createServer(take)
  server.on('secureConnection', (socket: TLSSocket) => void resumed.push(socket.isSessionReused()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${(server.address() as AddressInfo).port}`,
    got,
    /** Of each handshake: whether it was a short one. */
    resumed,
    connections: () => connections.size,
    /** The next ones; all after them are 200. */
    will: (...next: Reply[]) => {
      replies = next
    },
    closeLines: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Of the same request, with the headers that it says are signed, at the time that it says. */
const authorizationBySdk = async (
  { method = '', url = '', headers }: IncomingMessage,
  body: string,
  own: Credentials,
) => {
  const { config } = new ApiGatewayManagementApiClient({ region, endpoint: 'https://unused.example', credentials: own })
  const signer = await config.signer({
    ...{ name: 'sigv4', signingName: 'execute-api', signingRegion: region, properties: {} },
  })
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
  const signed = names.filter(name => !/^x-amz-(date|security-token)$/.test(name))
  const request = {
    ...{ method, protocol: 'http:', hostname: 'unused.example', path: url, query: {}, body },
    headers: Object.fromEntries(signed.map(name => [name, String(headers[name])])),
  }
  const time = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
  return (await signer.sign(request, { signingDate: new Date(time) })).headers.authorization
}
