// Protocol upgrades (WebSocket): once the target has agreed, bytes go both ways until one side ends, also across a switch.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Outcome } from './ask.ts'
import { errorPage, type Front, leave, noTarget, statusFor, type Tried, tryTargets } from './forward.ts'
import { headText, toClient, toTarget } from './headers.ts'

const nothing = Buffer.alloc(0)

export const tunnel = async (request: IncomingMessage, client: Duplex, head: Buffer, front: Front): Promise<void> => {
  const gone = new AbortController()
  client.on('error', () => client.destroy())
  client.on('close', () => gone.abort())
  const group = front.pickGroup()
  const startedAt = performance.now()
  const headers = toTarget(request, front.shownPort, 'none', front.timeline.now())
  headers.push('Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? 'websocket')
  const { url: path = '/' } = request
  const question = { method: 'GET', path, headers, body: nothing, idleMs: front.idleMs, signal: gone.signal }
  // Fresh: a socket that gets upgraded never goes back to the kept ones.
  const tried = group ? await tryTargets(group, question, 'fresh') : noTarget
  if (gone.signal.aborted) return leave(tried)
  request.socket.setTimeout(front.idleMs, () => client.destroy())
  const { outcome } = tried
  const latencyMs = answered(outcome) ? performance.now() - startedAt : null
  const failed = !answered(outcome) || (outcome.response.statusCode ?? 500) >= 500
  group?.figures.add(front.timeline.now(), latencyMs, failed)
  passOn(client, head, tried)
}

const answered = (outcome: Outcome | undefined) => outcome?.kind === 'answered' || outcome?.kind === 'upgraded'

const passOn = (client: Duplex, head: Buffer, { outcome, target, release }: Tried) => {
  client.once('close', release)
  const forget = target?.cutLater(() => client.destroy())
  if (forget) client.once('close', forget)
  if (outcome?.kind === 'upgraded') {
    const { response, socket } = outcome
    const protocol = response.headers.upgrade ?? 'websocket'
    client.write(headText(response, [...toClient(response), 'Connection', 'Upgrade', 'Upgrade', protocol]))
    if (outcome.head.length > 0) client.write(outcome.head)
    if (head.length > 0) socket.write(head)
    join(client, socket)
  } else if (outcome?.kind === 'answered') {
    // The target does not want to: its own words, and the end of the answer is the end of the connection.
    client.write(headText(outcome.response, [...toClient(outcome.response), 'Connection', 'close']))
    outcome.response.on('error', () => client.destroy())
    client.on('close', () => outcome.response.destroy())
    outcome.response.pipe(client)
  } else refuse(client, statusFor(outcome))
}

const join = (client: Duplex, target: Duplex) => {
  client.pipe(target).pipe(client)
  target.on('error', () => client.destroy())
  target.on('close', () => client.destroy())
  client.on('close', () => target.destroy())
}

const refuse = (client: Duplex, status: Parameters<typeof errorPage>[0]) => {
  const page = errorPage(status)
  const head = ['Server: awselb/2.0', 'Content-Type: text/html', `Content-Length: ${page.length}`, 'Connection: close']
  client.end(`HTTP/1.1 ${status} -\r\n${head.join('\r\n')}\r\n\r\n${page}`)
}
