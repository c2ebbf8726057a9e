// The calls over real HTTP: what only a socket can show.
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { api } from '../../app/http.ts'
import { panda } from '../../client/api.ts'
import { serverSentEvents } from '../../client/sse.ts'
import { follower } from '../../local/follow.ts'
import { type HttpOptions, type HttpServer, PortTaken, serveHttp } from '../../local/http.ts'
import { swaggerPage } from '../../local/swagger.ts'
import type { Reader } from '../../region/stream.ts'
import { streamed } from '../../region/stream.ts'
import { awsBody, completed, githubBody, initialized, place, ready } from '../app/calls-place.ts'

let server: HttpServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const up = async (more: Partial<HttpOptions> = {}) => {
  const at = place()
  const readers: Reader[] = []
  const table = streamed(at.table, readers, fault => at.faults.push(fault), at.clock.sleep)
  const { reader, live } = follower(table)
  readers.push(reader)
  at.context.ports.table = table
  at.context.live = live
  const logged: unknown[] = []
  server = await serveHttp({
    port: 0,
    handle: api(at.context),
    pages: swaggerPage,
    log: (line, fault) => logged.push(line, fault),
    ...more,
  })
  const baseUrl = `http://127.0.0.1:${server.port}`
  return { ...at, baseUrl, client: panda({ baseUrl }), logged, table }
}

