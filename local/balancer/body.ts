// A small body is taken in whole, before a target is picked: a slow client then holds no target, and a try can be repeated.
import type { IncomingMessage } from 'node:http'
import type { Framing } from './headers.ts'

const smallBytes = 64 * 1024
const empty = Buffer.alloc(0)

/** The stream itself if the body is large or of unknown length. Undefined: the client went away. */
export const takeBody = (request: IncomingMessage): Promise<Buffer | IncomingMessage | undefined> => {
  const declared = request.headers['content-length']
  if (request.headers['transfer-encoding'] || Number(declared) > smallBytes) return Promise.resolve(request)
  if (declared === undefined || Number(declared) === 0) return Promise.resolve(empty)
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', () => resolve(undefined))
    request.on('close', () => resolve(undefined))
  })
}

export const framingOf = (request: IncomingMessage, body: Buffer | IncomingMessage): Framing => {
  if (!Buffer.isBuffer(body)) {
    return request.headers['transfer-encoding'] ? 'chunked' : { length: Number(request.headers['content-length']) }
  }
  const said = request.headers['content-length'] !== undefined
  return said || ['POST', 'PUT', 'PATCH'].includes(request.method ?? '') ? { length: body.length } : 'none'
}
