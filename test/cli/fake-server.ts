// As much of a server as a test needs: answers by method and path, and remembers who asked how.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Asked = { line: string; url: string; headers: IncomingMessage['headers']; body: string }
export type Reply = { status?: number; body?: unknown; headers?: Record<string, string> } | 'hang up'

/** `answer` undefined: 404 as Panda says it. */
export const fakeServer = async (answer: (line: string, asked: Asked) => Reply | undefined) => {
  const seen: Asked[] = []
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url?.split('?')[0]}`
    const asked = { line, url: request.url ?? '', headers: request.headers, body: '' }
    seen.push(asked)
    request.setEncoding('utf8').on('data', (text: string) => {
      asked.body += text
    })
    request.on('end', () => respond(response, answer(line, asked)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const respond = (
  response: ServerResponse,
  reply: Reply = { status: 404, body: { message: 'No such call', errorCode: 'ROUTE_NOT_FOUND' } },
) => {
  if (reply === 'hang up') return response.destroy()
  const { status = 200, body = '', headers = {} } = reply
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

export const good = (data: unknown): Reply => ({ body: { code: 200, message: 'OK', data } })
export const refused = (status: number, errorCode: string, message: string): Reply => ({
  status,
  body: { status, errorCode, message, error: '' },
})