describe('over HTTP', () => {
  it('the typed client connects, deploys, reads, switches, and is told what went wrong', async () => {
    const { client, note } = await up()
    expect(await client.health()).toEqual({ status: 'UP' })
    const { githubConnectionId } = await client.connectGithub(githubBody)
    const { awsConnectionId } = await client.connectAws(awsBody)
    expect(await client.connections()).toMatchObject({ github: [{ githubConnectionId }], aws: [{ awsConnectionId }] })
    const body = { githubConnectionId, awsConnectionId, owner: 'panda', repo: 'hello', branch: 'main' }
    const { deploymentId } = await client.deploy(body, { idempotencyKey: 'k' })
    expect(await client.deploy(body, { idempotencyKey: 'k' })).toMatchObject({ deploymentId })
    await expect(client.switch(deploymentId)).rejects.toMatchObject({ status: 409, errorCode: 'NOT_READY', stage: 0 })
    await note(deploymentId, initialized, ready)
    expect(await client.switch(deploymentId)).toMatchObject({ status: 'RUNNING', lastSeq: 4 })
    expect((await client.events(deploymentId, { after: 3 })).events).toMatchObject([{ code: 'SWITCH_REQUESTED' }])
    expect(await client.logs(deploymentId)).toEqual({ chunks: [], lastChunk: 0 })
    expect(await client.services()).toEqual([])
    await expect(client.rollback(deploymentId)).rejects.toMatchObject({ errorCode: 'RELEASE_NOT_FOUND' })
    await expect(client.disconnect(githubConnectionId)).rejects.toMatchObject({ errorCode: 'CONNECTION_IN_USE' })
    expect(await client.socketTicket(deploymentId)).toMatchObject({ url: expect.stringMatching(/^ws:/) })
  })

  it('holds a stream open until the final event, and then says that it is over', async () => {
    const { baseUrl, deploy, note } = await up()
    const id = await deploy()
    const seen: string[] = []
    for await (const { id: seq, event } of serverSentEvents(`${baseUrl}/api/v1/deploy/${id}/events`, { retryMs: 1 })) {
      seen.push(`${seq} ${event}`)
      if (seq === '1') setTimeout(() => void note(id, initialized, ready), 20)
      if (seq === '3') setTimeout(() => void note(id, completed), 20)
    }
    expect(seen).toEqual(['1 stage', '2 stage', '3 success', '4 success'])
  })

  it('lets go of a stream whose reader has left', async () => {
    const at = place()
    const left = Promise.withResolvers<void>()
    at.context.live = {
      async *follow(_id, _after, signal) {
        await new Promise(resolve => signal.addEventListener('abort', resolve))
        left.resolve()
      },
    }
    const { baseUrl } = await up({ handle: api(at.context) })
    const id = await at.deploy()
    const leaving = new AbortController()
    const response = await fetch(`${baseUrl}/api/v1/deploy/${id}/events`, {
      ...{ headers: { accept: 'text/event-stream' }, signal: leaving.signal },
    })
    expect(response.status).toBe(200)
    leaving.abort()
    await left.promise
  })

  it('waits for a slow reader instead of filling its memory', async () => {
    let made = 0
    const pieces = async function* () {
      for (; made < 1000; made++) yield 'x'.repeat(100_000)
    }
    const handle = async () => ({ status: 200, headers: {}, stream: pieces() })
    await up({ handle })
    const socket = connect(server!.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    socket.pause()
    await new Promise(resolve => setTimeout(resolve, 200))
    const before = made
    expect(before).toBeLessThan(500)
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(made).toBe(before)
    socket.destroy()
  })

  it('answers 413 to what is too long, and keeps serving', async () => {
    const { baseUrl, client } = await up()
    const body = 'x'.repeat(1_000_000)
    const response = await fetch(`${baseUrl}/api/v1/deploy`, { method: 'POST', body })
    expect([response.status, await response.json()]).toMatchObject([413, { errorCode: 'PAYLOAD_TOO_LARGE' }])
    const endless = fetch(`${baseUrl}/api/v1/deploy`, { method: 'POST', body: 'x'.repeat(20_000_000) })
    await expect(endless.then(one => one.text())).rejects.toThrow()
    expect(await client.health()).toEqual({ status: 'UP' })
  })

  it('survives whatever is not HTTP', async () => {
    const { client } = await up()
    await new Promise<void>(resolve => {
      const socket = connect(server!.port, '127.0.0.1', () => socket.write('\u0000\u0001garbage\r\n\r\n'))
      socket.on('close', () => resolve()).on('error', () => {})
      socket.resume()
    })
    expect(await client.health()).toEqual({ status: 'UP' })
  })

  it('refuses pages of elsewhere, and names that were rebound to this machine', async () => {
    const { baseUrl } = await up()
    const ask = (headers: Record<string, string>) =>
      new Promise<{ status?: number; text: string }>((resolve, reject) => {
        const sent = httpRequest(`${baseUrl}/api/v1/services`, { headers }, response => {
          let text = ''
          response.setEncoding('utf8').on('data', piece => {
            text += piece
          })
          response.on('end', () => resolve({ status: response.statusCode, text }))
        })
        sent.on('error', reject).end()
      })
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { host: 'evil.example:8080' },
    ]
    for (const headers of foreign)
      expect(await ask(headers)).toMatchObject({
        status: 403,
        text: expect.stringContaining('FORBIDDEN'),
      })
    const own: Record<string, string>[] = [
      { origin: 'http://localhost:5173' },
      { host: 'localhost:1' },
      { host: '[::1]:1' },
    ]
    for (const headers of own) expect((await ask(headers)).status).toBe(200)
  })

  it('reports a fault in an answer, and ends it', async () => {
    const handle = async () => {
      throw new Error('broken')
    }
    const { baseUrl, logged } = await up({ handle })
    await expect(fetch(`${baseUrl}/x`)).rejects.toThrow()
    expect(logged).toEqual(['GET /x', new Error('broken')])
  })

  it('names a port that is taken', async () => {
    await up()
    const { port } = server!
    const second = serveHttp({ port, handle: api(place().context), log: () => {} })
    await expect(second).rejects.toThrow(new PortTaken(port))
    await expect(second).rejects.toThrow(`Port ${port} is taken`)
    await expect(serveHttp({ port: -1, handle: api(place().context), log: () => {} })).rejects.toThrow(RangeError)
  })
})

describe('Swagger UI', () => {
  it('comes from its package, without anything inline, under a policy that allows nothing else', async () => {
    const { baseUrl } = await up()
    const page = await fetch(`${baseUrl}/swagger-ui.html`)
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(html).not.toMatch(/<script>|<style|style=|onload=|https?:/)
    const used = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path)
    expect(used).toHaveLength(4)
    for (const path of used) {
      const asset = await fetch(`${baseUrl}${path}`)
      expect([asset.status, (await asset.text()).length > 50]).toEqual([200, true])
      expect(asset.headers.get('content-type')).toMatch(/css|javascript|png/)
    }
    for (const path of [
      '/swagger-ui/package.json',
      '/swagger-ui/../package.json',
      '/swagger-ui/__proto__',
      '/swagger-ui/',
    ])
      expect(swaggerPage(path)).toBeUndefined()
  })
})
