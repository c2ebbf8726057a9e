// How the sweep speaks with the Panda that it kills: a socket of its own, in a file. It orders deaths and looks at the data.
import { createServer, type IncomingMessage } from 'node:http'
import { arm } from './crossing.ts'
import type { Shelf, Table } from './inside.ts'
import { look } from './inside.ts'

/** Filled by the stand-ins, once Panda has opened them. */
export const looked: { table?: Table; shelf?: Shelf } = {}

export const listenForOrders = (address: string) => {
  const server = createServer((request, response) => {
    answer(request)
      .then(found => response.end(JSON.stringify(found)))
      .catch((fault: unknown) => response.writeHead(500).end(String(fault)))
  })
  server.listen(address)
  server.unref()
}

const answer = async (request: IncomingMessage): Promise<unknown> => {
  let text = ''
  for await (const piece of request) text += piece
  const given = text === '' ? undefined : JSON.parse(text)
  if (request.url === '/look' && looked.table && looked.shelf) return look(looked.table, looked.shelf, given.ids)
  if (request.url !== '/arm') throw new Error(`there is nothing at ${request.url}`)
  arm(given)
  return {}
}
