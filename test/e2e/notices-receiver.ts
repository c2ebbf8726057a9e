// Somebody who is told: an HTTP server on loopback, that refuses what comes first, or never answers.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Heard = { path: string; headers: IncomingHttpHeaders; body: string; at: number; answered: number | null }

/** `answer` to the n-th (1, 2, …) that came to a path; null: none, ever. */
export const receiver = async (answer: (path: string, n: number) => number | null) => {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
    })
    request.on('end', () => {
      const path = request.url ?? ''
      const answered = answer(path, of(path).length + 1)
      heard.push({ path, headers: request.headers, body, at: Date.now(), answered })
      if (answered !== null) response.writeHead(answered).end(`seen ${path}`)
    })
  })
  const of = (path: string) => heard.filter(one => one.path === path)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    heard,
    of,
    address: (path: string) => `http://127.0.0.1:${port}${path}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
