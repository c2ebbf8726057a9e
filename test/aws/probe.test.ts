import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { probeOf } from '../../aws/probe.ts'
import { isLoopback } from '../../aws/reach.ts'
import { cert, key } from './certificate.ts'

const probe = probeOf({ reach: isLoopback })

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const serve = async (answer: RequestListener) => {
  const server = createServer(answer)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('tells the status and how long it took', async () => {
  const url = await serve((_, response) => response.writeHead(503).end('x'.repeat(100_000)))
  const seen = await probe.get(url, 1000)
  expect(seen).toEqual({ httpStatus: 503, latencyMs: expect.any(Number) })
})

it('tells the beginning of the body to whoever asks for it, and waits for all of it', async () => {
  const url = await serve((_, response) => {
    response.write('안녕, ')
    setTimeout(() => response.end('x'.repeat(100_000)), 50)
  })
  expect(await probe.get(url, 5000, 6)).toMatchObject({ httpStatus: 200, body: '안녕, xx' })
  const half = await serve((_, response) => void response.writeHead(200).write('half'))
  expect(await probe.get(half, 50, 6)).toMatchObject({ httpStatus: null })
})

it('follows no redirect', async () => {
  const asked: string[] = []
  const url = await serve((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(302, { Location: '/elsewhere' }).end()
  })
  expect((await probe.get(`${url}/health`, 1000)).httpStatus).toBe(302)
  expect(asked).toEqual(['/health'])
})

it('has no status when nobody answers, or not whole, in time', async () => {
  const silent = await serve(() => {})
  expect(await probe.get(silent, 50)).toMatchObject({ httpStatus: null, reason: 'no answer within 50 ms' })
  const slow = await serve((_, response) => void response.writeHead(200).write('a'))
  expect(await probe.get(slow, 50)).toMatchObject({ httpStatus: null, reason: 'no answer within 50 ms' })
})

it('says so when the connection is taken over or closed instead of answered', async () => {
  const upgrading = await serve((request, _) =>
    request.socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  )
  expect(await probe.get(upgrading, 5000)).toMatchObject({
    httpStatus: null,
    reason: expect.stringContaining('closed'),
  })
  const dumb = await serve(request => request.socket.destroy())
  expect(await probe.get(dumb, 5000)).toMatchObject({ httpStatus: null, reason: expect.stringContaining('ECONNRESET') })
})

it('never throws', async () => {
  const gone = await serve(() => {})
  for (const close of closing.splice(0)) close()
  expect(await probe.get(gone, 1000)).toMatchObject({
    httpStatus: null,
    reason: expect.stringContaining('ECONNREFUSED'),
  })
  expect(await probe.get('not a url', 1000)).toMatchObject({ httpStatus: null, reason: expect.any(String) })
})

it('asks a load balancer by its own name whatever name its certificate has, and nobody else', async () => {
  const server = createSecureServer({ key, cert }, (request, response) => {
    if (request.url !== '/silent') response.writeHead(204).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ofBalancers = probeOf({ reach: isLoopback, nameless: host => host === '127.0.0.1' })
  expect(await ofBalancers.get(url, 5000)).toMatchObject({ httpStatus: 204 })
  expect(await ofBalancers.get(`${url}/silent`, 50)).toMatchObject({
    httpStatus: null,
    reason: 'no answer within 50 ms',
  })
  expect(await probe.get(url, 5000)).toMatchObject({
    httpStatus: null,
    reason: expect.stringMatching(/SELF_SIGNED|certificate/),
  })
})
