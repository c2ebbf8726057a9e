// A post to an open socket, past the SDK, which takes half a millisecond of CPU for each. It is tried once, and how that went is
// all that is told: what else there is to do is the SDK's (quick-sockets.ts).
import type { Credentials } from './clients.ts'
import { type Ask, keptLines } from './kept-lines.ts'
import { signer } from './signature.ts'

type Setting = {
  region: string
  socketEndpoint: string
  credentials?: () => Credentials | undefined
  now?: () => Date
  timeoutMs?: number
}
export type SignedPost = (connectionId: string, message: string) => ReturnType<Ask>

export const signedPosts = ({
  region,
  socketEndpoint,
  credentials = ownCredentials,
  now = () => new Date(),
  timeoutMs = 2_000,
}: Setting): SignedPost => {
  const url = new URL(socketEndpoint)
  const ask = keptLines(url, timeoutMs)
  const sign = signer(region, 'execute-api')
  const root = `${url.pathname.replace(/\/$/, '')}/@connections/`
  return (connectionId, message) => {
    const own = credentials()
    if (!own) return Promise.resolve(undefined)
    const path = `${root}${encodeURIComponent(connectionId)}`
    const headers = sign({ host: url.host, path, body: message, at: now() }, own)
    return ask(`POST ${path} HTTP/1.1\r\n${headers}content-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`)
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
