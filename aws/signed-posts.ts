// A post to an open socket, past the SDK, which takes half a millisecond of CPU for each. It is tried once, and how that went is
// all that is told: what else there is to do is the SDK's (quick-sockets.ts).
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as SecuredAgent, request as securedRequest } from 'node:https'
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

/** Connections at most: each is a TLS handshake of 1.2 ms of CPU, four times that on the share of a core that a function has. */
const lines = 200
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
  const [ask, Agent] = protocol === 'http:' ? [plainRequest, PlainAgent] : [securedRequest, SecuredAgent]
  const agent = new Agent({ keepAlive: true, timeout: idleMs, maxSockets: lines, maxFreeSockets: lines })
  const to = { agent, hostname, port, method: 'POST', timeout: timeoutMs }
  const root = `${pathname.replace(/\/$/, '')}/@connections/`
  const sign = signer(region, 'execute-api')

  return (connectionId, message) =>
    new Promise(resolve => {
      const own = credentials()
      if (!own) return resolve(undefined)
      const path = `${root}${encodeURIComponent(connectionId)}`
      const signed = sign({ host, path, body: message, at: now() }, own)
      const length = String(Buffer.byteLength(message))
      let status: number | undefined
      const asking = ask({ ...to, path, headers: [...signed.flat(), 'content-length', length] })
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
