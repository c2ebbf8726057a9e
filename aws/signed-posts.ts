// A post to an open socket, past the SDK, which takes half a millisecond of CPU for each. It is tried once, and how that went is
// all that is told: what else there is to do is the SDK's (quick-sockets.ts).
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request } from 'node:https'
import type { Credentials } from './clients.ts'
import { signer } from './signature.ts'

type Setting = {
  region: string
  socketEndpoint: string
  credentials?: () => Credentials | undefined
  now?: () => Date
  timeoutMs?: number
}
/** The status of the answer; undefined: there was none. */
export type SignedPost = (connectionId: string, message: string) => Promise<number | undefined>

/** Each is a TLS handshake of 1.2 ms of CPU, four times that on the share of a core that a function has: who posts once to many
 *  is done sooner with few, who goes on posting with many. A function may have 1,024 descriptors open. */
const lines = { atFirst: 50, most: 300, morePerPost: 0.2 }
/** Shorter than whoever keeps the other ends would wait: a line that is closed here is not written to when it is closed there,
 *  nor after the function was frozen. */
const idleMs = 20_000

export const signedPosts = ({
  region,
  socketEndpoint,
  credentials = ownCredentials,
  now = () => new Date(),
  timeoutMs = 2_000,
}: Setting): SignedPost => {
  const { protocol, hostname, port, host, pathname } = new URL(socketEndpoint)
  const ask = protocol === 'http:' ? plainRequest : request
  const keeping = { keepAlive: true, timeout: idleMs, maxSockets: lines.atFirst, maxFreeSockets: lines.most }
  const agent = protocol === 'http:' ? new PlainAgent(keeping) : new Agent(keeping)
  const root = `${pathname.replace(/\/$/, '')}/@connections/`
  const sign = signer(region, 'execute-api')
  const to = { agent, hostname, port, method: 'POST', timeout: timeoutMs }
  let underWay = 0

  const answered = (path: string, message: string, own: Credentials) =>
    new Promise<number | undefined>(resolve => {
      let status: number | undefined
      const headers = sign({ host, path, body: message, at: now() }, own)
      headers.push(['content-length', String(Buffer.byteLength(message))])
      const asking = ask({ ...to, path, headers: headers.flat() })
      asking
        .on('response', answer => {
          status = answer.statusCode
          answer.resume()
        })
        .on('timeout', () => asking.destroy())
        .on('error', () => {}) // whatever it was: there is no status
        .on('close', () => resolve(status))
        .end(message)
    })

  return async (connectionId, message) => {
    const own = credentials()
    if (!own) return undefined
    if (underWay === 0 && Object.keys(agent.freeSockets).length === 0) agent.maxSockets = lines.atFirst
    underWay++
    const status = await answered(`${root}${encodeURIComponent(connectionId)}`, message, own)
    underWay--
    agent.maxSockets = Math.min(lines.most, agent.maxSockets + lines.morePerPost)
    return status
  }
}

/** Of a function: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const ownCredentials = (): Credentials | undefined => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  }
}
