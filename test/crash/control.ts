// How the sweep speaks with the Panda that it kills: a socket of its own, in a file. It orders deaths and looks at the data.
import { createServer, type IncomingMessage } from 'node:http'
import { flushCompileCache } from 'node:module'
import type { Table } from '../../core/ports.ts'
import type { Shelf } from '../../region/kernel.ts'
import { arm } from './crossing.ts'

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
  if (request.url === '/look' && looked.table && looked.shelf) {
    // Read only now: what is read before bin/local.ts is not kept compiled.
    const { look } = await import('./inside.ts')
    return look(looked.table, looked.shelf, given.ids)
  }
  if (request.url !== '/arm') throw new Error(`there is nothing at ${request.url}`)
  arm(given)
  // Kept at an end, otherwise; there will be none.
  flushCompileCache()
  return {}
}
