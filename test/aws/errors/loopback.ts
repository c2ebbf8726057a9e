// A place that answers the SDK's own clients over real HTTP with the bytes that AWS sends: what an adapter makes of them
// goes through the SDK's serializers, which the pretend region leaves out.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type Answer = { status?: number; headers?: Record<string, string>; body?: string }
/** `cut`: the connection ends without an answer. `broken off`: in the middle of one. */
export type Reply = Answer | 'cut' | 'broken off'
export type Sent = { operation: string; path: string; headers: IncomingMessage['headers']; body: string }
export type Script = Record<string, Reply | ((sent: Sent) => Reply)>

export const loopback = async () => {
  const sent: Sent[] = []
  let script: Script = {}
  let anything: Reply | undefined
  const server = createServer(async (request, response) => {
    const got = await taken(request)
    sent.push(got)
    const scripted = script[got.operation] ?? anything ?? notScripted(got.operation)
    answer(request, response, typeof scripted === 'function' ? scripted(got) : scripted)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The loopback place listens on no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    sent,
    operations: () => sent.map(one => one.operation),
    /** From now on only these are answered. */
    will: (answers: Script) => {
      script = answers
      anything = undefined
      sent.length = 0
    },
    /** Whatever is asked, this is the reply. */
    always: (reply: Reply) => {
      script = {}
      anything = reply
      sent.length = 0
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const taken = async (request: IncomingMessage): Promise<Sent> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1]
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1]
  const isSchedule = request.url?.startsWith('/schedules/')
  const rest = isSchedule
    ? { POST: 'CreateSchedule', PUT: 'UpdateSchedule', DELETE: 'DeleteSchedule' }[request.method ?? '']
    : { POST: 'PostToConnection', DELETE: 'DeleteConnection' }[request.method ?? '']
  return { operation: target ?? action ?? rest ?? '?', path: request.url ?? '', headers: request.headers, body }
}

const answer = (request: IncomingMessage, response: ServerResponse, reply: Reply) => {
  if (reply === 'cut') return request.socket.destroy()
  if (reply === 'broken off') {
    response.writeHead(200, { 'content-length': '1000' }).write('{"half":')
    return setImmediate(() => request.socket.destroy())
  }
  response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? '')
}

const notScripted = (operation: string): Answer => ({
  status: 418,
  body: JSON.stringify({ __type: 'NotScripted', message: `${operation} was not expected here` }),
})
