// Issuers of JWTs as a test wants them: real keys, and a discovery document and key set on loopback.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Key = { kid: string; alg: 'RS256' | 'ES256'; privateKey: KeyObject; jwk: Record<string, unknown> }

export const rsaKey = (kid: string): Key => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    kid,
    alg: 'RS256',
    privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' },
  }
}

export const ecKey = (kid: string): Key => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    kid,
    alg: 'ES256',
    privateKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' },
  }
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export const unsigned = (header: object, payload: object) => `${encoded(header)}.${encoded(payload)}`

export const signed = ({ kid, alg, privateKey }: Key, payload: object, header: object = {}) => {
  const input = unsigned({ alg, typ: 'JWT', kid, ...header }, payload)
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** In seconds, from now. */
export const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

/** `https://{host}/…` is answered from here; a request for what nobody serves fails as a network does. */
export const issuersOnLoopback = async (keys: Record<string, Key[]>) => {
  const asked: string[] = []
  const served = { keys, down: false, keysAddress: (issuer: string) => `${issuer}/keys` }
  const server = createServer((request, response) => {
    const [, host = '', ...rest] = (request.url ?? '').split('/')
    const issuer = `https://${host}`
    const found = served.down ? undefined : served.keys[issuer]
    asked.push(`${host}/${rest.join('/')}`)
    if (!found) return void response.writeHead(503).end()
    if (rest.join('/') === '.well-known/openid-configuration')
      return void response.end(JSON.stringify({ issuer, jwks_uri: served.keysAddress(issuer) }))
    response.end(JSON.stringify({ keys: found.map(({ jwk }) => jwk) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const fetched = async (address: string) => {
    const answer = await fetch(address.replace('https://', `http://127.0.0.1:${port}/`))
    if (!answer.ok) throw new Error(`Status code is ${answer.status}`)
    return answer.arrayBuffer()
  }
  return { asked, served, fetch: fetched }
}
